import { setTimeout as pause } from 'node:timers/promises';
import type { Item } from '../item-kind.ts';
import { tableShape } from '../keys.ts';
import type { Source } from '../lists/tickets/plan.ts';
import { queryPage } from '../read.ts';
import type { Table } from '../table.ts';

/** An entry of an index, or of a list in the table itself: its place in the order, and the item that it is of. */
export type Entry = { readonly key: string; readonly pk: string; readonly sk: string; readonly item: Item };

export type WindowPlan = {
  readonly sources: readonly Source[];
  /** Keys between these, both included. */
  readonly from: string;
  readonly to: string;
  /**
   * Entries may change their partition while the walk goes on, keeping their key, as those of cases do: each window is looked at again,
   * until a look shows nothing new.
   */
  readonly isMoving?: boolean;
  /** The items of the list are the records themselves. */
  readonly isWhole?: boolean;
};

/** A stretch of the order: everything in it, and where it ends. */
export type Window = { readonly entries: readonly Entry[]; readonly upTo: string };

/** About half so many entries make a window; partitions are read on in until twice as many are held. */
const ENTRIES = 4000;
/** A partition is asked for no fewer at once: entries are small. */
const LEAST = 25;
const LOOKS = 6;
/** An index takes a change out of one partition and puts it into the other within this time, but not at one moment. */
const GAP_MS = 200;

type Stream = {
  readonly source: Source;
  buffer: Entry[];
  start: Item | undefined;
  isDry: boolean;
  /** So many entries are asked for at once. */
  limit: number;
};

const namesOf = ({ index }: Source) => (index === undefined ? tableShape : tableShape.indexes[index]);

const pageOf = async (
  table: Table,
  source: Source,
  range: { from: string; to: string; limit?: number; start?: Item | undefined; isWhole?: boolean },
): Promise<{ entries: Entry[]; last: Item | undefined }> => {
  const { partitionKey, sortKey } = namesOf(source);
  const { items, last } = await queryPage(table, {
    ...(source.index === undefined ? { ConsistentRead: true } : { IndexName: source.index }),
    KeyConditionExpression: '#p = :p AND #s BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#p': partitionKey, '#s': sortKey, ...(range.isWhole ? {} : PLACES) },
    ...(range.isWhole ? {} : { ProjectionExpression: projection(sortKey) }),
    ExpressionAttributeValues: { ':p': source.partition, ':from': range.from, ':to': range.to },
    ...(range.limit === undefined ? {} : { Limit: range.limit }),
    ...(range.start ? { ExclusiveStartKey: range.start } : {}),
  });
  const entries = items.map((item) => ({
    key: String(item[sortKey]),
    pk: String(item['pk']),
    sk: String(item['sk']),
    item,
  }));
  return { entries, last };
};

const PLACES = { '#pk': 'pk', '#sk': 'sk' };
const projection = (sortKey: string): string => (sortKey === 'sk' ? '#pk, #sk' : '#pk, #sk, #s');

/** Every entry of a partition within a window. */
const entriesIn = async (table: Table, source: Source, from: string, to: string): Promise<Entry[]> => {
  const all: Entry[] = [];
  let start: Item | undefined;
  do {
    const page = await pageOf(table, source, { from, to, start });
    all.push(...page.entries);
    start = page.last;
  } while (start);
  return all;
};

/** What further looks at a window show that the first did not: they go on until one shows nothing new. */
const lookAgain = async (
  table: Table,
  plan: WindowPlan,
  { low, high }: { readonly low: string; readonly high: string },
  found: Map<string, Entry>,
): Promise<void> => {
  for (let look = 2; look <= LOOKS; look++) {
    await pause(GAP_MS);
    const pages = await Promise.all(plan.sources.map((source) => entriesIn(table, source, low, high)));
    const fresh = pages.flat().filter(({ key }) => key > low && !found.has(key));
    for (const entry of fresh) found.set(entry.key, entry);
    if (fresh.length === 0) return;
  }
};

const inOrder = (entries: Iterable<Entry>): Entry[] =>
  [...entries].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

/** Partitions of which more is to be read, by the key up to which they are known, lowest first. */
const endsOf = (streams: readonly Stream[]) =>
  streams
    .flatMap((stream) => {
      const end = stream.buffer.at(-1)?.key;
      return stream.isDry || end === undefined ? [] : [{ stream, end }];
    })
    .sort((a, b) => (a.end < b.end ? -1 : a.end > b.end ? 1 : 0));

/**
 * The partitions to read on in, until a window is full. It ends where the first of them ends, so those that end first are read on, and in
 * ever larger pages: a window costs looks at all partitions, and where one of them holds most entries, small pages of it would make many.
 */
const unfilled = (streams: readonly Stream[]): readonly Stream[] => {
  const empty = streams.filter(({ buffer, isDry }) => buffer.length === 0 && !isDry);
  if (empty.length > 0) return empty;
  const ends = endsOf(streams);
  const high = ends[0]?.end;
  const buffered = streams.reduce((sum, { buffer }) => sum + buffer.length, 0);
  if (high === undefined || buffered >= 2 * ENTRIES) return [];
  const within = streams.reduce((sum, { buffer }) => sum + buffer.filter(({ key }) => key <= high).length, 0);
  if (within >= ENTRIES / 2) return [];
  const first = ends.slice(0, Math.ceil(ends.length / 4)).map(({ stream }) => stream);
  for (const stream of first) stream.limit = Math.min(2 * stream.limit, ENTRIES / 4);
  return first;
};

/**
 * Reads the partitions of a list side by side, window by window, in the order of their keys; nothing is kept of a window that was gone
 * through. A key stands in one window only, so that nothing comes twice whatever moves; how nothing is missed is told in decision 20.
 */
export async function* windowsOf(
  table: Table,
  plan: WindowPlan,
  after: string | undefined,
): AsyncGenerator<Window> {
  const begin = after !== undefined && after > plan.from ? after : plan.from;
  if (begin > plan.to) return;
  let low = begin;
  const streams: Stream[] = plan.sources.map((source) => ({
    source,
    buffer: [],
    start: undefined,
    isDry: false,
    limit: Math.max(LEAST, Math.ceil(ENTRIES / plan.sources.length)),
  }));
  const fill = async (stream: Stream): Promise<void> => {
    const { source, start, limit } = stream;
    const page = await pageOf(table, source, {
      from: begin,
      to: plan.to,
      limit,
      start,
      isWhole: plan.isWhole ?? false,
    });
    stream.buffer.push(...page.entries.filter(({ key }) => key !== after));
    stream.start = page.last;
    stream.isDry = page.last === undefined;
  };
  for (;;) {
    for (let next = unfilled(streams); next.length > 0; next = unfilled(streams)) {
      await Promise.all(next.map(fill));
    }
    const ends = endsOf(streams);
    const high = ends[0]?.end ?? plan.to;
    const found = new Map<string, Entry>();
    for (const stream of streams) {
      for (const entry of stream.buffer) if (entry.key <= high) found.set(entry.key, entry);
      stream.buffer = stream.buffer.filter(({ key }) => key > high);
    }
    if (plan.isMoving) await lookAgain(table, plan, { low, high }, found);
    const entries = inOrder(found.values());
    if (entries.length > 0) yield { entries, upTo: high };
    if (ends.length === 0) return;
    low = high;
  }
}
