import { itemSize } from './item-size.ts';
import { expiryPrefix, primaryKey, streamPrefix, trimmedKey, under } from './keys.ts';
import type { Row } from './rows.ts';
import type { Store } from './store.ts';
import type { AttributeMap, StreamRecord, Table } from './types.ts';

/** Stream records live this long; AWS documentation, "DynamoDB Streams and Time to Live". */
const RETENTION_MS = 24 * 60 * 60 * 1000;

const DIGITS = 21;

export type Change = {
  readonly table: Table;
  readonly old: AttributeMap | undefined;
  readonly item: AttributeMap | undefined;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  readonly expiredByTtl: boolean;
};

export type Streams = {
  /** Stages the record of a change, in the batch that makes the change. */
  append: (change: Change) => void;
  read: (table: string, after: string | undefined, limit: number) => Promise<StreamRecord[]>;
  head: (table: string) => string | undefined;
  /** Forgets records older than a day. */
  trim: (table: string) => Promise<void>;
  /** Reads where the table's numbering stands; to be called for every table before the first append. */
  load: (table: string) => Promise<void>;
};

export const createStreams = (store: Store, now: () => number): Streams => {
  let last = 0;
  const heads = new Map<string, string>();

  return {
    append: (change) => {
      last += 1;
      const sequenceNumber = String(last).padStart(DIGITS, '0');
      store.put(streamPrefix(change.table.TableName) + sequenceNumber, recordText(change, now()));
      heads.set(change.table.TableName, sequenceNumber);
      store.announce(change.table.TableName);
    },
    read: async (table, after, limit) => {
      const prefix = streamPrefix(table);
      const oldest = now() - RETENTION_MS;
      const records: StreamRecord[] = [];
      if (limit <= 0) return records;
      for await (const [key, text] of store.range({ ...under(prefix), gt: prefix + (after ?? '') }, limit)) {
        const record = recordOf(key.slice(prefix.length), text);
        if (record.approximateCreationMs >= oldest) records.push(record);
        if (records.length >= limit) break;
      }
      return records;
    },
    head: (table) => heads.get(table),
    trim: async (table) => {
      const prefix = streamPrefix(table);
      const oldest = now() - RETENTION_MS;
      for await (const [key, text] of store.range(under(prefix))) {
        if (recordOf('', text).approximateCreationMs >= oldest) break;
        store.del(key);
        store.put(trimmedKey(table), key.slice(prefix.length));
      }
      await store.commit();
    },
    load: async (table) => {
      const prefix = streamPrefix(table);
      const newest = store.range({ ...under(prefix), reverse: true, limit: 1 }, 1);
      let head = store.get(trimmedKey(table));
      for await (const [key] of newest) head = key.slice(prefix.length);
      if (head === undefined) return;
      heads.set(table, head);
      last = Math.max(last, Number(head));
    },
  };
};

type StoredRecord = {
  e: StreamRecord['eventName'];
  k: AttributeMap;
  n?: AttributeMap;
  o?: AttributeMap;
  t: number;
  s: number;
  x: boolean;
};

/** Written by hand around the rows' own text, which need not be made again. */
const recordText = ({ table, old, item, before, after, expiredByTtl }: Change, atMs: number): string => {
  const keys = primaryKey(item ?? old ?? {}, table);
  const newText = table.streamView?.startsWith('NEW') ? after : undefined;
  const oldText = table.streamView?.includes('OLD') ? before : undefined;
  const event = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
  const size = itemSize(keys) + (newText?.size ?? 0) + (oldText?.size ?? 0);
  return (
    `{"e":"${event}","k":${JSON.stringify(keys)},"t":${atMs},"s":${size},"x":${expiredByTtl}` +
    `${newText === undefined ? '' : `,"n":${newText.text}`}${oldText === undefined ? '' : `,"o":${oldText.text}`}}`
  );
};

const recordOf = (sequenceNumber: string, text: string): StreamRecord => {
  const stored = JSON.parse(text) as StoredRecord;
  return {
    sequenceNumber,
    eventName: stored.e,
    keys: stored.k,
    ...(stored.n !== undefined && { newImage: stored.n }),
    ...(stored.o !== undefined && { oldImage: stored.o }),
    approximateCreationMs: stored.t,
    sizeBytes: stored.s,
    expiredByTtl: stored.x,
  };
};

/** Where an item's expiry is noted; undefined without a usable time. Times are epoch seconds, never milliseconds. */
export const expiryKey = (item: AttributeMap | undefined, table: Table, row: string): string | undefined => {
  if (item === undefined || table.ttlAttribute === undefined) return undefined;
  const seconds = item[table.ttlAttribute]?.N;
  return seconds !== undefined && /^\d{1,12}$/.test(seconds)
    ? `${expiryPrefix(table.TableName)}${seconds.padStart(12, '0')}!${row}`
    : undefined;
};
