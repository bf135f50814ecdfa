import type { Position } from '#shared/app/lists.ts';
import type { Item } from '../../item-kind.ts';
import { tableShape } from '../../keys.ts';
import { queryPage } from '../../read.ts';
import type { Table } from '../../table.ts';
import type { Plan, Source } from './plan.ts';

/** One entry of a merged list; `key` is its place in the one order of all shards. */
export type Entry = { readonly key: string; readonly id: string; readonly item: Item };

type Stream = Source & { readonly buffer: Entry[]; start: Item | undefined; dry: boolean };

/** Bounds of one page: index entries read, and waves of queries (table-design). */
const maxEntries = 1000;
const maxWaves = 3;

export const keyOfPosition = ({ sort, id }: Position): string => `${sort}#${id}`;
export const positionOfKey = (key: string): Position => {
  const at = key.lastIndexOf('#');
  return { sort: key.slice(0, at), id: key.slice(at + 1) };
};

/**
 * Reads a list over its shards in one order. `next` gives entry by entry; it is `undefined` at the end, or when the budget of the page is
 * used up (`spent`): then the page ends early and the cursor goes on from there. Of each shard `atLeast` so many entries are read at once:
 * where they are small, more of them cost the same and spare a second wave.
 */
export const mergedList = (
  table: Table,
  plan: Plan,
  after: Position | undefined,
  limit: number,
  atLeast = 0,
) => {
  const reached = after === undefined ? undefined : keyOfPosition(after);
  const from = plan.ascending && reached !== undefined && reached > plan.from ? reached : plan.from;
  const to = !plan.ascending && reached !== undefined && reached < plan.to ? reached : plan.to;
  const streams: Stream[] = plan.sources.map((source) => ({
    ...source,
    buffer: [],
    start: undefined,
    dry: from > to,
  }));
  const share = Math.max(atLeast, Math.ceil((limit / Math.max(1, streams.length)) * 1.5) + 2);
  let waves = 0;
  let read = 0;
  let spent = false;

  const fill = async (stream: Stream): Promise<void> => {
    const names = stream.index === undefined ? tableShape : tableShape.indexes[stream.index];
    const page = await queryPage(table, {
      ...(stream.index === undefined ? {} : { IndexName: stream.index }),
      KeyConditionExpression: `${names.partitionKey} = :pk AND ${names.sortKey} BETWEEN :from AND :to`,
      ExpressionAttributeValues: { ':pk': stream.partition, ':from': from, ':to': to },
      ScanIndexForward: plan.ascending,
      Limit: share,
      ...(stream.start ? { ExclusiveStartKey: stream.start } : {}),
    });
    read += page.items.length;
    const entries = page.items.map((item) => entryOf(item, String(item[names.sortKey])));
    stream.buffer.push(...entries.filter(({ key }) => key !== reached));
    stream.start = page.last;
    stream.dry = page.last === undefined;
  };

  /** Every shard that has more must show its next entry, or the order could break. */
  const ready = async (): Promise<boolean> => {
    for (;;) {
      const empty = streams.filter((stream) => stream.buffer.length === 0 && !stream.dry);
      if (empty.length === 0) return true;
      if (waves >= maxWaves || read >= maxEntries) return false;
      waves++;
      await Promise.all(empty.map(fill));
    }
  };

  const before = (a: string, b: string): boolean => (plan.ascending ? a < b : a > b);

  return {
    async next(): Promise<Entry | undefined> {
      if (!(await ready())) {
        spent = true;
        return undefined;
      }
      let best: Stream | undefined;
      for (const stream of streams) {
        const [head] = stream.buffer;
        const [lead] = best?.buffer ?? [];
        if (head && (!lead || before(head.key, lead.key))) best = stream;
      }
      return best?.buffer.shift();
    },
    /** Whether anything may follow what `next` has given. */
    more: (): boolean => spent || streams.some((stream) => stream.buffer.length > 0 || !stream.dry),
    spent: (): boolean => spent,
  };
};

const entryOf = (item: Item, key: string): Entry => ({ key, id: positionOfKey(key).id, item });
