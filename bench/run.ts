import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBundles } from './bundles.ts';
import { measureCustomers } from './customers.ts';
import { exportsTable, exportVerdicts, measureExports } from './exports.ts';
import { liveThrough } from './lifecycle.ts';
import { costOfIdleMonth, costOfMillion } from './money.ts';
import { asideOperations } from './operations/aside.ts';
import { customerOperations } from './operations/customers.ts';
import { deskOperations } from './operations/desk.ts';
import { type Effort, type Measured, measure } from './operations/measure.ts';
import { orderOperations } from './operations/orders.ts';
import { poolOf } from './operations/pool.ts';
import { readingOperations } from './operations/reading.ts';
import { writingOperations } from './operations/writing.ts';
import { customerPages, type Results, reportOf } from './report.ts';
import { measureRestores, restorePage } from './restores.ts';
import { measureSnapshots, snapshotPage } from './snapshots.ts';
import { median } from './support/figures.ts';
import { hottestAtPeak } from './support/peak.ts';
import { startSystem } from './support/system.ts';
import { measureSweeps } from './sweep.ts';
import {
  bundleVerdicts,
  customerVerdicts,
  heatVerdicts,
  moneyVerdicts,
  operationVerdicts,
  restoreVerdicts,
  snapshotVerdicts,
  sweepVerdicts,
  type Verdict,
} from './verdict.ts';

/**
 * `npm run bench`: measures operations, sweeps, bundles, heat and money, writes docs/benchmarks.md, and ends with 1 when a promise is
 * missed. `--quick` takes fewer of everything and only prints what it finds; `--customers` measures and prints pages of customers alone,
 * `--exports` exports (`--million` one of 1,000,000 cases as CSV), `--snapshots` snapshots, `--restores` restores.
 */

type Plan = {
  readonly effort: Effort;
  readonly openTickets: readonly number[];
  readonly sweeps: number;
  readonly customers: readonly number[];
  readonly pages: number;
  readonly imports: number;
  readonly lives: number;
  readonly snapshots: readonly number[];
  readonly restores: readonly number[];
};

const FULL: Plan = {
  effort: { alone: 60, crowded: 160 },
  openTickets: [1000, 10_000, 100_000],
  sweeps: 12,
  customers: [1000, 10_000, 100_000],
  pages: 24,
  imports: 15,
  lives: 30,
  snapshots: [50_000, 500_000],
  restores: [50_000, 500_000],
};
const QUICK: Plan = {
  effort: { alone: 20, crowded: 48 },
  openTickets: [1000, 5000],
  sweeps: 3,
  customers: [1000, 5000],
  pages: 8,
  imports: 5,
  lives: 10,
  snapshots: [5000, 50_000],
  restores: [5000, 50_000],
};

const REPORT = join(import.meta.dirname, '..', 'docs', 'benchmarks.md');

const began = performance.now();
const progress = (text: string): void => {
  const seconds = ((performance.now() - began) / 1000).toFixed(0).padStart(4);
  process.stderr.write(`${seconds} s  ${text}\n`);
};
const load = (): number => loadavg()[0] ?? 0;

const measureOperations = async (effort: Effort): Promise<readonly Measured[]> => {
  const system = await startSystem();
  try {
    const pool = poolOf(system.client);
    // So many that every list has more than a page.
    await pool.take(120);
    const results: Measured[] = [];
    const all = [
      ...readingOperations(system, pool),
      ...writingOperations(system, pool),
      ...asideOperations(system),
      ...customerOperations(system, pool),
      ...orderOperations(system),
      ...deskOperations(system, pool),
    ];
    for (const operation of all) {
      progress(operation.name);
      results.push(await measure(system, operation, effort));
    }
    return results;
  } finally {
    await system.close();
  }
};

const main = async (isQuick: boolean): Promise<Results> => {
  const plan = isQuick ? QUICK : FULL;
  const before = load();
  progress('bundles');
  const bundles = await measureBundles(plan.imports);
  const operations = await measureOperations(plan.effort);
  progress('tickets from opening to end');
  const life = await liveThrough(plan.lives);
  const sweeps = await measureSweeps(plan.openTickets, plan.sweeps, progress);
  const customers = await measureCustomers(plan.customers, plan.pages, progress);
  const hottest = hottestAtPeak(life.changes, life.tickets, 8);
  const requestMs = median(operations.flatMap(({ alone }) => (alone ? [alone.p50] : [])));
  const idle = await costOfIdleMonth(life, requestMs);
  return {
    isQuick,
    load: [before, load()],
    operations,
    sweeps,
    customers,
    bundles,
    life,
    million: costOfMillion(life, requestMs),
    idle,
    hottest,
    verdicts: [
      ...operationVerdicts(operations),
      ...sweepVerdicts(sweeps),
      ...customerVerdicts(customers),
      ...bundleVerdicts(bundles),
      ...heatVerdicts(hottest),
      ...moneyVerdicts(idle),
    ],
  };
};

/** Pages of customers alone, printed. */
const customersOnly = async ({ customers, pages }: Plan): Promise<readonly Verdict[]> => {
  const paged = await measureCustomers(customers, pages, progress);
  console.log(customerPages(paged));
  return customerVerdicts(paged);
};

/** Exports alone, printed. */
const exportsOnly = async (
  sizes: readonly number[],
  formats?: readonly ('csv' | 'xlsx')[],
): Promise<readonly Verdict[]> => {
  const results = await measureExports(sizes, progress, formats);
  console.log(exportsTable(results));
  return exportVerdicts(results);
};

/** Snapshots alone, printed: they need a table of their own size. */
const snapshotsOnly = async ({ snapshots }: Plan): Promise<readonly Verdict[]> => {
  const taken = await measureSnapshots(snapshots, progress);
  console.log(snapshotPage(taken));
  return snapshotVerdicts(taken);
};

/** Restores alone, printed. */
const restoresOnly = async ({ restores }: Plan): Promise<readonly Verdict[]> => {
  const restored = await measureRestores(restores, progress);
  console.log(restorePage(restored));
  return restoreVerdicts(restored);
};

/** Everything; a full run writes it down, a quick one prints it. */
const everything = async (isQuick: boolean): Promise<readonly Verdict[]> => {
  const results = await main(isQuick);
  const report = reportOf(results);
  if (isQuick) console.log(report);
  else await writeFile(REPORT, report);
  return results.verdicts;
};

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    customers: { type: 'boolean', default: false },
    exports: { type: 'boolean', default: false },
    million: { type: 'boolean', default: false },
    snapshots: { type: 'boolean', default: false },
    restores: { type: 'boolean', default: false },
  },
});
const measureAsked = (): Promise<readonly Verdict[]> => {
  if (values.million) return exportsOnly([1_000_000], ['csv']);
  if (values.exports) return exportsOnly(values.quick ? [1000, 10_000] : [1000, 10_000, 100_000]);
  if (values.snapshots) return snapshotsOnly(values.quick ? QUICK : FULL);
  if (values.restores) return restoresOnly(values.quick ? QUICK : FULL);
  return values.customers ? customersOnly(values.quick ? QUICK : FULL) : everything(values.quick);
};
const verdicts = await measureAsked();
for (const { what, measured, budget, isMet } of verdicts) {
  console.log(`${isMet ? 'met   ' : 'MISSED'}  ${what}: ${measured} (${budget})`);
}
progress('done');
process.exit(verdicts.every(({ isMet }) => isMet) ? 0 : 1);
