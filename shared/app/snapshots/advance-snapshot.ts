import { isHeld, leaseFor } from '#shared/domain/jobs/lease.ts';
import { seconds } from '#shared/domain/kernel/time.ts';
import { MOST_PROBLEMS, type SnapshotProblem } from '#shared/domain/snapshots/problem.ts';
import {
  failedSnapshot,
  isUnderWay,
  type Snapshot,
  verifiedSnapshot,
} from '#shared/domain/snapshots/snapshot.ts';
import { LostRace } from '../ports.ts';
import { ref, update } from '../records.ts';
import { exportedFiles } from './export-files.ts';
import { planSnapshot } from './plan-snapshot.ts';
import { ExportRefused, type SnapshotTools } from './ports.ts';
import { openSnapshot } from './read-snapshot.ts';
import { manifestOf, sealSnapshot } from './seal.ts';
import { tallyFiles } from './tally.ts';
import { readChain, VERIFY_BEGIN, verifyParts } from './verify-snapshot.ts';

/** A worker's slice; then the next message goes on. */
const SLICE_MS = seconds(45);
/** An export that is small is there at once; others are asked for again after a while. */
const FIRST_LOOKS_MS = [50, 100, 200, 400, 800, 1600];
const LATER_LOOK_SECONDS = 30;
/** Exports that the database fails are begun anew, so often. */
const MOST_ATTEMPTS = 3;

/** What a step came to: the snapshot after it, and whether the next step has to wait. */
type Stepped = { readonly snapshot: Snapshot; readonly waitSeconds?: number };

const without = <K extends keyof Snapshot>(snapshot: Snapshot, ...keys: readonly K[]): Omit<Snapshot, K> =>
  Object.fromEntries(Object.entries(snapshot).filter(([key]) => !keys.some((one) => one === key))) as Omit<
    Snapshot,
    K
  >;

const plan = async (tools: SnapshotTools, snapshot: Snapshot): Promise<Stepped> => {
  const planned = await planSnapshot(tools, snapshot);
  return {
    snapshot: {
      ...snapshot,
      ...planned,
      status: 'running',
      startedAt: snapshot.startedAt ?? tools.now(),
      step: 'export',
    },
  };
};

/** Once more from the beginning, as a full one where changes alone can't be had; or the end of it. */
const anew = (
  tools: SnapshotTools,
  snapshot: Snapshot,
  problem: SnapshotProblem,
  asFull: boolean,
): Stepped => {
  if (snapshot.attempt >= MOST_ATTEMPTS || (asFull && snapshot.kind === 'full'))
    return { snapshot: failedSnapshot(snapshot, [problem], tools.now()) };
  const rest = without(snapshot, 'exportArn', 'exportManifest', 'parts');
  const next = { ...rest, attempt: snapshot.attempt + 1 } as const;
  if (!asFull) return { snapshot: next };
  return {
    snapshot: { ...(without(next, 'from', 'exportFrom', 'base', 'full') as Snapshot), kind: 'full' },
  };
};

/** Further attempts have a folder and a token of their own: what a failed one left is no part of the snapshot. */
const begin = ({ exports }: SnapshotTools, { id, attempt, exportFrom }: Snapshot) =>
  exports.begin({
    token: attempt === 1 ? id : `${id}-${attempt}`,
    prefix: attempt === 1 ? id : `${id}/attempt-${attempt}`,
    from: exportFrom,
  });

const exportStep = async (
  tools: SnapshotTools,
  snapshot: Snapshot,
  keep: (next: Snapshot) => Promise<Snapshot>,
): Promise<Stepped> => {
  let current = snapshot;
  let found: Awaited<ReturnType<typeof begin>>;
  try {
    found =
      current.exportArn === undefined
        ? await begin(tools, current)
        : await tools.exports.find(current.exportArn);
  } catch (error) {
    if (!(error instanceof ExportRefused)) throw error;
    return anew(tools, current, { code: 'exportFailed', reason: error.reason }, true);
  }
  if (current.exportArn === undefined) current = await keep({ ...current, exportArn: found.arn });
  for (const ms of FIRST_LOOKS_MS) {
    if (found.state !== 'running') break;
    await tools.wait(ms);
    found = await tools.exports.find(found.arn);
  }
  if (found.state === 'running') return { snapshot: current, waitSeconds: LATER_LOOK_SECONDS };
  if (found.state === 'failed' || found.manifestKey === undefined || found.to === undefined)
    return anew(tools, current, { code: 'exportFailed', reason: found.reason ?? 'unknown' }, false);
  return {
    snapshot: {
      ...current,
      step: 'tally',
      to: found.to,
      tableId: found.tableId,
      exportManifest: found.manifestKey,
    },
  };
};

