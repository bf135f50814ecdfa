import { readFileSync } from 'node:fs';

/** The strings that lie beside this file: one a line as JSON writes it, under headings. */
const written = readFileSync(new URL('naughty-strings.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('"'))
  .map((line) => JSON.parse(line) as string);

/** Around the bounds that fields have, in characters of one to many bytes and letters of one to many characters. */
const lengths = [
  1, 2, 19, 20, 21, 39, 40, 41, 60, 61, 80, 81, 100, 101, 200, 201, 300, 301, 500, 501, 1000, 1001, 4000,
  8192,
];
const long = [
  ...lengths.map((length) => 'x'.repeat(length)),
  ...lengths.slice(4, 16).flatMap((length) => ['长'.repeat(length), '😀'.repeat(length)]),
  ...lengths
    .slice(4, 12)
    .flatMap((length) => [`e${'\u0301'.repeat(length)}`, '\u1100\u1161\u11a8'.repeat(length)]),
];

/** Each mark that some parser stops at, where it begins, ends and divides a text. */
const marks = [...'\\"\'`<>&;#%|=@${}'].flatMap((mark) => [`${mark}a`, `a${mark}`, `a${mark}${mark}a`]);

/** Strings that have broken programs elsewhere; each is given to every field for text of every operation. */
export const naughty: readonly string[] = [...new Set([...written, ...long, ...marks])];

/** Whether a line for people may be so: something to see, and nothing that breaks it. Fields for other texts may think otherwise. */
export const isPlainLine = (text: string): boolean =>
  text.isWellFormed() && !/\p{Cc}|[\u2028\u2029]/u.test(text) && /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);

/** So many of the strings, of each class some, or those that are given. */
export const chosenStrings = (given: number | readonly string[]): readonly string[] => {
  if (typeof given !== 'number') return given;
  const place = (i: number): number => Math.floor((i * Math.min(given, naughty.length)) / naughty.length);
  return naughty.filter((_, i) => place(i) !== place(i + 1));
};
