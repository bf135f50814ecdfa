import { arch, cpus, type as osType } from 'node:os';
import type { Bundle, Bundles } from './bundles.ts';
import { PAGE, type Paged } from './customers.ts';
import type { Lifecycle } from './lifecycle.ts';
import { type Line, prices, SCENARIO } from './money.ts';
import { CROWD, type Measured, type Speed } from './operations/measure.ts';
import { sum } from './support/figures.ts';
import { type Hot, KEY_LIMIT, PEAK_PER_SECOND } from './support/peak.ts';
import { DUE, type Swept } from './sweep.ts';
import { family, type Verdict } from './verdict.ts';

export type Results = {
  readonly isQuick: boolean;
  readonly load: readonly [before: number, after: number];
  readonly operations: readonly Measured[];
  readonly sweeps: readonly Swept[];
  readonly customers: readonly Paged[];
  readonly bundles: Bundles;
  readonly life: Lifecycle;
  readonly million: readonly Line[];
  readonly idle: readonly Line[];
  readonly hottest: readonly Hot[];
  readonly verdicts: readonly Verdict[];
};

type Cell = string | number;

const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const one = (value: number): string => value.toFixed(1);
const usd = (value: number): string => value.toFixed(2);

/** The whole of docs/benchmarks.md. */
export const reportOf = (results: Results): string =>
  [
    `# Benchmarks

Made by \`npm run bench${results.isQuick ? ' -- --quick' : ''}\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, ${osType()} ${arch()},
${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}; load of the machine ${one(results.load[0])} before and ${one(results.load[1])} after. Client, gateway, functions and engines share
that machine, so times compare with each other and not with AWS; round trips and units are those of DynamoDB. Lists and timers have as many shards as in production.`,
    `## Promises

${table(
  ['promise', 'measured', 'budget', ''],
  results.verdicts.map(({ what, measured, budget, isMet }) => [
    what,
    measured,
    budget,
    isMet ? 'met' : '**missed**',
  ]),
)}`,
    operations(results.operations),
    sweeps(results.sweeps),
    customerPages(results.customers),
    bundles(results.bundles),
    peak(results.hottest, results.life),
    money(results),
    '',
  ].join('\n\n');

const speed = (measured: Speed | undefined): Cell[] =>
  measured
    ? [one(measured.p50), one(measured.p95), one(measured.p99), measured.perSecond.toFixed(0)]
    : ['–', '–', '–', '–'];

const operations = (all: readonly Measured[]): string => `## Operations

Latencies in ms, alone and ${CROWD} at a time, with requests a second. *Trips*: round trips to the table one after another, calls sent together counting once. *Read* and
*write*: request units of the request itself, indexes included. *Floor*: what the sizes of the items alone would cost: reads by key and what a list showed; writes in the
table at the plain price, and at twice that, the price of a transaction.

${table(
  [
    'operation',
    'p50',
    'p95',
    'p99',
    '/s',
    `p50 at ${CROWD}`,
    'p95',
    'p99',
    '/s',
    'trips',
    'read',
    'floor',
    'write',
    'floor',
    'floor × 2',
  ],
  all.map(({ operation, alone, crowded, trips, read, write, floor }) => [
    operation.name,
    ...speed(alone),
    ...speed(crowded),
    trips,
    read,
    floor.read,
    write,
    floor.write,
    floor.transactional,
  ]),
)}`;

const sweeps = (all: readonly Swept[]): string => `## Sweep

${DUE} tickets are due; time of one run with its messages sent, lower quartile.

${table(
  ['open tickets', 'read units', 'ms'],
  all.map(({ open, read, ms }) => [open, read, one(ms)]),
)}`;

/** The table of docs/customers.md's promise. */
export const customerPages = (pages: readonly Paged[]): string => {
  const sizes = pages[0]?.costs.map(({ among }) => among) ?? [];
  const each = (what: string): string[] =>
    sizes.map((size, n) => (n === 0 ? `${what} among ${size}` : `${size}`));
  return `## Customers

One page of ${PAGE}: a search by ${'`q`'} or a list, among ever more customers, every one of them with the items that the product writes. Times are lower quartiles of systems that
stand side by side and are asked in turn. A question finds a full page at every size, or the one person it names.

${table(
  ['page', ...each('shown'), ...each('trips'), ...each('read units'), ...each('ms')],
  pages.map(({ name, costs }) => [
    name,
    ...costs.map(({ shown }) => shown),
    ...costs.map(({ trips }) => trips),
    ...costs.map(({ read }) => read),
    ...costs.map(({ ms }) => one(ms)),
  ]),
)}`;
};

const bundles = ({ bare, functions }: Bundles): string => {
  const row = ({ name, bytes, dataBytes, importMs }: Bundle): Cell[] => [
    name,
    Math.round(bytes / 1000),
    Math.round(dataBytes / 1000),
    one(importMs),
    `${(bytes / bare.bytes).toFixed(2)} ×`,
    `${(importMs / bare.importMs).toFixed(2)} ×`,
  ];
  return `## Bundles

Minified code, and the time to import it in a fresh process (lower quartile), against a handler with nothing but the DynamoDB client
(docs/decisions/lean-bundles.md). Data lies beside the code, is read when it is needed, and is not counted.

${table(['function', 'KB', 'data, KB', 'import, ms', 'size', 'time'], [bare, ...functions].map(row))}`;
};

const peak = (hottest: readonly Hot[], { tickets }: Lifecycle): string => `## Hot keys

Write units a second of the shared keys that take most, at ${PEAK_PER_SECOND} tickets a second of which one team gets 80 %, if everything that ever happens to a ticket happened
within the same second; from the changes of ${tickets} tickets lived through. A key takes ${KEY_LIMIT}.

${table(
  ['key', 'units/s', 'share'],
  hottest.map(({ key, perSecond }) => [
    `\`${family(key)}\``,
    perSecond.toFixed(0),
    `${((perSecond / KEY_LIMIT) * 100).toFixed(0)} %`,
  ]),
)}`;

const money = ({ life, million, idle }: Results): string => `## Money

A million tickets a month, ${SCENARIO}, at list prices without free tiers (${prices.region}, USD; ${prices.millionWriteUnits} a million write units, ${prices.millionReadUnits} a
million read units, ${prices.gbSecond} a GB-second, ${prices.millionApiRequests} a million requests). Units, requests, messages and events are those of ${life.tickets} tickets lived through; the time of an
invocation is the median of the operations above, times 3.5 for the smaller processor of 512 MB; every event and message is an invocation of its own, which is the most it can be.

${table(['what', 'USD a month'], [...million.map(({ what, usd: cost }) => [what, usd(cost)]), ['**together**', usd(sum(million.map(({ usd: cost }) => cost)))]])}

Units of one ticket, by function:

${table(
  ['function', 'read', 'write'],
  life.units.map(({ name, read, write }) => [name, one(read), one(write)]),
)}

A month in which nobody comes (the fixed part is computed in docs/cost.md), without free tiers; each schedule's run as long as a request:

${table(
  ['what', 'USD a month'],
  idle.map(({ what, usd: cost }) => [what, usd(cost)]),
)}`;
