import type { Lists, PageAsk, Slice } from '#shared/app/lists.ts';
import type { Kind, Records } from '#shared/app/records.ts';
import { itemKindOf } from '../items/index.ts';
import { type Key, keys } from '../keys.ts';
import { getItems, queryPage } from '../read.ts';
import { readable } from '../schema-version.ts';
import type { Table } from '../table.ts';

/** So many queries make one page at most, however much a filter passes over; then the page is shorter. */
const MOST_ROUNDS = 8;

/** Which of them are asked for, and the customer whose data key they need. */
type Expected = {
  readonly filter?: { readonly expression: string; readonly values: Record<string, unknown> } | undefined;
  readonly customerId?: string | undefined;
};

/** One page of the records of a kind that lie under one partition, in the order of their keys, strongly consistent. */
const pageOf = async <K extends Kind>(
  table: Table,
  kind: K,
  { pk, sk }: Key,
  { limit, after }: PageAsk,
  { filter, customerId }: Expected = {},
): Promise<Slice<Records[K]>> => {
  const items: Records[K][] = [];
  let start = after === undefined ? undefined : { pk, sk: after.sort };
  let rounds = 0;
  do {
    const page = await queryPage(
      table,
      {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': sk, ...filter?.values },
        ...(filter ? { FilterExpression: filter.expression } : {}),
        ConsistentRead: true,
        Limit: limit - items.length,
        ...(start ? { ExclusiveStartKey: start } : {}),
      },
      customerId,
    );
    items.push(...readable(itemKindOf(kind), page.items));
    start = page.last as { pk: string; sk: string } | undefined;
  } while (start && items.length < limit && filter && ++rounds < MOST_ROUNDS);
  return { items, next: start ? { sort: start.sk, id: '' } : undefined };
};

const isPublic = { expression: 'visibility = :public', values: { ':public': 'public' } } as const;

/** What lies in a ticket's partition beside its head, and its readers' saved views and counts. */
export const casePartLists = (
  table: Table,
): Pick<Lists, 'messages' | 'events' | 'escalations' | 'tasks' | 'views' | 'ticketCounts'> => ({
  messages: (ticketId, page, publicOnly, customerId) =>
    pageOf(table, 'message', { pk: keys.ticketPartition(ticketId), sk: 'M#' }, page, {
      customerId,
      filter: publicOnly ? isPublic : undefined,
    }),
  events: (ticketId, page, customerId) =>
    pageOf(table, 'event', { pk: keys.ticketPartition(ticketId), sk: 'E#' }, page, { customerId }),
  escalations: (ticketId, page, customerId) =>
    pageOf(table, 'escalation', { pk: keys.ticketPartition(ticketId), sk: 'ES#' }, page, { customerId }),
  tasks: (ticketId, page, customerId) =>
    pageOf(table, 'task', { pk: keys.ticketPartition(ticketId), sk: 'K#' }, page, { customerId }),
  views: (userId, page) => pageOf(table, 'view', { pk: keys.view(userId, '-').pk, sk: 'view_' }, page),
  async ticketCounts(scopes) {
    const found = await getItems(table, scopes.map(keys.count), false);
    return new Map(
      scopes.map((scope) => [scope, Number(found.get(`${keys.count(scope).pk}\nA`)?.['n'] ?? 0)]),
    );
  },
});
