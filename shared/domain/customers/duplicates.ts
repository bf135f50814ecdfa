import type { Address, Customer } from './customer.ts';
import { unitsOf } from './search-fold.ts';

/** Why two records may be of one person. */
export type DuplicateReason = 'phone' | 'email' | 'externalId' | 'name' | 'address' | 'birthday';

export type Likeness = { readonly score: number; readonly reasons: readonly DuplicateReason[] };

/** How much each sign says, as if the signs were independent: a shop's own number nearly everything, a name little by itself. */
const weights: Readonly<Record<DuplicateReason, number>> = {
  externalId: 0.95,
  phone: 0.8,
  email: 0.8,
  address: 0.3,
  birthday: 0.25,
  name: 0.3,
};

/** Below this nobody is shown: a name, a birthday or a district alone is shared by many. */
export const LEAST_LIKENESS = 0.45;

const shared = (a: readonly string[], b: readonly string[]): boolean => a.some((value) => b.includes(value));
const externalKeys = ({ externalIds }: Customer): string[] =>
  externalIds.map(({ shopId, id }) => `${shopId}:${id}`);
const lower = (values: readonly string[]): string[] => values.map((value) => value.toLowerCase());

/** How many single characters differ between two texts (Levenshtein), given up above `most`. */
export const editDistance = (a: string, b: string, most: number): number => {
  const [left, right] = [[...a], [...b]];
  if (Math.abs(left.length - right.length) > most) return most + 1;
  if (right.length === 0) return left.length;
  let row = right.map((_, n) => n + 1);
  for (const [i, one] of left.entries()) {
    let diagonal = i;
    let before = i + 1;
    row = row.map((above, j) => {
      const cost = Math.min(above + 1, before + 1, diagonal + (one === right[j] ? 0 : 1));
      diagonal = above;
      before = cost;
      return cost;
    });
    if (Math.min(...row) > most) return most + 1;
  }
  return row.at(-1) ?? left.length;
};

/** A name in its one spelling: without accents, simplified, words of Latin letters in any order. */
const spelling = (name: string): string => {
  const units = unitsOf(name);
  const texts = units.map(({ text }) => text);
  return units.some(({ isCharacter }) => isCharacter) ? texts.join('') : texts.sort().join(' ');
};

/** Names of fewer characters are the same or are not; longer ones may have a slip in them. */
const SLIP_FROM = 5;

/** Whether two names may be one person's: the same but for accents, script and order of words, or with one slip in a longer name. */
export const similarNames = (one: string, other: string): boolean => {
  const [a, b] = [spelling(one), spelling(other)];
  if (a === '' || b === '') return false;
  return a === b || ([...a].length >= SLIP_FROM && editDistance(a, b, 1) <= 1);
};

const sameDistrict = (a: Address, b: Address): boolean =>
  a.country === b.country && a.province === b.province && a.city === b.city && a.district === b.district;

const signs: Readonly<Record<DuplicateReason, (a: Customer, b: Customer) => boolean>> = {
  externalId: (a, b) => shared(externalKeys(a), externalKeys(b)),
  phone: (a, b) => shared(a.phones, b.phones),
  email: (a, b) => shared(lower(a.emails), lower(b.emails)),
  name: (a, b) => similarNames(a.name, b.name),
  address: (a, b) => a.addresses.some((one) => b.addresses.some((other) => sameDistrict(one, other))),
  birthday: (a, b) => a.birthday !== undefined && a.birthday === b.birthday,
};

/** How alike two records are and by which signs, the weightiest first. The same in both directions. */
export const likeness = (a: Customer, b: Customer): Likeness => {
  const reasons = (Object.keys(weights) as DuplicateReason[])
    .filter((reason) => signs[reason](a, b))
    .sort((one, other) => weights[other] - weights[one]);
  const rest = reasons.reduce((left, reason) => left * (1 - weights[reason]), 1);
  return { score: Math.round((1 - rest) * 1000) / 1000, reasons };
};
