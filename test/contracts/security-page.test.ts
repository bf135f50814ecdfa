import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/security.md', 'utf8');
const regressions = 'test/journeys/regressions.test.ts';

/** Each named test of the page's tables: its file, and what it is called. */
const named = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .flatMap((line) => {
    let file = '';
    return [...line.matchAll(/`(test\/[\w/.-]+\.test\.ts)`|(?:\| |; )R (?=")|"([^"]+)"/g)].flatMap(
      ([text, path, title]) => {
        if (path !== undefined) file = path;
        else if (title === undefined && text.endsWith('R ')) file = regressions;
        return title === undefined ? [] : [{ file, title }];
      },
    );
  });

describe('the security page', () => {
  it('names many tests', () => {
    expect(named.length).toBeGreaterThan(35);
  });

  it.each(named)('names a test that is there: $file, $title', ({ file, title }) => {
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(title);
  });

  it('names every hole of other help desks that has a case', () => {
    const cases = [...readFileSync(regressions, 'utf8').matchAll(/^ {2}it\('(.+)', async/gm)].map(
      ([, title]) => title ?? '',
    );
    expect(cases.length).toBeGreaterThan(12);
    expect(cases.filter((title) => !page.includes(title))).toEqual([]);
  });
});
