import { parseArgs } from 'node:util';
import { moneyText } from '#shared/domain/kernel/money.ts';
import { bookOf } from './load/book.ts';
import { heldOrders, spentBy } from './load/compare.ts';
import { loadBook } from './load/load.ts';
import { loadBookMapping } from './load/mapping.ts';
import { createClient } from './replay/client.ts';
import { type Row, readRows } from './replay/csv.ts';
import { createProgress } from './replay/progress.ts';

/** `npm run load -- <book.csv>`: tells a shop's order book to a running local stack, see docs/orders.md. */
const usage = `npm run load -- <book.csv or book.csv.gz> [options]
  --mapping NAME    uci-online-retail (default) or the path of a mapping file
  --address URL     a running local stack (http://127.0.0.1:3000)
  --user NAME       the sample user who tells the orders (admin)
  --shop ID         the shop they belong to (main)
  --parallel N      customers at a time (8)
  --compare         then add up what the system has, and exit with 1 where it differs`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mapping: { type: 'string', default: 'uci-online-retail' },
    address: { type: 'string', default: 'http://127.0.0.1:3000' },
    user: { type: 'string', default: 'admin' },
    shop: { type: 'string', default: 'main' },
    parallel: { type: 'string', default: '8' },
    compare: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [file] = positionals;
if (file === undefined || values.help) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
const parallel = Number(values.parallel);
if (!(Number.isInteger(parallel) && parallel > 0 && parallel <= 64))
  throw new Error('--parallel is a whole number from 1 to 64');

const mapping = loadBookMapping(values.mapping);
const rows: Row[] = [];
for await (const row of readRows(file)) rows.push(row);
const book = bookOf(rows, mapping);
const client = createClient(values.address);
await client.readClock();
const progress = createProgress(book.orders.length);
const began = performance.now();
const loaded = await loadBook(book, mapping, {
  client,
  user: values.user,
  shopId: values.shop,
  parallel,
  tell: progress.tell,
});
progress.end();
const seconds = (performance.now() - began) / 1000;

const text = (minor: number): string =>
  `${moneyText({ minor, currency: mapping.currency }).amount} ${mapping.currency}`;
console.log(`${rows.length} lines: ${loaded.orders} orders of ${loaded.customers} customers, ${loaded.made} of them new, in ${seconds.toFixed(0)} s
bought ${text(loaded.totalMinor)}, given back ${text(loaded.refundedMinor)}; of no order in the book: ${book.unmatched.pieces} pieces, ${text(book.unmatched.minor)}`);

if (values.compare) {
  const held = await heldOrders(client, values.user, values.shop);
  const spent = await spentBy(client, values.user, held.customerIds);
  console.log(
    `the system has ${held.orders} orders of ${held.customers} customers: ${text(held.totalMinor)}, given back ${text(held.refundedMinor)}; customers spent ${text(spent)}`,
  );
  const same =
    held.orders === loaded.orders &&
    held.customers === loaded.customers &&
    held.totalMinor === loaded.totalMinor &&
    held.refundedMinor === loaded.refundedMinor;
  if (!same) process.exitCode = 1;
}
