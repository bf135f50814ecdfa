import { type Change, unitsByKey } from './heat.ts';

/** Design peak: tickets that arrive in a second, fifty times the mean of a million a month. */
export const PEAK_PER_SECOND = 20;
/** What one partition key takes, in write units a second. */
export const KEY_LIMIT = 1000;

/**
 * Keys of one case, one customer or one request: whatever the rate, each has only its own few writes. And the trail of one person: here a
 * single one does everything, who may send ten requests a second (600 a minute; a machine a hundred a second, of a record or two each).
 */
const OWN = /^(?:(?:table (?:TKT|NUM|CUS|LK|SR|SVY|SVT|ORD|IDM|FX)|gsi4 C[TS])#|gsi3 AP#usr_)/;

export type Hot = { readonly key: string; readonly perSecond: number };

/**
 * The shared keys that take most, as if the tickets whose changes these are had all lived within the time in which so many arrive at the peak.
 * Hottest first.
 */
export const hottestAtPeak = (changes: readonly Change[], tickets: number, count: number): readonly Hot[] => {
  const seconds = tickets / PEAK_PER_SECOND;
  return [...unitsByKey(changes)]
    .filter(([key]) => !OWN.test(key))
    .map(([key, units]) => ({ key, perSecond: units / seconds }))
    .sort((a, b) => b.perSecond - a.perSecond)
    .slice(0, count);
};
