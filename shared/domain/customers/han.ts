import { type HanTables, hanTables } from './han.generated.ts';

/*
 * Chinese characters as search needs them: their simplified form, and how they are read, without tones. The tables cover GB 2312, the
 * common traditional characters and those of given names; a rarer character is found as itself only.
 */

const FIRST = 40;
const [ONE, TWO] = [43, 77];
const BASE = 85;

const digitAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  // The backslash and the backtick are left out.
  return code - FIRST - (code > 92 ? 1 : 0) - (code > 96 ? 1 : 0);
};

/** Numbers from 0 in one to three of 85 characters each, as `scripts/generate-han.ts` packs them. */
const unpacked = (text: string): number[] => {
  const numbers: number[] = [];
  for (let at = 0; at < text.length; ) {
    const first = digitAt(text, at++);
    if (first < ONE) numbers.push(first);
    else if (first < TWO) numbers.push(ONE + (first - ONE) * BASE + digitAt(text, at++));
    else {
      const high = (first - TWO) * BASE ** 2 + digitAt(text, at++) * BASE + digitAt(text, at++);
      numbers.push(ONE + (TWO - ONE) * BASE + high);
    }
  }
  return numbers;
};

/** Characters whose code points differ from one to the next by these numbers. */
const charactersOf = (steps: readonly number[]): string[] => {
  let code = 0;
  return steps.map((step) => {
    code += step;
    return String.fromCodePoint(code);
  });
};

const unzigzag = (number: number): number => (number % 2 === 0 ? number / 2 : -(number + 1) / 2);

let packed: HanTables | undefined;
/** Read when the first Chinese name is folded, and only then. */
const tables = (): HanTables => {
  packed ??= hanTables();
  return packed;
};

let forms: ReadonlyMap<string, string> | undefined;

const formsTable = (): ReadonlyMap<string, string> => {
  if (forms === undefined) {
    const { traditional, simplified } = tables();
    const simple = charactersOf(unpacked(simplified).map(unzigzag));
    forms = new Map(charactersOf(unpacked(traditional)).map((character, n) => [character, simple[n] ?? '']));
  }
  return forms;
};

let readings: ReadonlyMap<string, readonly string[]> | undefined;
let syllables: ReadonlySet<string> = new Set();

/** `ü` is typed as `v` or `u`, and printed in passports as `yu`. */
const spellingsOf = (syllable: string): string[] => {
  if (!syllable.includes('v')) return [syllable];
  const spelled = [syllable, syllable.replace('v', 'u')];
  return syllable.endsWith('v') ? [...spelled, syllable.replace('v', 'yu')] : spelled;
};

const readingsTable = (): ReadonlyMap<string, readonly string[]> => {
  if (readings === undefined) {
    const table = new Map<string, string[]>();
    const known = new Set<string>();
    for (const line of tables().readings) {
      const [syllable = '', characters = ''] = line.split(' ');
      const spelled = spellingsOf(syllable);
      for (const spelling of spelled) known.add(spelling);
      for (const character of charactersOf(unpacked(characters))) {
        const others = table.get(character);
        if (others === undefined) table.set(character, [...spelled]);
        else others.push(...spelled);
      }
    }
    readings = table;
    syllables = known;
  }
  return readings;
};

const aHan = /\p{Script=Han}/u;
const everyHan = /\p{Script=Han}/gu;

/** The text in simplified characters, each for itself; nothing is looked up while it holds no Chinese. */
export const simplified = (text: string): string =>
  aHan.test(text) ? text.replace(everyHan, (character) => formsTable().get(character) ?? character) : text;

/** How a character may be read, in Latin letters without tones; nothing for one that the tables lack. */
export const readingsOf = (character: string): readonly string[] =>
  aHan.test(character)
    ? (readingsTable().get(character) ?? readingsTable().get(simplified(character)) ?? [])
    : [];

const LONGEST_SYLLABLE = 6;

/** Every syllable that the text may begin with, the shortest first: `xi`, `xia`, `xian` of `xiangang`. */
export const firstSyllables = (text: string): readonly string[] => {
  readingsTable();
  return Array.from({ length: LONGEST_SYLLABLE }, (_, n) => text.slice(0, n + 1)).filter(
    (beginning, n) => beginning.length === n + 1 && syllables.has(beginning),
  );
};
