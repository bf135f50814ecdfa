import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fontFolder } from './font-folder.ts';
import { sfntOf } from './sfnt.ts';

/**
 * Noto Sans SC comes in files by range: one for usual simplified Chinese with Latin, and many small ones for everything else (rare characters,
 * Cyrillic, some signs). The first one is always there; another one is read when a character needs it.
 */
export type FaceName = string;
export const MAIN_FACE: FaceName = 'chinese-simplified';

const WEIGHT = 400;

/** The file of a face as an uncompressed font. */
export const readFace = (name: FaceName): Buffer =>
  sfntOf(readFileSync(join(fontFolder(), 'files', `noto-sans-sc-${name}-${WEIGHT}-normal.woff`)));

/** Which files may have which characters, as the package tells: `U+4e00-4e05,U+4e08`. Names of small files are numbers in brackets. */
const readRanges = (): [FaceName, [number, number][]][] => {
  const told = JSON.parse(readFileSync(join(fontFolder(), 'unicode.json'), 'utf8')) as Record<string, string>;
  return Object.entries(told).map(([name, ranges]) => [name.replace(/[[\]]/g, ''), rangesOf(ranges)]);
};

const rangesOf = (text: string): [number, number][] =>
  text.split(',').map((range) => {
    const [first = '', last = first] = range.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });

/** The small files that may have a character, found by its code point. */
export const otherFaces = (): ((codePoint: number) => readonly FaceName[]) => {
  let spans: { readonly from: number; readonly to: number; readonly face: FaceName }[] | undefined;
  return (codePoint) => {
    spans ??= readRanges().flatMap(([face, ranges]) => ranges.map(([from, to]) => ({ from, to, face })));
    return spans.filter(({ from, to }) => codePoint >= from && codePoint <= to).map(({ face }) => face);
  };
};
