import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Converter } from 'opencc-js';
import { pinyin } from 'pinyin-pro';

/**
 * Writes `shared/domain/customers/han.generated.ts`: how the characters of names are read, and the simplified form of traditional ones,
 * from the packages `pinyin-pro` and `opencc-js` (the dictionaries of OpenCC), in a few kilobytes and without their code. Run it after
 * one of them was raised: `node scripts/generate-han.ts`.
 */
export const target = fileURLToPath(new URL('../shared/domain/customers/han.generated.ts', import.meta.url));

/** Characters of given names that neither GB 2312 nor the first level of Big5 has. */
const GIVEN_NAMES =
  '玥珺垚堃喆昇翀焜煊璟瑄珩琬珞暻晞祎祺禔骉犇淼焱彧懿珈琰璇瓅珣瑀璠珮瑾瓒婳婧婕妤媖嫄姮婠晗晢晧翊翎翯颢颐頔韡韫韬沄洺浠浥湉潇澍澔瀚灏炘炫焓燊燚霏霖霂菡萱蓁蒨薏芃芊芮苡茉荃莜莞萩曌龑飏骁骞骥鹭麒麟梓梣棪' +
  '榆槿樾橦檀柠桉桐昀旻旼昕昳岚岑峻崟嵘嵩巍禾筠笙筱箐箫缇绮绾羲翥耘聿臻芷芩茜荞菁蓓蕊蕙薇蘅虞衍裳谦谧赟逯邈邺钰钧铄锐镕阗隽雎雯霁靓靖韵颀飔馥骅骋鸢鹄鹂黛皓皙竑翾聃贇軏辿翃玟琪瑛瑶琦珉珂';

/** The bytes of one level of an encoding, as first and last lead byte and trail bytes. */
const levels = [
  { encoding: 'gbk', leads: [0xb0, 0xf7], trails: [[0xa1, 0xfe]] },
  {
    encoding: 'big5',
    leads: [0xa4, 0xc6],
    trails: [
      [0x40, 0x7e],
      [0xa1, 0xfe],
    ],
  },
] as const;

const range = ([from, to]: readonly [number, number]): number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** GB 2312 (as part of GBK) and the common characters of Big5. */
const commonCharacters = (): string[] =>
  levels
    .flatMap(({ encoding, leads, trails }) => {
      const decoder = new TextDecoder(encoding);
      const bytes = range(leads).flatMap((lead) => trails.flatMap(range).flatMap((trail) => [lead, trail]));
      return [...decoder.decode(new Uint8Array(bytes))];
    })
    .filter((character) => /\p{Script=Han}/u.test(character));

/** Behind the unified characters: compatibility forms, which NFKC folds, and planes that hardly any name reaches. */
const BEYOND = 0xa000;
const isBasic = (character: string): boolean => (character.codePointAt(0) ?? 0) < BEYOND;

/** Traditional characters and their simplified forms. */
export const simplifiedForms = (): Map<string, string> => {
  const convert = Converter({ from: 't', to: 'cn' });
  const pairs = range([0x3400, BEYOND - 1]).map((code): [string, string] => {
    const character = String.fromCodePoint(code);
    return [character, convert(character)];
  });
  return new Map(pairs.filter(([from, to]) => from !== to && [...to].length === 1 && isBasic(to)));
};

/** A syllable as names have them; the dictionary also knows sounds such as `hng`. */
const syllable = /^(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?[aeiouv][a-z]{0,4}$/;

/** Every reading of a character without tones, also the one it has as a surname; `ü` as `v`. */
export const readingsIn = (character: string): string[] => {
  const options = { toneType: 'none', type: 'array', v: true } as const;
  const all = [
    ...pinyin(character, { ...options, mode: 'surname' }),
    ...pinyin(character, { ...options, multiple: true }),
  ];
  return [...new Set(all)].filter((reading) => reading !== character && syllable.test(reading));
};

/** 85 characters that need no escape in any JavaScript string, behind letters and spaces in no other use. */
const digits = range([40, 126])
  .map((code) => String.fromCharCode(code))
  .filter((sign) => sign !== '\\' && sign !== '`');
const [ONE, TWO] = [43, 77];

/** A number from 0 in one to three characters; `unpacked` in `han.ts` reads it. */
const packed = (number: number): string => {
  const base = digits.length;
  const digit = (n: number): string => digits[n] ?? '';
  if (number < ONE) return digit(number);
  const second = number - ONE;
  if (second < (TWO - ONE) * base) return digit(ONE + Math.floor(second / base)) + digit(second % base);
  const third = second - (TWO - ONE) * base;
  const [high, rest] = [Math.floor(third / base ** 2), third % base ** 2];
  if (TWO + high >= base) throw new Error(`${number} is too large to be packed`);
  return digit(TWO + high) + digit(Math.floor(rest / base)) + digit(rest % base);
};

const codes = (characters: readonly string[]): number[] =>
  characters.map((character) => character.codePointAt(0) ?? 0).toSorted((a, b) => a - b);
/** The first differs from nothing, each other one from the one before. */
const steps = (numbers: readonly number[]): number[] =>
  numbers.map((number, n) => number - (numbers[n - 1] ?? 0));
const zigzag = (number: number): number => (number < 0 ? -2 * number - 1 : 2 * number);

const readingLines = (forms: ReadonlyMap<string, string>): string[] => {
  const plain = [...commonCharacters(), ...GIVEN_NAMES].map((character) => forms.get(character) ?? character);
  // A traditional character is read like its simplified form, unless it has readings that this one lacks.
  const differing = [...forms].flatMap(([traditional, simple]) => {
    const known = readingsIn(simple);
    return plain.includes(simple) && readingsIn(traditional).some((one) => !known.includes(one))
      ? [traditional]
      : [];
  });
  const bySyllable = new Map<string, string[]>();
  for (const character of new Set([...plain, ...differing].filter(isBasic))) {
    const own = [...readingsIn(character), ...readingsIn(forms.get(character) ?? character)];
    for (const reading of new Set(own)) {
      bySyllable.set(reading, [...(bySyllable.get(reading) ?? []), character]);
    }
  }
  return [...bySyllable]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([reading, characters]) => `${reading} ${steps(codes(characters)).map(packed).join('')}`);
};

/** The text of the generated module. */
export const render = (): string => {
  const forms = simplifiedForms();
  const pairs = [...forms]
    .map(([traditional, simple]) => [traditional.codePointAt(0) ?? 0, simple.codePointAt(0) ?? 0] as const)
    .toSorted(([a], [b]) => a - b);
  const traditional = steps(pairs.map(([code]) => code)).map(packed);
  const simple = steps(pairs.map(([, code]) => code)).map((step) => packed(zigzag(step)));
  return `// Written by scripts/generate-han.ts from the packages pinyin-pro (MIT) and opencc-js (OpenCC, Apache-2.0); change it there.
// Numbers are packed as in \`han.ts\`. Functions don't carry this module: the build puts it beside them as \`han.json\`.

/** A line for each syllable, the characters that are read so; traditional characters, and the simplified form of each. */
export type HanTables = {
  readonly readings: readonly string[];
  readonly traditional: string;
  readonly simplified: string;
};

// biome-ignore format: one syllable a line
export const hanTables = (): HanTables => ({
  readings: [
${readingLines(forms)
  .map((line) => `    '${line}',`)
  .join('\n')}
  ],
  traditional: '${traditional.join('')}',
  simplified: '${simple.join('')}',
});
`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, render());
