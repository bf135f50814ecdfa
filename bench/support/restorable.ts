import { vaultOf } from '#shared/adapters/dynamo/vault/vault.ts';
import { newCustomerWrites } from '#shared/app/customers/change-customer.ts';
import { create, type Write } from '#shared/app/records.ts';
import { newCustomer } from '#shared/domain/customers/change.ts';
import { tell } from '#shared/domain/tickets/change.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { idAt, NOBODY, openingOf } from './cases.ts';
import type { TableItem } from './fill.ts';
import { itemsWritten } from './written.ts';

/** Root secret of whatever is taken and put back. */
export const SECRET = 'the root secret of a benchmark, long enough';
const BEGIN = Date.parse('2026-03-02T01:00:00Z');
/** Cases of one customer, and what is said and done in each of them. */
const CASES = 2;
const MESSAGES = 5;
const FACTS = 8;
/** A text of usual length, which no compression makes smaller once it is sealed. */
const BODY = '包裹一直没有到，请帮我查一下。'.repeat(8);
/** So many customers are made by the product itself; the others are copies of them under ids of their own. */
const MODELS = 60;

/** What the product would leave of one customer with their cases. Facts are not counted: that is the work of the stream's function. */
const writesOf = (first: number): readonly Write[] => {
  const customer = newCustomer({ name: '李雷' }, { id: idAt('cus', BEGIN, first), now: BEGIN });
  const cases = Array.from({ length: CASES }, (_, n): readonly Write[] => {
    const { change: opened, message } = openingOf(first * CASES + n, customer.id, BEGIN);
    let change = opened;
    for (let said = 1; said < FACTS; said++)
      change = tell(change, {
        type: said < MESSAGES ? 'messageAdded' : 'updated',
        at: BEGIN + said,
        actor: { type: 'customer', id: customer.id },
        data: said < MESSAGES ? { messageId: messageId(first, n, said), visibility: 'public' } : {},
      });
    const { id, number } = change.ticket;
    const bodies = Array.from({ length: MESSAGES - 1 }, (__, said) =>
      create('message', { ...message, id: messageId(first, n, said + 1), body: BODY }),
    );
    return [
      create('ticket', change.ticket),
      ...change.events.map(({ counts: _counts, ledger: _ledger, ...event }) => create('event', event)),
      create('ticketNumber', { number, ticketId: id }),
      ...[create('message', { ...message, body: BODY }), ...bodies],
    ];
  });
  return [...newCustomerWrites(customer, NOBODY, keyringOf(SECRET)), ...cases.flat()];
};

const messageId = (first: number, n: number, said: number): string =>
  idAt('msg', BEGIN, (first * CASES + n) * 100 + said + 1_000_000);

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const inCrockford = (n: number, digits: number): string =>
  Array.from({ length: digits }, (_, at) => CROCKFORD[Math.floor(n / 32 ** (digits - 1 - at)) % 32]).join('');

/** Ids end in sixteen random digits of which the first ones are zeros here, and the numbers of cases in six: there goes the number of the copy. */
const copied = (text: string, copy: number): string =>
  text
    .replace(/((?:tkt|cus|msg)_[0-9A-HJKMNP-TV-Z]{10})00000/g, `$1${inCrockford(copy, 5)}`)
    .replace(/K\d-(\d{5})/g, (_, digits: string) => `K${copy}-${digits}`);

/** The same value with other ids; what is sealed stays. */
const copyOf = (value: unknown, copy: number): unknown => {
  if (typeof value === 'string') return copied(value, copy);
  if (Array.isArray(value)) return value.map((one) => copyOf(one, copy));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copyOf(one, copy)]));
};

/** About so many items of customers with their cases, as the product would have left them in this table. */
export async function* restorableItems(table: string, count: number): AsyncGenerator<readonly TableItem[]> {
  const shards = { team: 1, all: 1, timers: 1 };
  const vault = vaultOf(SECRET, 'data-keys');
  const models: object[] = [];
  for (let n = 0; n < MODELS; n++) {
    const items = await itemsWritten({ name: table, shards, vault }, writesOf(n));
    models.push(...items.filter((one) => one.table === table).map(({ item }) => item));
  }
  for (let from = 0, copy = 0; from < count; from += models.length, copy++)
    yield models.slice(0, count - from).map((model) => ({ table, item: copyOf(model, copy) as object }));
}
