import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cdnowPurchases, hasCdnow, inOurYears, OBSERVED, type Purchase } from './grades/cdnow.ts';
import { loadPurchases, spentMinor, type Worth, worthOf } from './grades/load.ts';
import { signedIn } from './grades/signed-in.ts';
import { startStack } from './stack.ts';

/**
 * Loads the CDNOW cohort through `PUT /v1/orders` into a stack of its own, compares customers, orders and spend with the file, and says
 * how they are graded. With `--reverse` each customer's purchases come newest first; `--json` writes the grades, to compare two runs.
 */
const { values } = parseArgs({
  options: {
    customers: { type: 'string' },
    reverse: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const AT_ONCE = 8;

const chosen = (): readonly Purchase[] => {
  const purchases = cdnowPurchases();
  if (values.customers === undefined) return purchases;
  const wanted = new Set(
    [...new Set(purchases.map(({ customer }) => customer))].slice(0, Number(values.customers)),
  );
  return purchases.filter(({ customer }) => wanted.has(customer));
};

const tallied = (worth: ReadonlyMap<string, Worth>, of: (worth: Worth) => string): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(worth.values(), of)].map(([name, all]): [string, number] => [name, all.length]).sort(),
  );

const main = async (): Promise<void> => {
  if (!hasCdnow) throw new Error('the cohort is not here: ../shared/data/cdnow');
  const file = chosen();
  const purchases = values.reverse ? file.toReversed() : file;
  const home = mkdtempSync(join(tmpdir(), 'kefu-cdnow-'));
  const { stack } = await startStack({
    fresh: true,
    manual: true,
    limits: false,
    quiet: true,
    port: 0,
    home,
    now: inOurYears(OBSERVED),
  });
  try {
    const api = await signedIn(stack.address);
    await api.useCurrency('USD');
    const began = Date.now();
    const ids = await loadPurchases(api, purchases, {
      atOnce: AT_ONCE,
      told: (n) => {
        if (n % 2000 === 0) console.info(`${n} orders in ${Math.round((Date.now() - began) / 1000)} s`);
      },
    });
    const worth = await worthOf(api, ids, AT_ONCE);
    const expected = file.reduce((sum, { netMinor }) => sum + netMinor, 0);
    const figures = {
      orders: purchases.length,
      customers: worth.size,
      customersInFile: new Set(file.map(({ customer }) => customer)).size,
      spent: spentMinor(worth) / 100,
      spentInFile: expected / 100,
      grades: tallied(worth, ({ grade }) => grade),
      stages: tallied(worth, ({ stage }) => stage),
      seconds: Math.round((Date.now() - began) / 1000),
    };
    console.info(figures);
    if (values.json !== undefined) await writeGrades(values.json, worth);
    if (figures.customers !== figures.customersInFile || spentMinor(worth) !== expected) process.exitCode = 1;
  } finally {
    await stack.close();
    await rm(home, { recursive: true, force: true });
  }
};

const writeGrades = async (file: string, worth: ReadonlyMap<string, Worth>): Promise<void> => {
  const { writeFile } = await import('node:fs/promises');
  const sorted = [...worth].sort(([a], [b]) => (a < b ? -1 : 1));
  await writeFile(file, `${JSON.stringify(Object.fromEntries(sorted), undefined, 1)}\n`);
};

await main();
