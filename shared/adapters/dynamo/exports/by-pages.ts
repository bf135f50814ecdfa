import type { Batch, Walk } from '#shared/app/exports/sources.ts';
import type { PageAsk, Position, Slice } from '#shared/app/lists.ts';

const PAGE = 100;

/** A walk through a list that is served page by page: for what is short, such as the cases about one order. */
export const pagesWalk =
  <Card, T>(
    pageOf: (page: PageAsk) => Promise<Slice<Card>>,
    recordsOf: (cards: readonly Card[]) => Promise<readonly T[]>,
  ): Walk<T> =>
  (after) =>
    pages(pageOf, recordsOf, after === undefined ? undefined : (JSON.parse(after) as Position | null));

/** A place is one of the list; `null` is the place behind everything. */
async function* pages<Card, T>(
  pageOf: (page: PageAsk) => Promise<Slice<Card>>,
  recordsOf: (cards: readonly Card[]) => Promise<readonly T[]>,
  begin: Position | null | undefined,
): AsyncGenerator<Batch<T>> {
  for (let place = begin; place !== null; ) {
    const { items, next } = await pageOf({ limit: PAGE, after: place });
    place = next ?? null;
    yield { items: await recordsOf(items), upTo: JSON.stringify(place) };
  }
}
