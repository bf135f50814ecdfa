import type { AuditList, AuditQuery } from '#shared/app/audit/trail.ts';
import type { PageAsk, Slice } from '#shared/app/lists.ts';
import { ref } from '#shared/app/records.ts';
import { AUDIT_LIFE_MS, type AuditEvent } from '#shared/domain/audit/audit-event.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import type { Item } from '../item-kind.ts';
import { AUDIT_SHARDS, everyShard, type IndexName, indexes, keys, tableShape } from '../keys.ts';
import { foundOf, getItems, keyOf, queryPage, recordOf } from '../read.ts';
import type { Table } from '../table.ts';

/** Where the records of a query lie: in one index, or in the table itself. */
type Plan = { readonly index: IndexName | undefined; readonly partitions: readonly string[] };

/** Entries that one request reads at most, and reads at once from all shards together. */
const MOST_ENTRIES = 1000;
const MOST_AT_ONCE = 100;

const shards = everyShard(AUDIT_SHARDS);

/** The narrowest key that fits (table-design, The other lists). */
export const auditPlan = ({ object, actor, action }: AuditQuery): Plan => {
  if (object !== undefined) return { index: 'gsi4', partitions: [indexes.auditOfObject(object)] };
  if (actor !== undefined) return { index: 'gsi3', partitions: [indexes.auditOfActor(actor)] };
  if (action !== undefined)
    return { index: 'gsi1', partitions: shards.map((shard) => indexes.auditOfAction(action, shard)) };
  return { index: undefined, partitions: shards.map(keys.auditShard) };
};

/** Whether a record belongs to a list: every part of the query. */
export const fitsAuditQuery = (event: AuditEvent, { object, actor, action, from, to }: AuditQuery): boolean =>
  (object === undefined || event.object === object) &&
  (actor === undefined || event.actor.id === actor) &&
  (action === undefined || event.action === action) &&
  event.at >= from &&
  event.at <= to;

/** Between these lie the ids of everything that was recorded from one instant to another. */
export const lowestAuditId = (at: number): string => `aud_${ulid(at, new Uint8Array(10))}`;
export const highestAuditId = (at: number): string => `aud_${ulid(at, new Uint8Array(10).fill(255))}`;

const idOf = (item: Item): string => String(item['sk']);

/** The newest entries up to `upTo`, as many as are certain: none that another shard may still have an earlier turn for is left out. */
const newest = async (
  table: Table,
  { index, partitions }: Plan,
  { from, upTo, limit }: { readonly from: string; readonly upTo: string; readonly limit: number },
): Promise<{ entries: Item[]; more: boolean; read: number }> => {
  const names = index === undefined ? tableShape : tableShape.indexes[index];
  const each = Math.ceil((limit / partitions.length) * 1.5) + 2;
  const pages = await Promise.all(
    partitions.map((partition) =>
      queryPage(table, {
        ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
        KeyConditionExpression: `${names.partitionKey} = :pk AND ${names.sortKey} BETWEEN :from AND :to`,
        ExpressionAttributeValues: { ':pk': partition, ':from': from, ':to': upTo },
        ScanIndexForward: false,
        Limit: each,
      }),
    ),
  );
  const reached = pages.flatMap(({ items, last }) => (last ? [idOf(items.at(-1) ?? last)] : []));
  const certainFrom = reached.sort().at(-1) ?? '';
  const all = pages.flatMap(({ items }) => items);
  const certain = all.filter((item) => idOf(item) >= certainFrom);
  return {
    entries: certain.sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1)),
    more: reached.length > 0,
    read: all.length,
  };
};

const recordsOf = async (table: Table, { index }: Plan, entries: readonly Item[]): Promise<AuditEvent[]> => {
  if (index === undefined) return entries.flatMap((item) => recordOf('audit', item) ?? []);
  const refs = entries.map((item) => ref('audit', idOf(item)));
  const found = foundOf(await getItems(table, refs.map(keyOf), false));
  return refs.flatMap((each) => found.one(each) ?? []);
};

/** The id before this one, so that a page never shows again what the last one ended with. */
const before = (id: string): string =>
  `${id.slice(0, -1)}${String.fromCharCode(id.charCodeAt(id.length - 1) - 1)}~`;

const pageOf = async (table: Table, query: AuditQuery, page: PageAsk): Promise<Slice<AuditEvent>> => {
  const plan = auditPlan(query);
  const from = lowestAuditId(query.from);
  const items: AuditEvent[] = [];
  let upTo = page.after === undefined ? highestAuditId(query.to) : before(page.after.id);
  let more = true;
  for (let read = 0; more && items.length < page.limit && read < MOST_ENTRIES && upTo >= from; ) {
    const limit = Math.min(page.limit, MOST_AT_ONCE);
    const got = await newest(table, plan, { from, upTo, limit });
    const last = got.entries.at(-1);
    const events = (await recordsOf(table, plan, got.entries)).filter((event) =>
      fitsAuditQuery(event, query),
    );
    items.push(...events);
    read += Math.max(1, got.read);
    more = got.more && last !== undefined;
    if (last) upTo = before(idOf(last));
  }
  const shown = items.slice(0, page.limit);
  const isCut = items.length > shown.length;
  const end = isCut ? shown.at(-1)?.id : upTo;
  return {
    items: shown,
    next: (isCut || more) && end !== undefined ? { sort: end, id: end } : undefined,
  };
};

/** The audit trail by object, by actor, by action, or by time alone; records that have outlived their time are no longer shown. */
export const auditList =
  (table: Table, now: () => number = Date.now): AuditList =>
  (query, page) =>
    pageOf(table, { ...query, from: Math.max(query.from, now() - AUDIT_LIFE_MS) }, page);
