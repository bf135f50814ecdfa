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

/** About so many entries make a window. */
const ENTRIES = 4000;
/** A partition is asked for no fewer at once: entries are small. */
const LEAST = 25;
const LOOKS = 6;
/** An index takes a change out of one partition and puts it into the other within this time, but not at one moment. */
const GAP_MS = 200;

type Stream = { readonly source: Source; buffer: Entry[]; start: Item | undefined; isDry: boolean };

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
  }));
  const fill = async (stream: Stream, limit: number): Promise<void> => {
    const { source, start } = stream;
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
    const live = streams.filter(({ isDry }) => !isDry);
    const limit = Math.max(LEAST, Math.ceil(ENTRIES / Math.max(1, live.length)));
    await Promise.all(live.filter(({ buffer }) => buffer.length === 0).map((stream) => fill(stream, limit)));
    if (streams.some(({ buffer, isDry }) => buffer.length === 0 && !isDry)) continue;
    const ends = streams.flatMap(({ buffer, isDry }) => (isDry ? [] : (buffer.at(-1)?.key ?? [])));
    const high = ends.length === 0 ? plan.to : ends.reduce((a, b) => (a < b ? a : b));
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
