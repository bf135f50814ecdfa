import type { Table } from '#shared/adapters/dynamo/table.ts';
import { vaultOf } from '#shared/adapters/dynamo/vault/vault.ts';
import { newCustomerWrites } from '#shared/app/customers/change-customer.ts';
import type { Found } from '#shared/app/records.ts';
import { newCustomer } from '#shared/domain/customers/change.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { withOrder } from '#shared/domain/customers/value.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { type Instant, minutes } from '#shared/domain/kernel/time.ts';
import { defaultSettingsValues } from '#shared/domain/settings/settings.ts';
import { type Keyring, keyringOf } from '#shared/runtime/keyring.ts';
import type { TableItem } from './fill.ts';
import type { Filling } from './system.ts';
import { openTable } from './table.ts';
import { itemsWritten } from './written.ts';

/*
 * A base of customers that is the same, but for its size, however large it is: the n-th customer is always the same one, and of every
 * hundred as many have a name, the first digits of a phone, the start of an e-mail, a tag. What is rare is among the first thousand.
 */

const surnames = [...'李王张刘陈杨黄赵吴周徐孙马朱'];
const givens = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华'];
const words = ['wangwei', 'lina', 'zhangsan', 'chenjie', 'sunny', 'liuyang', 'user', 'happy', 'blue', 'kefu'];
const networks = ['130', '135', '138', '139', '150', '158', '177', '186', '188', '199'];

/** So many have a phone that ends with `SELDOM`, and nobody else. */
const FEW = 25;
/** Three months of customers come newest first. */
const SPREAD_MINUTES = 130_000;
export const SELDOM = '0042';
export const COMMON_START = '13877';

const NOBODY: Found = { one: () => undefined };
/** Spreads the numbers from 0 on over a range, so that no two of them that follow each other are near. */
const scattered = (n: number, below: number): number => (n * 7_368_787 + 104_729) % below;

/** One of each ten is in each network, and of those half begin alike; eight digits, none of them the seldom last four. */
const phoneOf = (n: number): string => {
  const network = networks[n % networks.length] ?? '';
  const rest = String(scattered(n, 99_999_989)).padStart(8, '0');
  const start = network === '138' && n % 20 === 2 ? COMMON_START : network + rest.slice(0, 2);
  const last = rest.slice(-4) === SELDOM ? '7042' : rest.slice(-4);
  return `+86${start}${rest.slice(2, 4)}${n < FEW ? SELDOM : last}`;
};

/** Two of three have an address. */
const emailsOf = (n: number): string[] =>
  n % 3 === 0 ? [] : [`${words[n % words.length]}.${scattered(n, 1_000_003)}@mail${n % 7}.example.com`];

const nameOf = (n: number): string => {
  const at = scattered(n, 1_000_003);
  const given = (offset: number): string => givens[Math.floor(at / offset) % givens.length] ?? '';
  return `${surnames[at % surnames.length]}${given(15)}${n % 2 === 0 ? '' : given(401)}`;
};

/** One in ten is a VIP; what they spent is spread over the whole range. */
const valued = (customer: Customer, n: number): Customer => {
  const netMinor = n % 10 === 0 ? 1_000_000 + ((n * 7919) % 1_000_000) : 10_000 + (n % 1000);
  const order = {
    orderId: 'ord',
    placedAt: customer.createdAt,
    status: 'paid',
    netMinor,
    currency: 'CNY',
  } as const;
  const { version: _, ...rest } = withOrder(customer, undefined, order, {
    settings: defaultSettingsValues(),
    now: customer.createdAt,
  });
  return { ...rest, version: 1 };
};

/** What names the n-th customer alone. */
export const oneOf = (n: number): { readonly phone: string; readonly email: string } => ({
  phone: phoneOf(n),
  email: emailsOf(n)[0] ?? '',
});

/** The n-th customer of a base that begins at an instant. */
const customerOf = (n: number, begin: Instant): Customer => {
  const at = begin - (scattered(n, SPREAD_MINUTES) + 1) * minutes(1);
  const random = Buffer.alloc(10);
  random.writeUInt32BE(n, 6);
  const customer = newCustomer(
    {
      name: nameOf(n),
      phones: [phoneOf(n)],
      emails: emailsOf(n),
      tags: n % 10 === 0 ? ['type:vip'] : [],
    },
    { id: `cus_${ulid(at, random)}`, now: at },
  );
  return valued(customer, n);
};

/** So many customers are in memory at once. */
const PORTION = 2000;

/** Of the first so many customers of a base every item that the product would have written, sealed as it seals. */
export const customersOf =
  (count: number): Filling =>
  async (system) => {
    const root = system.stack.secret('kefu-dev-keys');
    const begin = system.stack.clock.now();
    const { name, keysName, shards, close } = await openTable(system);
    close();
    return portionsOf({ name, shards, vault: vaultOf(root, keysName) }, keyringOf(root), count, begin);
  };

const portionsOf = async function* (
  table: Omit<Table, 'documents'>,
  keyring: Keyring,
  count: number,
  begin: Instant,
): AsyncGenerator<readonly TableItem[]> {
  for (let from = 0; from < count; from += PORTION) {
    const items: TableItem[] = [];
    for (let n = from; n < Math.min(count, from + PORTION); n++)
      items.push(...(await itemsWritten(table, newCustomerWrites(customerOf(n, begin), NOBODY, keyring))));
    yield items;
  }
};
