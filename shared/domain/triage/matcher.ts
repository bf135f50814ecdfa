import { once } from '../kernel/once.ts';

/** A pattern that is put together when a text is first compared with it. */
export type Pattern = () => RegExp;

const han = /\p{Script=Han}/u;

/** One pattern of a list of words: Chinese ones anywhere, English ones whole, in any case; a space is any white space. */
export const matcher = (words: string): Pattern => once(() => patternOf(words));

const patternOf = (words: string): RegExp => {
  const all = splitTop(words);
  const chinese = all.filter((word) => han.test(word) || /^\d/.test(word));
  const english = all
    .filter((word) => !chinese.includes(word))
    .map((word) => word.replaceAll(' ?', '\\s?').replaceAll(' ', '\\s+'));
  const parts = [
    ...chinese,
    ...(english.length > 0 ? [`(?<![a-z0-9])(?:${english.join('|')})(?![a-z0-9])`] : []),
  ];
  return new RegExp(parts.join('|'), 'gu');
};

/** The alternatives of a list; a `|` inside brackets belongs to its word. */
const splitTop = (words: string): string[] => {
  const found: string[] = [''];
  let depth = 0;
  for (const character of words) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '|' && depth === 0) found.push('');
    else found[found.length - 1] += character;
  }
  return found;
};

/** How many different words of a pattern occur in the text. */
export const differentMatches = (pattern: Pattern, text: string): number =>
  new Set(Array.from(text.matchAll(pattern()), ([word]) => word)).size;

/** The text as the word lists are written: NFKC, lower case, straight apostrophes. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[’‘ʼ]/g, "'");
