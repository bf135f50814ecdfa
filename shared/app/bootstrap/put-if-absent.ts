import { LostRace, type Store } from '../ports.ts';
import type { Write } from '../records.ts';

/** Writes one record with what belongs to it, unless it is there. Answers whether it was written. */
export const putIfAbsent = async (
  writes: readonly Write[],
  { commit }: Pick<Store, 'commit'>,
): Promise<boolean> => {
  try {
    await commit(writes);
    return true;
  } catch (error) {
    if (error instanceof LostRace) return false;
    throw error;
  }
};
