import {
  afterErasure,
  EXPORT_LIFE_MS,
  type Export,
  FILE_LIFE_MS,
  hasLeftovers,
} from '#shared/domain/exports/export.ts';
import { days } from '#shared/domain/kernel/time.ts';
import type { PageAsk } from '../lists.ts';
import type { Context, Store } from '../ports.ts';
import { ref, update } from '../records.ts';
import type { ExportList, ExportQueue } from './ports.ts';

/** How files of exports are reached by who erases people. */
export type ExportFiles = { readonly list: ExportList; readonly queue: ExportQueue };

/** A file may be made some days after it was asked for, when its worker stood still; older ones have no file any more. */
const LOOKED_AT_MS = Math.min(FILE_LIFE_MS + days(14), EXPORT_LIFE_MS);
const PAGE = 50;

/**
 * After somebody was erased: files that show people are given to nobody any more and taken away, exports under way begin anew (F59).
 * Bears a repeat; throws `LostRace` when an export has come on meanwhile.
 */
export const withdrawExports = async (
  { now, reader }: Pick<Context, 'now' | 'reader'>,
  commit: Store['commit'],
  { list, queue }: ExportFiles,
): Promise<void> => {
  let after: PageAsk['after'];
  do {
    const { items, next } = await list(undefined, { limit: PAGE, after });
    for (const { id } of items) {
      const made = (await reader.get([ref('export', id)])).one(ref('export', id));
      if (made) await withdraw(made, now, commit, queue);
    }
    const last = items.at(-1);
    after = last !== undefined && last.createdAt < now - LOOKED_AT_MS ? undefined : next;
  } while (after !== undefined);
};

const withdraw = async (
  made: Export,
  now: number,
  commit: Store['commit'],
  queue: ExportQueue,
): Promise<void> => {
  const withdrawn = afterErasure(made, now);
  if (withdrawn) await commit([update('export', made, withdrawn)]);
  if (hasLeftovers(withdrawn ?? made, now)) await queue.send(made);
};
