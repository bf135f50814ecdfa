import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { days } from '#shared/domain/kernel/time.ts';
import type { PageAsk, Position, Slice } from './lists.ts';
import type { Context } from './ports.ts';

/** How long a cursor is good for (`api.md`, Lists). */
const CURSOR_LIFE_MS = days(1);

type Query = { readonly limit: number; readonly cursor?: string | undefined } & Readonly<
  Record<string, unknown>
>;
type Sealing = Pick<Context, 'now' | 'caller' | 'seal' | 'unseal'>;
type Sealed = Position & { readonly issuedAt: number };

/** What a cursor is bound to: the list, the caller, and the whole query, the size of its pages included. */
const aboutOf = (list: string, { cursor: _, ...query }: Query, { caller }: Sealing): string => {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined);
  return `cursor|${list}|${caller.id}|${JSON.stringify(asked.sort(([a], [b]) => (a < b ? -1 : 1)))}`;
};

const isSealed = (value: unknown): value is Sealed => {
  const fields: Partial<Record<keyof Sealed, unknown>> =
    typeof value === 'object' && value !== null ? value : {};
  return (
    typeof fields.sort === 'string' && typeof fields.id === 'string' && typeof fields.issuedAt === 'number'
  );
};

/** The page a request asks for. Refuses with `invalid_cursor` one that was given for another list, query or caller, or is too old. */
export const pageAsk = (list: string, query: Query, context: Sealing): PageAsk => {
  if (query.cursor === undefined) return { limit: query.limit, after: undefined };
  const opened = context.unseal(aboutOf(list, query, context), query.cursor);
  if (!isSealed(opened) || context.now - opened.issuedAt > CURSOR_LIFE_MS)
    throw new Refusal('invalid_cursor');
  return { limit: query.limit, after: { sort: opened.sort, id: opened.id } };
};

/** The answer to a page: items as they are shown, and where to go on while there is more. */
export const pageOf = <T, View>(
  list: string,
  query: Query,
  slice: Slice<T>,
  view: (item: T) => View,
  context: Sealing,
): { items: View[]; nextCursor?: string } => {
  const items = slice.items.map(view);
  if (slice.next === undefined) return { items };
  const sealed: Sealed = { ...slice.next, issuedAt: context.now };
  return { items, nextCursor: context.seal(aboutOf(list, query, context), sealed) };
};

/** One page of a list that is in memory as a whole, in the order of `sortOf` and then of the id. */
export const sliceOf = <T extends { readonly id: string }>(
  all: readonly T[],
  sortOf: (item: T) => string,
  page: PageAsk,
): Slice<T> => {
  const keyOf = (item: T): Position => ({ sort: sortOf(item), id: item.id });
  const compare = (a: Position, b: Position): number => {
    if (a.sort !== b.sort) return a.sort < b.sort ? -1 : 1;
    return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
  };
  const { after } = page;
  const rest = all
    .toSorted((a, b) => compare(keyOf(a), keyOf(b)))
    .filter((item) => after === undefined || compare(keyOf(item), after) > 0);
  const items = rest.slice(0, page.limit);
  const last = items.at(-1);
  return { items, next: rest.length > items.length && last ? keyOf(last) : undefined };
};

/** Refuses with `version_conflict` when the request means another version than the one that is there. */
export const checkVersion = (record: { readonly version: number }, ifMatch: number | undefined): void => {
  if (ifMatch !== undefined && ifMatch !== record.version) throw new Refusal('version_conflict');
};
