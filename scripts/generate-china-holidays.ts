import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Writes `shared/domain/sla/china-days.generated.ts` from the package `chinese-days`, so that functions load a few kilobytes of
 * dates and none of the package's code. Run it after the package was raised: `node scripts/generate-china-holidays.ts`.
 */
const FIRST_YEAR = 2007;
type Published = { readonly holidays: Record<string, string>; readonly workdays: Record<string, string> };

export const target = fileURLToPath(new URL('../shared/domain/sla/china-days.generated.ts', import.meta.url));

const published = (): Published => {
  const file = createRequire(import.meta.url).resolve('chinese-days/dist/chinese-days.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Published;
};

const monthAndDay = (date: string): string => date.slice(5, 7) + date.slice(8, 10);
const datesOf = (days: Record<string, string>, year: number): string =>
  Object.keys(days)
    .filter((date) => date.startsWith(`${year}-`))
    .map(monthAndDay)
    .sort()
    .join(' ');

/** The text of the generated module. */
export const render = ({ holidays, workdays }: Published = published()): string => {
  const lastYear = Math.max(...Object.keys(holidays).map((date) => Number(date.slice(0, 4))));
  const years = Array.from({ length: lastYear - FIRST_YEAR + 1 }, (_, i) => FIRST_YEAR + i);
  const lines = years.map(
    (year) => `  ${year}: ['${datesOf(holidays, year)}', '${datesOf(workdays, year)}'],`,
  );
  return `// Written by scripts/generate-china-holidays.ts from the package chinese-days (MIT); change it there.
// Each year: days off, then weekend days that are worked (调休), as MMDD.
// biome-ignore format: one year a line
export const chinaDays: Readonly<Record<number, readonly [off: string, worked: string]>> = {
${lines.join('\n')}
};
`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, render());
