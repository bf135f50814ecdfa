import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Handling } from '#shared/app/restores/ports.ts';
import { ifMatch, type Journey, type Reply } from './local-stack.ts';
import type { StoredItem } from './stored-items.ts';

const idOf = ({ status, body }: Reply): string => {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return (body as { id: string }).id;
};

/** A case that has one of everything that lies beside a case, and its id. */
export const aRichCase = async (journey: Journey, customerId: string): Promise<string> => {
  const [admin, agent] = [journey.as('admin'), journey.as('agent1')];
  const now = new Date(await journey.now()).toISOString();
  const total = { amount: '9.00', currency: 'CNY' };
  const order = await admin.put('/v1/orders/o-rich', {
    ...{ customer: { id: customerId }, placedAt: now, status: 'delivered', total, sourceUpdatedAt: now },
    lines: [{ sku: 's', name: 'Lamp', quantity: 1, price: total }],
  });
  const ticket = {
    ...{ subject: 'Rich', body: 'Broken', channel: 'phone', kind: 'complaint', severity: 'severe' },
    ...{ tags: ['rich', 'case'], customerId, orderIds: [idOf(order)] },
  };
  const id = idOf(await agent.post('/v1/tickets', ticket));
  await journey.advance('P3D');
  await journey.run('sla-sweep');
  await journey.drain();
  const message = idOf(await admin.post(`/v1/tickets/${id}/messages`, { visibility: 'public', body: 'One' }));
  const read = await admin.get(`/v1/tickets/${id}/messages/${message}`);
  idOf(await admin.patch(`/v1/tickets/${id}/messages/${message}`, { body: 'Two' }, ifMatch(read)));
  const dueAt = new Date((await journey.now()) + 3_600_000).toISOString();
  idOf(await admin.post(`/v1/tickets/${id}/tasks`, { title: 'Call', dueAt }));
  return id;
};

/** Whether an item is about a case, or leads to it. */
export const belongsTo = ({ pk, sk, ticketId }: StoredItem, id: string): boolean =>
  !String(pk).startsWith('AUD#') &&
  !String(pk).startsWith('CH#') &&
  (`${pk} ${sk}`.includes(id) || ticketId === id);

export type Half = {
  readonly id: string;
  readonly isWhole: boolean;
  readonly what: string;
  /** The key of what is not there. */
  readonly lost: string | undefined;
  readonly items: readonly StoredItem[];
};

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const digits = (n: number, length: number): string =>
  Array.from({ length }, (_, at) => alphabet.charAt(Math.floor(n / 32 ** (length - 1 - at)) % 32)).join('');

const renamed = (item: StoredItem, names: readonly (readonly [string, string])[]): StoredItem => {
  const { seqs, ...rest } = item;
  const bytes = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? undefined : value);
  const text = names.reduce((all, [from, to]) => all.replaceAll(from, to), JSON.stringify(rest, bytes));
  return { ...(JSON.parse(text) as StoredItem), ...(seqs === undefined ? {} : { seqs }) };
};

/** Copies of a case, in each of which one item of some transaction is not there, or the head is of before the last one; a tenth is whole. */
export const planted = (whole: readonly StoredItem[], ticketId: string, count: number): readonly Half[] => {
  const number = String(whole.find(({ t }) => t === 'ticketNumber')?.['number']);
  const droppable = whole.filter(({ t }) => t !== 'counted');
  return Array.from({ length: count + count / 10 }, (_, n): Half => {
    const id = `tkt_01K00000000000000000HJ${digits(n, 4)}`;
    const items = whole.map((item) =>
      renamed(item, [
        [ticketId, id],
        [number, `H${digits(n, 1)}-${digits(n, 5)}`],
      ]),
    );
    if (n >= count) return { id, isWhole: true, what: 'whole', lost: undefined, items };
    const at = n % (droppable.length + 1);
    const gone = droppable[at];
    if (gone === undefined) {
      const earlier = items.map((item) =>
        item['t'] === 'ticket' ? { ...item, eventSeq: Number(item['eventSeq']) - 1 } : item,
      );
      return { id, isWhole: false, what: 'head of before', lost: undefined, items: earlier };
    }
    const lost = items[whole.indexOf(gone)] ?? {};
    return {
      id,
      isWhole: false,
      what: `${gone['t']} ${gone['type'] ?? ''}`,
      lost: `${lost['pk']} ${lost['sk']}`,
      items: items.filter((item) => item !== lost),
    };
  });
};

export const putItems = async (
  documents: DynamoDBDocumentClient,
  table: string,
  items: readonly StoredItem[],
): Promise<void> => {
  for (let at = 0; at < items.length; at += 25) {
    const Put = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [table]: Put } }));
  }
};

export const aHandling = (now: number): Handling => ({
  ...{ restoreId: 'rst_01K00000000000000000000000', mode: 'empty', startedAt: now, now, dryRun: false },
  isErased: () => false,
});
