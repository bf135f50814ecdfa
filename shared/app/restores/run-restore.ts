import { isHeld, leaseFor } from '#shared/domain/jobs/lease.ts';
import {
  type Checkpoint,
  failedRestore,
  isUnfinished,
  MOST_FAILURES,
  MOST_TRIES,
  phases,
  type Restore,
  type RestoreProblem,
  withProblems,
} from '#shared/domain/restores/restore.ts';
import { passes } from '#shared/domain/restores/rules.ts';
import { type Context, LostRace } from '../ports.ts';
import { ref, update } from '../records.ts';
import { BrokenPart } from '../snapshots/read-snapshot.ts';
import { newerThan, openChain } from './chain.ts';
import { linesOf } from './lines.ts';
import { unlocked } from './lock.ts';
import { phaseSteps } from './phases.ts';
import { StreamBehind } from './ports.ts';
import type { Progress, RestoreTools, Slice } from './slice.ts';

/** How long a worker waits for the stream before it looks again, and how often. */
const WAIT_SECONDS = 5;
const MOST_WAITS = 240;

/**
 * Goes on with a restore for one slice of time, and asks for the next one. It may come twice, late, or after a worker died anywhere: it
 * begins where the last checkpoint says, and what was done after that is recognised. Who lost the record to another worker stops.
 */
export const runRestore = async (restoreId: string, tools: RestoreTools): Promise<void> => {
  const wanted = ref('restore', restoreId);
  const context = await tools.contextOf();
  const stored = (await context.reader.get([wanted])).one(wanted);
  if (!stored || stored.status === 'done' || stored.status === 'failed') return;
  if (isHeld(stored.lease, tools.messageId, context.now)) return;
  try {
    if ((stored.tries ?? 0) >= MOST_TRIES) return await failed(stored, [stuck(stored)], tools);
    const restore = await saved(stored, begun(stored, tools, context.now), tools);
    await goOn(restore, context, tools);
  } catch (error) {
    if (error instanceof LostRace) return;
    try {
      await noteFailure(restoreId, error, tools);
    } catch {
      // That it can't be noted either costs a repeat; what went wrong first says more, and is thrown.
    }
    throw error;
  }
};

/** An error at the same place again and again comes from what lies there: nobody waits for it any longer. */
const noteFailure = async (restoreId: string, error: unknown, tools: RestoreTools): Promise<void> => {
  const context = await tools.contextOf();
  const wanted = ref('restore', restoreId);
  const restore = (await context.reader.get([wanted])).one(wanted);
  if (!restore || !isUnfinished(restore) || restore.lease?.owner !== tools.messageId) return;
  const failures = (restore.failures ?? 0) + 1;
  const { lease: _, ...rest } = restore;
  if (failures >= MOST_FAILURES) await failed(restore, [stuck(restore, error)], tools);
  else await saved(restore, { ...rest, failures }, tools);
};

/** Where it does not come on and, as far as is known, why: the phase, and the place in it that the last checkpoint says. */
const stuck = ({ checkpoint, chain }: Restore, error?: unknown): RestoreProblem => {
  const { phase, member, part, line } = checkpoint;
  const snapshotId = chain[member];
  const place = passes.some((pass) => pass === phase) ? ` ${part}/${line}` : '';
  const why = error instanceof Error ? `: ${error.name}` : '';
  return {
    code: 'stuck',
    ...(snapshotId === undefined ? {} : { snapshotId }),
    reason: `${phase}${place}${why}`,
  };
};

const begun = (restore: Restore, { messageId }: RestoreTools, now: number): Restore => ({
  ...restore,
  status: 'running',
  startedAt: restore.startedAt ?? now,
  tries: (restore.tries ?? 0) + 1,
  lease: leaseFor(messageId, now),
});

/** Writes the record on the version that was read: whoever comes second finds another one. With its end others may begin. */
const saved = async (before: Restore, after: Restore, tools: RestoreTools): Promise<Restore> => {
  const { commit, contextOf, now } = tools;
  const next = { ...after, version: before.version + 1, updatedAt: Math.max(now(), before.updatedAt) };
  const freed = isUnfinished(next) ? [] : await unlocked(next.id, (await contextOf()).reader);
  await commit([update('restore', before, next), ...freed]);
  return next;
};

const goOn = async (first: Restore, context: Context, tools: RestoreTools): Promise<void> => {
  const chain = await openChain(tools.source, first.snapshotId);
  const problems: readonly RestoreProblem[] = [
    ...chain.problems,
    ...newerThan(chain.manifests, tools.knownVersions),
  ];
  if (problems.length > 0) return failed(first, problems, tools);
  const { manifests } = chain;
  let restore: Restore = {
    ...first,
    chain: manifests.map(({ id }) => id),
    progress: { ...first.progress, total: linesOf(manifests) },
  };
  let stored = first;
  const slice: Slice = { manifests, context, tools };
  try {
    while (restore.status === 'running') {
      const step = await stepOf(restore, slice);
      restore = advanced(restore, step, tools.now());
      if (restore.status !== 'running') break;
      const waits = (restore.waits ?? 0) + (step.waits === true ? 1 : 0);
      if (waits > MOST_WAITS) return await failed(restore, [{ code: 'streamBehind' }], tools, stored);
      if (step.waits === true) restore = { ...restore, waits };
      const isOver = step.waits === true || tools.isOver();
      stored = await saved(
        stored,
        { ...restore, lease: isOver ? undefined : leaseFor(tools.messageId, tools.now()) },
        tools,
      );
      restore = { ...restore, version: stored.version };
      if (isOver) return await tools.again(restore.id, step.waits === true ? WAIT_SECONDS : 0);
    }
  } catch (error) {
    if (!(error instanceof BrokenPart)) throw error;
    return failed({ ...restore, version: stored.version }, [error.problem], tools, stored);
  }
  await saved(stored, { ...restore, lease: undefined }, tools);
};

/** What the stream has not counted yet cannot be taken back: the same step is done again later. */
const stepOf = async (restore: Restore, slice: Slice): Promise<Progress> => {
  try {
    return await phaseSteps[restore.checkpoint.phase](restore, slice);
  } catch (error) {
    if (!(error instanceof StreamBehind)) throw error;
    return { checkpoint: restore.checkpoint, waits: true };
  }
};

/** The record after a step: further in its phase, in the next one, or done. */
const advanced = ({ failures: _, ...restore }: Restore, step: Progress, now: number): Restore => {
  const next: Restore = withProblems({ ...restore, ...step.changes, tries: 0 }, step.problems ?? []);
  if (step.checkpoint !== undefined) return { ...next, checkpoint: step.checkpoint };
  const following = phases[phases.indexOf(restore.checkpoint.phase) + 1];
  if (following === undefined) {
    const { lease: __, ...rest } = next;
    return {
      ...rest,
      status: 'done',
      finishedAt: now,
      progress: { ...next.progress, done: next.progress.total },
    };
  }
  const checkpoint: Checkpoint = { phase: following, member: 0, part: 0, line: 0 };
  return { ...next, checkpoint, waits: 0 };
};

const failed = async (
  restore: Restore,
  problems: readonly RestoreProblem[],
  tools: RestoreTools,
  before: Restore = restore,
): Promise<void> => {
  await saved(before, failedRestore(restore, problems, tools.now()), tools);
};
