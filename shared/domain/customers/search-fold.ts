import { readingsOf, simplified } from './han.ts';

/** The piece of a name that search takes as one: a character of East Asian scripts, or a word of letters and digits. */
export type Unit = {
  /** As it is compared: folded, simplified. */
  readonly text: string;
  readonly isCharacter: boolean;
  /** How it may sound in Latin letters: a word as itself; nothing for a character that nobody knows the sound of. */
  readonly sounds: readonly string[];
};

/** Letters that NFKD leaves whole and people leave out. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
};
const special = /[ßæœøđðłıþ]/gu;
const markOnLetter = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu;

/** NFKC, lower case, letters without their accents; Chinese as it is. */
const lettersFolded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(markOnLetter, '$1')
    .replace(special, (letter) => plain[letter] ?? letter)
    .normalize('NFC');

const unit =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー])[\p{L}\p{N}\p{M}])+/gu;
const character = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]/u;

const unitOf = (text: string): Unit =>
  character.test(text)
    ? { text: simplified(text), isCharacter: true, sounds: readingsOf(text) }
    : { text, isCharacter: false, sounds: [text] };

/**
 * A name or a question in pieces, alike for simplified and traditional, half and full width, with and without accents; spaces and signs
 * only separate. Linear in the text.
 */
export const unitsOf = (text: string): readonly Unit[] =>
  Array.from(lettersFolded(text).matchAll(unit), ([piece]) => unitOf(piece));

/** The pieces from one of them on as one string. */
export const joined = (units: readonly Unit[], from = 0): string =>
  units
    .slice(from)
    .map(({ text }) => text)
    .join('');
