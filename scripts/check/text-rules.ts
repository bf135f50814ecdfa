import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Rule = {
  readonly files: readonly string[];
  readonly forbidden: RegExp;
  readonly why: string;
};

const CODE = ['{shared,events,functions,infra,local,scripts,bench,test}/**/*.{ts,mjs}'];
/** Where the rules and their test spell out what they look for. */
const SPELT_OUT: ReadonlySet<string> = new Set([
  'scripts/check/text-rules.ts',
  'test/contracts/import-rules.test.ts',
]);

/** What a look at the text finds and no tool of ours does. */
const rules: readonly Rule[] = [
  {
    files: CODE,
    forbidden: /\b(?:TODO|FIXME|XXX)\b/,
    why: 'finish it, or leave it out',
  },
  {
    files: CODE,
    forbidden:
      /import\s+(?:type\s+)?\{[^}]*\}\s*from\s*['"]zod['"]|import\s+\w+\s*,?[^*;]*from\s*['"]zod['"]/,
    why: "write import * as z from 'zod': the other forms carry every language of zod's messages into the bundle",
  },
  {
    files: ['{shared,functions,events}/**/*.ts'],
    forbidden: /\bconsole\s*\./,
    why: 'functions log by the one logger',
  },
  {
    files: ['shared/{domain,app,contracts}/**/*.ts', 'events/**/*.ts'],
    forbidden: /\bDate\.now\s*\(|\bnew Date\s*\(\s*\)|\bprocess\.env\b|\bMath\.random\s*\(/,
    why: 'the inside is told the time, its settings and its chance',
  },
  { files: CODE, forbidden: /@ts-(?:ignore|nocheck|expect-error)/, why: 'make the types right' },
  {
    files: ['package-lock.json'],
    forbidden: /"resolved":\s*"https?:/,
    why: 'the lock holds versions and digests, not the address of a registry',
  },
];

export type Finding = { readonly file: string; readonly line: number; readonly why: string };

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** What the rules find in one text. */
export const findingsIn = (file: string, text: string, only: readonly Rule[] = rules): Finding[] =>
  only.flatMap(({ forbidden, why }) => {
    const match = forbidden.exec(text);
    return match ? [{ file, line: lineAt(text, match.index), why }] : [];
  });

/** What the rules find in the project below `root`; of each rule the first place in each file. */
export const textFindings = (root: string): Finding[] =>
  rules.flatMap((rule) =>
    globSync([...rule.files], { cwd: root })
      .filter((file) => !SPELT_OUT.has(file))
      .sort()
      .flatMap((file) => findingsIn(file, readFileSync(join(root, file), 'utf8'), [rule])),
  );
