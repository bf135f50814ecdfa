import { Refusal } from '#shared/domain/kernel/refusal.ts';
import {
  failedRestore,
  isAbandoned,
  isUnfinished,
  RESTORE_LOCK,
  type Restore,
} from '#shared/domain/restores/restore.ts';
import type { Context, Reader } from '../ports.ts';
import { create, ref, update, type Write } from '../records.ts';

/** Which restore is at work. */
export const LOCK = ref('restoreLock', RESTORE_LOCK);

/**
 * The writes by which a restore becomes the only one at work. Two at once would undo each other's work: refuses with `conflict` while another
 * is unfinished; of several at the same moment the condition on the lock lets one through. One that was left behind is ended, so that its
 * message finds nothing to do. `LOCK` must have been asked for.
 */
export const lockedFor = async (restoreId: string, context: Context): Promise<readonly Write[]> => {
  const { found, lists, now, reader } = context;
  const lock = found.one(LOCK);
  const holder = lock && ref('restore', lock.restoreId);
  const held = holder && (await reader.get([holder])).one(holder);
  // Those without a lock, from before there was one.
  const { items } = await lists.restores({ limit: 20, after: undefined });
  const others = items.filter(({ id }) => id !== held?.id);
  const unfinished = [...(held ? [held] : []), ...others].filter(isUnfinished);
  const running = unfinished.find((one) => !isAbandoned(one, now));
  if (running) throw new Refusal('conflict', { status: running.status });
  const next = { id: RESTORE_LOCK, restoreId, version: (lock?.version ?? 0) + 1 } as const;
  return [
    lock === undefined ? create('restoreLock', next) : update('restoreLock', lock, next),
    ...unfinished.map((one) => update('restore', one, abandoned(one, now))),
  ];
};

const abandoned = (one: Restore, now: number): Restore => ({
  ...failedRestore(one, [{ code: 'abandoned' }], now),
  version: one.version + 1,
  updatedAt: now,
});

/** What is written with the end of a restore: the lock goes, unless another one has it. */
export const unlocked = async (restoreId: string, reader: Reader): Promise<readonly Write[]> => {
  const lock = (await reader.get([LOCK])).one(LOCK);
  return lock?.restoreId === restoreId ? [{ op: 'remove', ref: LOCK, version: lock.version }] : [];
};
