import type { PageAsk, Slice } from './lists.ts';

const PAGE = 50;

/** All of a list that is known to be short, page by page; at most so many of it, and whether that was all. */
export const upTo = async <T>(
  most: number,
  pageOf: (page: PageAsk) => Promise<Slice<T>>,
): Promise<{ readonly items: readonly T[]; readonly isAll: boolean }> => {
  const items: T[] = [];
  let after: PageAsk['after'];
  do {
    const slice = await pageOf({ limit: Math.min(PAGE, most - items.length), after });
    items.push(...slice.items);
    after = slice.next;
  } while (after !== undefined && items.length < most);
  return { items, isAll: after === undefined };
};

/** The whole of a list. */
export const everyPage = async <T>(pageOf: (page: PageAsk) => Promise<Slice<T>>): Promise<readonly T[]> =>
  (await upTo(Number.POSITIVE_INFINITY, pageOf)).items;
