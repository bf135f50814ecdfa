import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chapters } from '#test/hostile/coverage.ts';
import { PAGE, pageWithTables } from '#test/hostile/page.ts';
import { rows } from '#test/hostile/rows/index.ts';
import type { Entry, Proof } from '#test/hostile/shown/entry.ts';

const files = new Map<string, string>();
const textOf = (file: string): string => {
  const text = files.get(file) ?? (existsSync(file) ? readFileSync(file, 'utf8') : '');
  files.set(file, text);
  return text;
};

/** Whether the file has a test of exactly this name: in quotes, and something follows. */
const isThere = ({ file, test }: Proof): boolean =>
  [`'${test}'`, `"${test}"`, `\`${test}\``, `'${test.replaceAll("'", "\\'")}'`].some((quoted) =>
    file.endsWith('.test.ts')
      ? textOf(file).includes(`${quoted},`)
      : textOf(file).includes(`${quoted}:`) || textOf(file).includes(`name: ${quoted},`),
  );

describe('the catalogue of hostile input', () => {
  it('has 110 rows of input, 42 requirements, 16 rules, 45 tokens and 26 holes of others', () => {
    const count = (letter: string): number =>
      chapters.flatMap(({ ids }) => ids).filter((id) => id.startsWith(letter)).length;
    expect(['H', 'S', 'N', 'T', 'R'].map(count)).toEqual([110, 42, 16, 45, 26]);
  });

  it.each(chapters)(
    'says of each row of “$title” what shows it, or why it does not apply',
    ({ ids, map }) => {
      const says = ({ what, by, not = '' }: Entry): boolean =>
        what.length > 2 && (by.length > 0 || not.length > 10);
      expect(ids.filter((id) => map[id] === undefined || !says(map[id]))).toEqual([]);
      expect(Object.keys(map).filter((id) => !ids.includes(id))).toEqual([]);
    },
  );

  it.each(chapters)('names tests of “$title” that are there', ({ map }) => {
    const missing = Object.entries(map).flatMap(([id, { by }]) =>
      by.filter((proof) => !isThere(proof)).map(({ file, test }) => `${id}: ${file} “${test}”`),
    );
    expect(missing).toEqual([]);
  });

  it('would notice a test that is gone, or named otherwise', () => {
    const file = 'test/journeys/tokens.test.ts';
    expect(isThere({ file, test: 'never shows up in a log' })).toBe(true);
    expect(isThere({ file, test: 'never shows up in a lo' })).toBe(false);
    expect(isThere({ file: 'test/journeys/gone.test.ts', test: 'never shows up in a log' })).toBe(false);
  });

  it('has rows of requests that ask something, each once', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(45);
  });

  it('is what the page shows', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(page, 'node test/hostile/write-page.ts writes it').toBe(pageWithTables(page));
  });
});
