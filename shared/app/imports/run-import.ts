import {
  givenUp,
  handedOn,
  heldBy,
  type Import,
  isOver,
  isStuck,
  isWaiting,
} from '#shared/domain/imports/import.ts';
import { isHeld } from '#shared/domain/jobs/lease.ts';
import type { User } from '#shared/domain/people/user.ts';
import { everyPage } from '../every-page.ts';
import { type Context, LostRace } from '../ports.ts';
import { ref } from '../records.ts';
import { applyPiece } from './apply-piece.ts';
import type { Staff } from './decide-ticket.ts';
import { endImport, removeFiles } from './end-import.ts';
import { readFile } from './read-file.ts';
import { saved } from './save.ts';
import { type ImportTools, SLICE_MS } from './tools.ts';

/**
 * Goes on with an import for one slice: reads its file, applies piece after piece, ends it. A message that comes twice finds the lease taken
 * or the import over; a worker that was overtaken finds another version with its next step and stops. What is applied twice after a crash
 * changes nothing and counts once. One that was taken too often without coming on has failed.
 */
export const runImport = async (
  importId: string,
  look: () => Promise<Context>,
  tools: ImportTools,
): Promise<void> => {
  const context = await look();
  const job = context.found.one(ref('import', importId));
  if (job === undefined) return;
  if (isOver(job)) return removeFiles(importId, tools.objects);
  if (isHeld(job.lease, tools.owner, context.now)) return;
  try {
    if (isStuck(job)) {
      await saved(job, givenUp(job, tools.now()), tools);
      return await removeFiles(importId, tools.objects);
    }
    const held = await saved(job, heldBy(job, tools.owner, context.now), tools);
    const at = await slice(held, context, tools);
    if (isOver(at)) return await removeFiles(importId, tools.objects);
    await saved(at, handedOn(at, tools.now()), tools);
  } catch (error) {
    if (!(error instanceof LostRace)) throw error;
    // Called off, or somebody else's by now: whoever was first is told by the record.
    const { found, now } = await look();
    const one = found.one(ref('import', importId));
    if (one && isOver(one)) await removeFiles(importId, tools.objects);
    if (!one || !isWaiting(one, now)) return;
  }
  await tools.goOn(importId);
};

const slice = async (job: Import, context: Context, tools: ImportTools): Promise<Import> => {
  let at = job.rows === undefined ? await readFile(job, context, tools) : job;
  if (isOver(at) || at.rows === undefined) return at;
  const staff = at.resource === 'tickets' ? await staffOf(context) : new Map();
  while (at.appliedPieces < at.pieces) {
    if (tools.workedMs() > SLICE_MS) return at;
    at = await applyPiece(at, { base: context, staff }, tools);
  }
  return endImport(at, tools);
};

/** Everybody who works here, by id, e-mail and name; of people with one name nobody is meant by it. */
const staffOf = async ({ lists }: Context): Promise<Staff> => {
  const byName = new Map<string, Pick<User, 'id' | 'teamIds'>>();
  const several = new Set<string>();
  for (const { id, teamIds, email, name, status } of await everyPage((page) => lists.users(page))) {
    if (status !== 'active') continue;
    const user = { id, teamIds };
    byName.set(id.toLowerCase(), user);
    byName.set(email.toLowerCase(), user);
    const called = name.toLowerCase();
    if (byName.has(called)) several.add(called);
    byName.set(called, user);
  }
  for (const name of several) byName.delete(name);
  return byName;
};
