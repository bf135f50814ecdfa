import * as z from 'zod';

/** What a customer's timeline is made of. */
export const timelineTypeSchema = z.enum(['ticket', 'order', 'survey', 'note']);
export type TimelineType = z.infer<typeof timelineTypeSchema>;

/** A place in the one order of all entries: their instant, then their id. */
export type Place = { readonly sort: string; readonly id: string };
const keyOf = ({ sort, id }: Place): string => `${sort}#${id}`;

/** One page of one kind of entries, the newest first; with `next` there is more behind that place. */
export type Strand<Entry> = {
  readonly items: readonly (Place & { readonly entry: Entry })[];
  readonly next: Place | undefined;
};

/**
 * One page of all strands together, the newest first, at most `limit` entries. It never goes beyond the place up to which every strand is
 * known: what a strand may still hold there comes with the next page.
 */
export const woven = <Entry>(
  strands: readonly Strand<Entry>[],
  limit: number,
): { readonly items: readonly Entry[]; readonly next: Place | undefined } => {
  const known = strands
    .flatMap(({ next }) => next ?? [])
    .reduce<Place | undefined>((last, next) => (last && keyOf(last) > keyOf(next) ? last : next), undefined);
  const all = strands
    .flatMap(({ items }) => items)
    .filter((item) => known === undefined || keyOf(item) >= keyOf(known))
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
  const page = all.slice(0, limit);
  const last = page.at(-1);
  const entries = page.map(({ entry }) => entry);
  if (all.length > page.length && last) return { items: entries, next: { sort: last.sort, id: last.id } };
  return { items: entries, next: known && { sort: known.sort, id: known.id } };
};
