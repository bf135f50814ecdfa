import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { differences } from './differences.ts';
import { whyNotShown } from './named-tests.ts';
import { promises } from './promises/all.ts';

const root = new URL('../../../', import.meta.url);
const texts = new Map<string, string>();
const textOf = (file: string): string => {
  const text = texts.get(file) ?? readFileSync(new URL(file, root), 'utf8');
  texts.set(file, text);
  return text;
};
const rows = promises.flatMap(({ shown, ...from }) =>
  Object.entries(shown).map(([promise, test]) => ({ ...from, promise, test })),
);

describe('The conformance table', () => {
  it('names a document and a test that exists for each promise', () => {
    const wrong = rows.flatMap(({ file, promise, test }) => {
      const why = whyNotShown(textOf(file), test);
      return why === undefined ? [] : [`${promise}: ${file}: ${why}`];
    });

    expect(wrong).toEqual([]);
    expect(rows.filter(({ source }) => !/^(?:Amazon|AWS) .+, .+\.(?:md|html)/.test(source))).toEqual([]);
  });

  it('has sixty promises and more, each once, of every service that is stood in for', () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
    expect(new Set(rows.map(({ source, promise }) => `${source}: ${promise}`)).size).toBe(rows.length);
    expect(new Set(rows.map(({ service }) => service)).size).toBe(7);
  });

  it('is counted on its page as it is', () => {
    const count = (key: 'file' | 'source') => new Set(rows.map((row) => row[key])).size;

    expect(textOf('docs/reliability/emulators.md')).toContain(
      `| all | ${rows.length}, of ${count('source')} pages of documentation, shown in ${count('file')} files of tests |`,
    );
  });

  it('would notice a test that is gone, renamed, switched off or only spoken of, and a case that is gone', () => {
    const text = "it('holds', () => {});\nit.each([['a case'], ['b']])('takes %s', () => {});\n";

    expect(whyNotShown(text, 'holds')).toBeUndefined();
    expect(whyNotShown(text, 'takes %s | a case')).toBeUndefined();
    expect(whyNotShown(text, 'held')).toContain('no test');
    expect(whyNotShown(text, 'takes %s | a cas')).toContain('no case');
    expect(whyNotShown(text.replace("it('holds", "// it('holds"), 'holds')).toContain('no test');
    expect(whyNotShown(text.replace('it(', 'it.skip('), 'holds')).toContain('no test');
    expect(whyNotShown(text.replace('it.each', 'it.skip.each'), 'takes %s')).toContain('switched off');
  });
});

describe('What engines on one machine do not do by themselves', () => {
  const page = textOf('docs/reliability/emulators.md');

  it.each(differences)('$onAws: by $mode', ({ onAws, mode, modeIn, file, test }) => {
    expect(whyNotShown(textOf(file), test)).toBeUndefined();
    expect(textOf(modeIn)).toMatch(new RegExp(`\\b${mode}\\b`));
    expect(page).toContain(`| ${onAws} | \`${mode}\` |`);
  });

  it('are eight, each with a mode, and the page lists no other', () => {
    const listed = page
      .split('## Differences')[1]
      ?.split('\n## ')[0]
      ?.match(/^\| .+ \| `\w+` \|/gm);

    expect(differences).toHaveLength(8);
    expect(listed).toHaveLength(8);
  });
});
