import { type Chapter, chapters } from './coverage.ts';
import type { Entry, Proof } from './shown/entry.ts';

/** Where the tables are that are made from the map. */
export const PAGE = 'docs/reliability/hostile.md';
const MARK = '<!-- made from test/hostile/coverage.ts -->';

const shortOf = ({ file }: Proof): string => file.replace(/^test\//, '').replace(/(?:\.test)?\.ts$/, '');

/** `journeys/matrix` "title", "title"; the file once for the tests that follow each other. */
const proofs = (by: readonly Proof[]): string => {
  let last = '';
  return by
    .map((proof) => {
      const file = shortOf(proof) === last ? '' : `\`${shortOf(proof)}\` `;
      last = shortOf(proof);
      return `${file}“${proof.test.replaceAll('|', '\\|')}”`;
    })
    .join('; ');
};

const cell = ({ by, not }: Entry): string =>
  [proofs(by), ...(not === undefined ? [] : [`*${by.length === 0 ? 'not here' : 'but'}: ${not}*`])]
    .filter(Boolean)
    .join('; ');

const table = ({ title, ids, map }: Chapter): string =>
  [
    `### ${title}`,
    '',
    '| row | what | shown by |',
    '| --- | --- | --- |',
    ...ids.map((id) => `| ${id} | ${map[id]?.what ?? ''} | ${map[id] ? cell(map[id]) : ''} |`),
  ].join('\n');

/** The page with its tables as the map says; what stands above the mark is written by hand. */
export const pageWithTables = (page: string): string =>
  `${page.slice(0, page.indexOf(MARK))}${MARK}\n\n${chapters.map(table).join('\n\n')}\n`;