/** Counting and the manifest: the files are looked up anew in each slice, nothing of them is in the record. */
const tally = async (tools: SnapshotTools, snapshot: Snapshot, isOver: () => boolean): Promise<Stepped> => {
  const files = await exportedFiles(tools.source, snapshot.exportManifest ?? '');
  if (!files) return anew(tools, { ...snapshot, step: 'export' }, { code: 'exportIncomplete' }, false);
  const counted = await tallyFiles(tools, snapshot, files, isOver);
  const [problem] = counted.problems;
  if (problem) return anew(tools, { ...snapshot, step: 'export' }, problem, false);
  const next: Snapshot = { ...snapshot, parts: { done: counted.parts.length, total: files.length } };
  if (!counted.complete) return { snapshot: next };
  const sealed = await sealSnapshot(tools, manifestOf(next, counted, tools));
  if ('problems' in sealed) return { snapshot: failedSnapshot(next, sealed.problems, tools.now()) };
  return {
    snapshot: { ...next, ...sealed.snapshot, status: 'done', endedAt: tools.now(), step: 'verify' },
  };
};

const verify = async (tools: SnapshotTools, snapshot: Snapshot, isOver: () => boolean): Promise<Stepped> => {
  const { source, exports } = tools;
  const expected = {
    table: exports.table,
    ...(snapshot.sha256 === undefined ? {} : { sha256: snapshot.sha256 }),
  };
  const { manifest, problems } = await openSnapshot(source, snapshot.id, expected);
  if (!manifest) return { snapshot: verifiedSnapshot(snapshot, problems, tools.now()) };
  const { complete, ...check } = await verifyParts(source, manifest, snapshot.check ?? VERIFY_BEGIN, isOver);
  // A record holds only so many: of a bucket that was emptied each file is one.
  const some = check.problems.slice(0, MOST_PROBLEMS);
  if (!complete) return { snapshot: { ...snapshot, check: { ...check, problems: some } } };
  const chain = await readChain(source, manifest);
  const all = [...problems, ...chain.problems, ...check.problems];
  return { snapshot: verifiedSnapshot(snapshot, all, tools.now()) };
};

/** One step; each bears being done twice, by one worker after the other or by two at once. */
const step = (
  tools: SnapshotTools,
  snapshot: Snapshot,
  keep: (next: Snapshot) => Promise<Snapshot>,
  isOver: () => boolean,
): Promise<Stepped> => {
  switch (snapshot.step) {
    case 'plan':
      return plan(tools, snapshot);
    case 'export':
      return exportStep(tools, snapshot, keep);
    case 'tally':
      return tally(tools, snapshot, isOver);
    default:
      return verify(tools, snapshot, isOver);
  }
};

/**
 * Goes on with a snapshot for as long as a slice takes. The record is only ever written on the version that was read: who has slept through
 * the lease writes nothing more. What this worker can't finish, the next message does.
 */
export const advanceSnapshot = async (tools: SnapshotTools, snapshotId: string): Promise<void> => {
  const began = tools.now();
  const isOver = () => tools.now() - began > SLICE_MS;
  const reference = ref('snapshot', snapshotId);
  let current = (await tools.store.reader.get([reference])).one(reference);
  if (!current || !isUnderWay(current) || isHeld(current.lease, tools.messageId, began)) return;

  const keep = async (next: Snapshot): Promise<Snapshot> => {
    const before = current;
    if (!before) return next;
    const kept = { ...next, version: before.version + 1 };
    await tools.store.commit([update('snapshot', before, kept)]);
    current = kept;
    return kept;
  };

  try {
    await keep({ ...current, lease: leaseFor(tools.messageId, began) });
    for (;;) {
      const stepped = await step(tools, current, keep, isOver);
      const goesOn = isUnderWay(stepped.snapshot);
      const stops = !goesOn || stepped.waitSeconds !== undefined || isOver();
      await keep(
        stops
          ? (without(stepped.snapshot, 'lease') as Snapshot)
          : { ...stepped.snapshot, lease: leaseFor(tools.messageId, tools.now()) },
      );
      if (!stops) continue;
      if (goesOn) await tools.again(snapshotId, stepped.waitSeconds ?? 0);
      return;
    }
  } catch (error) {
    // Somebody else goes on with it.
    if (error instanceof LostRace) return;
    throw error;
  }
};
