import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { translated } from '#shared/runtime/http/chinese.ts';

/** Sentences about fields as they stand in schemas and refusals: they begin with one of these words. */
const sentence = /['`]((?:must|is|needs|cannot|there is|does not) [^'`\n]{3,120})['`]/g;

const sentences = globSync('shared/{contracts,domain,app}/**/*.ts')
  .flatMap((file) =>
    [
      ...readFileSync(file, 'utf8')
        .replace(/\/\*\*[\s\S]*?\*\//g, '')
        .replace(/\/\/.*$/gm, '')
        .matchAll(sentence),
    ].map((match) => match[1] ?? ''),
  )
  .filter((text) => !/^(is overdue)$/.test(text))
  .map((text) => text.replace(/\$\{[^}]+\}/g, '7'));

describe('what is said of a field', () => {
  it.each([...new Set(sentences)])('has its Chinese: %s', (text) => {
    expect(translated(text)).toMatch(/\p{Script=Han}/u);
  });

  it('is never passed on untranslated', () => {
    expect(translated('some sentence of nobody')).toBeUndefined();
  });
});
