import { hours, type Instant, minutes } from '#shared/domain/kernel/time.ts';
import type { SnapshotKind } from '#shared/domain/snapshots/manifest.ts';
import {
  isBad,
  isUnderWay,
  newestGood,
  newSnapshot,
  type Snapshot,
  scheduledId,
} from '#shared/domain/snapshots/snapshot.ts';
import type { Lists } from '../lists.ts';
import { LostRace, type Outgoing, type Store } from '../ports.ts';
import { create } from '../records.ts';
import { advanceMessage } from './message.ts';

/** One that nobody has gone on with for so long was left behind: its message was lost. */
const STUCK_MS = minutes(15);
const LOOKED_AT = 50;
/** A bad one is told of in the hours after it ended, by each run. */
const BAD_FOR_MS = hours(3);

export type Scheduled = {
  readonly snapshotId: string;
  /** Those that were taken up again. */
  readonly resumed: number;
  /** Hours since the moment that the newest good snapshot shows; without one, since the first was asked for. */
  readonly ageHours: number;
  readonly bad: readonly string[];
};

const createOnce = async (store: Pick<Store, 'commit'>, snapshot: Snapshot): Promise<void> => {
  try {
    await store.commit([create('snapshot', snapshot)]);
  } catch (error) {
    // Triggered twice: there is one for each day and each hour.
    if (!(error instanceof LostRace)) throw error;
  }
};

const touchedAt = ({ lease, startedAt, createdAt }: Snapshot): Instant =>
  Math.max(lease?.until ?? 0, startedAt ?? 0, createdAt);

/** Takes the snapshot of this day or hour, goes on with those that were left behind, and says how things stand. */
export const takeScheduled = async (
  {
    store,
    queue,
  }: {
    readonly store: Pick<Store, 'commit'> & { readonly lists: Pick<Lists, 'snapshots'> };
    readonly queue: Outgoing;
  },
  kind: SnapshotKind,
  now: Instant,
): Promise<Scheduled> => {
  const id = scheduledId(kind, now);
  const { items } = await store.lists.snapshots({ limit: LOOKED_AT, after: undefined });
  await createOnce(store, newSnapshot({ id, kind, madeBy: `snapshot-${kind}` }, now));
  const stuck = items.filter((one) => one.id !== id && isUnderWay(one) && now - touchedAt(one) > STUCK_MS);
  await queue.send([advanceMessage(id), ...stuck.map((one) => advanceMessage(one.id))]);
  const since = newestGood(items)?.to ?? items.at(-1)?.createdAt ?? now;
  return {
    snapshotId: id,
    resumed: stuck.length,
    ageHours: Math.max(0, now - since) / hours(1),
    bad: items
      .filter((one) => isBad(one) && now - (one.verifiedAt ?? one.endedAt ?? 0) <= BAD_FOR_MS)
      .map((one) => one.id),
  };
};
