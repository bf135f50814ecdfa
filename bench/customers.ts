import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { newCustomer } from '#shared/domain/customers/change.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { searchable } from '#shared/domain/customers/search.ts';
import { withOrder } from '#shared/domain/customers/value.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import { defaultSettingsValues } from '#shared/domain/settings/settings.ts';
import { times } from './operations/pool.ts';
import { callsDuring, stretchedCalls } from './support/calls.ts';
import { type Copy, contactTokensOf, loadCustomers } from './support/customers.ts';
import { longestChain, median, percentile, sum } from './support/figures.ts';
import { type System, startSystem } from './support/system.ts';
import { openTable } from './support/table.ts';

/**
 * `node bench/customers.ts`: one page of each search and list of customers among ever more customers. Read units, round trips and time
 * are compared with those of the smallest number; ends with 1 when a promise is missed. `--quick` leaves out the largest number.
 */

const SIZES = [1000, 10_000, 100_000];
const ROUNDS = 24;
const WARM_UP = 8;
/** Whatever else the machine does meanwhile only adds to the times. */
const QUARTER = 25;
const MORE = 1.3;
/** So many have the phone that is looked for by its last digits, however many customers there are. */
const RARE = 20;
const HTTP = 'http-customers';

const COMMON = { phones: ['+8613877771234'], emails: ['user.common@example.com'] };
const SELDOM = { phones: ['+8615100000042'], emails: ['seldom@example.org'] };
const surnames = [...'李王张刘陈杨黄赵吴周徐孙马朱'];
const givens = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华'];

const queries: Readonly<Record<string, string>> = {
  'q: a surname in characters': 'q=李',
  'q: a surname in pinyin': 'q=wang',
  'q: first digits of a phone': 'q=1387',
  'q: last digits of a phone': 'q=0042',
  'q: start of an e-mail': 'q=user.com',
  'newest first': '',
  'by tag': 'tag=type:vip',
  'by grade and spend': 'grade=vip&spendMin=15000&sort=-spend',
};

type Model = { readonly phones: string[]; readonly emails: string[]; readonly contact: Copy['contact'] };

type OpenTable = Awaited<ReturnType<typeof openTable>>;

const modelOf = async (
  { client }: System,
  table: OpenTable,
  contact: Pick<Model, 'phones' | 'emails'>,
): Promise<Model> => {
  const { body } = await client.send('agent1', 'POST', '/v1/customers', { body: { name: '甲', ...contact } });
  return { ...contact, contact: await contactTokensOf(table, (body as { id: string }).id) };
};

const valued = (customer: Customer, n: number): Customer => {
  // One in ten is a VIP; what they spent is spread over the whole range.
  const netMinor = n % 10 === 0 ? 1_000_000 + ((n * 7919) % 1_000_000) : 10_000 + (n % 1000);
  const { version: _, ...rest } = withOrder(
    customer,
    undefined,
    { orderId: 'ord', placedAt: customer.createdAt, status: 'paid', netMinor, currency: 'CNY' },
    { settings: defaultSettingsValues(), now: customer.createdAt },
  );
  return { ...rest, version: 1 };
};

const copyOf = (n: number, begin: number, common: Model, seldom: Model): Copy => {
  const at = begin - (n % 50_000) * minutes(1);
  const { contact, ...of } =
    n < RARE ? seldom : n % 10 === 1 ? common : { phones: [], emails: [], contact: [] };
  const name = `${surnames[n % surnames.length]}${givens[Math.floor(n / 3) % givens.length]}${n % 2 === 0 ? '' : givens[n % givens.length]}`;
  const tags = n % 10 === 0 ? ['type:vip'] : [];
  const customer = newCustomer({ name, ...of, tags }, { id: `cus_${ulid(at, randomBytes(10))}`, now: at });
  return { customer: searchable(valued(customer, n)), contact };
};

type Cost = { readonly read: number; readonly trips: number; readonly ms: number; readonly items: number };

const costOf = async ({ stack, client }: System, query: string): Promise<Cost> => {
  const send = async (): Promise<number> => {
    const { body } = await client.send('agent1', 'GET', `/v1/customers?limit=20&${query}`);
    return (body as { items: unknown[] }).items.length;
  };
  const found: { read: number; ms: number; items: number }[] = [];
  for (let n = 0; n < WARM_UP + ROUNDS; n++) {
    let items = 0;
    let ms = 0;
    const calls = await callsDuring(stack, HTTP, async () => {
      const began = performance.now();
      items = await send();
      ms = performance.now() - began;
    });
    found.push({ items, ms, read: sum(calls.map(({ consumed }) => consumed.read)) });
  }
  const counted = found.slice(WARM_UP);
  const stretched = await stretchedCalls(stack, HTTP, send);
  return {
    read: median(counted.map(({ read }) => read)),
    items: Math.min(...counted.map(({ items }) => items)),
    trips: longestChain(stretched),
    ms: percentile(
      counted.map(({ ms }) => ms),
      QUARTER,
    ),
  };
};

const measure = async (sizes: readonly number[]): Promise<Map<string, Cost[]>> => {
  const system = await startSystem();
  const table = await openTable(system);
  try {
    const [common, seldom] = [await modelOf(system, table, COMMON), await modelOf(system, table, SELDOM)];
    const begin = system.stack.clock.now();
    const results = new Map<string, Cost[]>(Object.keys(queries).map((name) => [name, []]));
    let loaded = 0;
    for (const size of sizes) {
      process.stderr.write(`${size} customers\n`);
      for (; loaded < size; loaded += 1000) {
        const copies = times(1000).map((n) => copyOf(loaded + n, begin, common, seldom));
        await loadCustomers(table, copies);
      }
      await system.stack.drain();
      // The smallest number is what the others are compared with: a process that still warms up would flatter them.
      if (size === sizes[0]) for (const query of Object.values(queries)) await costOf(system, query);
      for (const [name, query] of Object.entries(queries)) {
        results.get(name)?.push(await costOf(system, query));
      }
    }
    return results;
  } finally {
    table.close();
    await system.close();
  }
};

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const sizes = values.quick ? SIZES.slice(0, 2) : SIZES;
const results = await measure(sizes);
let missed = 0;
console.log('| one page of 20 | customers | shown | read units | round trips | ms | units × | time × |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const [name, costs] of results) {
  const [first] = costs;
  for (const [n, { items, read, trips, ms }] of costs.entries()) {
    const [units, time] = [read / (first?.read ?? 1), ms / (first?.ms ?? 1)];
    if (units > MORE || time > MORE || trips > (first?.trips ?? 0)) missed++;
    const cells = [name, sizes[n], items, read, trips, ms.toFixed(1), units.toFixed(2), time.toFixed(2)];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
console.log(
  missed === 0 ? `\nAll within ${MORE} × of the smallest.` : `\n${missed} missed the promise of ${MORE} ×.`,
);
process.exit(missed === 0 ? 0 : 1);
