import { firstSyllables } from './han.ts';
import { joined, type Unit, unitsOf } from './search-fold.ts';

/**
 * One entry by which a customer is found: what it lies under, and where it stands in the order there. An entry is found by the beginning
 * of `rest`; what the beginning can't tell is asked of the record.
 */
export type Token = { readonly key: string; readonly rest: string };

/** So many characters of a name can each begin a part of it that is found; nobody's name is longer. */
export const MAX_NAME_CHARACTERS = 12;
/** Entries for the sound of a name. */
export const MAX_SOUNDS = 8;
/** What is longer is compared on the record. */
const MAX_REST = 32;
/** More ways to read a name than this are not written out: then its first syllable alone leads to it. */
const MAX_WAYS = 4;
/** Behind a syllable that leads to a name of many readings; sorts behind every letter. */
const OPEN = '~';

/** The first letters of a text. Letters beyond the first 65,536 are two units of a string, and half of one is no text that can be stored. */
const start = (text: string, letters: number): string => [...text].slice(0, letters).join('');
const lettersIn = (text: string): number => [...text].length;
const cut = (text: string): string => start(text, MAX_REST);
const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

const characterKey = (character: string): string => `n:${character}`;
/** One letter alone leads nowhere: every tenth name has it. */
const soundKey = (sound: string): string => `p:${start(sound, 2)}`;
const soundToken = (sound: string): Token => ({ key: soundKey(sound), rest: cut(sound) });

const characterTokens = (units: readonly Unit[]): Token[] =>
  units
    .flatMap(({ text, isCharacter }, n) => (isCharacter ? [{ text, n }] : []))
    .slice(0, MAX_NAME_CHARACTERS)
    .map(({ text, n }) => ({ key: characterKey(text), rest: cut(joined(units, n)) }));

type Ways = readonly (readonly string[])[];

/** The sounds of the pieces from one on, up to the first that has none. */
const waysFrom = (units: readonly Unit[], from: number): Ways => {
  const silent = units.findIndex(({ sounds }, n) => n >= from && sounds.length === 0);
  return units.slice(from, silent < 0 ? undefined : silent).map(({ sounds }) => sounds);
};

const initialsOf = (ways: Ways): Ways => ways.map((sounds) => unique(sounds.map((sound) => start(sound, 1))));

/** Every combination, or the first sounds alone, left open, where there are too many. */
const spelledOut = (ways: Ways, most: number): readonly string[] => {
  const count = ways.reduce((product, sounds) => product * sounds.length, 1);
  if (count > most) return (ways[0] ?? []).map((sound) => sound + OPEN);
  return ways.reduce<readonly string[]>(
    (spelled, sounds) => spelled.flatMap((before) => sounds.map((sound) => before + sound)),
    [''],
  );
};

const soundsFrom = (units: readonly Unit[], from: number, most: number): readonly string[] =>
  spelledOut(waysFrom(units, from), most);

const initialsFrom = (units: readonly Unit[], from: number, most: number): readonly string[] => {
  const ways = initialsOf(waysFrom(units, from));
  return ways.length < 2 ? [] : spelledOut(ways, most);
};

/** From the beginning always; from each later piece as long as there is room. */
const soundTokens = (units: readonly Unit[]): Token[] => {
  const later = units.slice(1, MAX_NAME_CHARACTERS).map((_, n) => n + 1);
  const wanted = [
    () => soundsFrom(units, 0, MAX_WAYS),
    () => initialsFrom(units, 0, MAX_WAYS / 2),
    ...later.map((from) => () => soundsFrom(units, from, MAX_WAYS / 2)),
    ...later.map((from) => () => initialsFrom(units, from, 1)),
  ];
  const found = new Map<string, Token>();
  for (const [n, sounds] of wanted.entries()) {
    const tokens = unique(sounds())
      .filter((sound) => lettersIn(sound) > 1)
      .map(soundToken);
    if (n > 1 && found.size + tokens.length > MAX_SOUNDS) continue;
    for (const token of tokens) found.set(token.rest, token);
  }
  return [...found.values()];
};

/** The entries of a name: each part of it in characters; its sound, its initials and its words in Latin letters. */
export const nameTokens = (name: string): readonly Token[] => {
  const units = unitsOf(name);
  return [...characterTokens(units), ...soundTokens(units)];
};

/** What somebody asks for by name, and the beginnings of entries that lead to everybody who is meant, each followed by others who aren't. */
export type NameQuery = { readonly units: readonly Unit[]; readonly text: string };

export const nameQuery = (q: string): NameQuery => {
  const units = unitsOf(q);
  return { units, text: joined(units) };
};

/** Where to look; nothing for less than one character or two letters. */
export const nameLeads = ({ units, text }: NameQuery): readonly Token[] => {
  const first = units.findIndex(({ isCharacter }) => isCharacter);
  if (first >= 0) return [{ key: characterKey(units[first]?.text ?? ''), rest: cut(joined(units, first)) }];
  if (lettersIn(text) < 2) return [];
  const open = unique([...firstSyllables(text), start(text, 1)]).map((sound) => soundToken(sound + OPEN));
  return [soundToken(text), ...open];
};

/** Whether the text is the beginning of one of the ways in which sounds can follow each other. */
const isBeginning = (text: string, ways: Ways): boolean => {
  let reached = new Set([0]);
  for (const sounds of ways) {
    const next = new Set<number>();
    for (const at of reached) {
      for (const sound of sounds) {
        if (text.startsWith(sound, at)) next.add(at + sound.length);
        else if (sound.startsWith(text.slice(at))) return true;
      }
    }
    if (next.has(text.length)) return true;
    reached = next;
  }
  return false;
};

/** Whether a name is meant: asked in characters, it holds them; in letters, some part of it sounds so or has these initials. */
export const isNameMeant = (name: string, { units, text }: NameQuery): boolean => {
  const named = unitsOf(name);
  if (units.some(({ isCharacter }) => isCharacter)) return joined(named).includes(text);
  return named.some((_, from) => {
    const ways = waysFrom(named, from);
    return isBeginning(text, ways) || isBeginning(text, initialsOf(ways));
  });
};
