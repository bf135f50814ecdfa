import { isHeld, leaseFor } from '#shared/domain/jobs/lease.ts';
import {
  type Checkpoint,
  failedRestore,
  isAbandoned,
  isUnfinished,
  phases,
  type Restore,
  type RestoreProblem,
  withProblems,
} from '#shared/domain/restores/restore.ts';
import { type Context, LostRace } from '../ports.ts';
import { ref, update } from '../records.ts';
import { BrokenPart } from '../snapshots/read-snapshot.ts';
import { newerThan, openChain } from './chain.ts';
import { linesOf } from './lines.ts';
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
    if (await isSecond(stored, context)) return await failed(stored, [{ code: 'anotherRestore' }], tools);
    const restore = await saved(stored, begun(stored, tools, context.now), tools);
    await goOn(restore, context, tools);
  } catch (error) {
    if (!(error instanceof LostRace)) throw error;
  }
};

/** Of two that were asked for at the same moment, when neither was to be seen yet, the older one is done: they would undo each other's work. */
const isSecond = async (restore: Restore, { lists, now }: Context): Promise<boolean> => {
  const { items } = await lists.restores({ limit: 20, after: undefined });
  return items.some((one) => one.id < restore.id && isUnfinished(one) && !isAbandoned(one, now));
};

const begun = (restore: Restore, { messageId }: RestoreTools, now: number): Restore => ({
  ...restore,
  status: 'running',
  startedAt: restore.startedAt ?? now,
  lease: leaseFor(messageId, now),
});

/** Writes the record on the version that was read: whoever comes second finds another one. */
const saved = async (before: Restore, after: Restore, { commit, now }: RestoreTools): Promise<Restore> => {
  const next = { ...after, version: before.version + 1, updatedAt: Math.max(now(), before.updatedAt) };
  await commit([update('restore', before, next)]);
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
const advanced = (restore: Restore, step: Progress, now: number): Restore => {
  const next: Restore = withProblems({ ...restore, ...step.changes }, step.problems ?? []);
  if (step.checkpoint !== undefined) return { ...next, checkpoint: step.checkpoint };
  const following = phases[phases.indexOf(restore.checkpoint.phase) + 1];
  if (following === undefined) {
    const { lease: _, ...rest } = next;
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
