import type { Bundles } from './bundles.ts';
import type { PageCost, Paged } from './customers.ts';
import { FIXED_PROD, type Line } from './money.ts';
import type { Measured } from './operations/measure.ts';
import type { Restored } from './restores.ts';
import type { Snapped } from './snapshots.ts';
import { type Hot, KEY_LIMIT } from './support/peak.ts';
import type { Swept } from './sweep.ts';

/** Something that was promised, what was measured, and whether that is within the promise. */
export type Verdict = {
  readonly what: string;
  readonly measured: string;
  readonly budget: string;
  readonly isMet: boolean;
};

const atMost = (what: string, measured: number, budget: number, unit = '', digits = 2): Verdict => ({
  what,
  measured: `${Number(measured.toFixed(digits))}${unit}`,
  budget: `≤ ${budget}${unit}`,
  isMet: measured <= budget,
});

export const operationVerdicts = (all: readonly Measured[]): readonly Verdict[] =>
  all.flatMap(({ operation: { name, maxTrips, maxReads }, trips, read, floor }) => [
    ...(maxTrips === undefined ? [] : [atMost(`${name}: sequential round trips`, trips, maxTrips)]),
    ...(maxReads === undefined
      ? []
      : [atMost(`${name}: read units to their floor`, read / floor.read, maxReads)]),
  ]);

const MORE_UNITS = 1.1;
const MORE_TIME = 1.3;

/** Against the smallest number of open tickets. */
export const sweepVerdicts = ([first, ...others]: readonly Swept[]): readonly Verdict[] =>
  first === undefined
    ? []
    : others.flatMap(({ open, read, ms }) => [
        atMost(`sweep among ${open} open: read units`, read / first.read, MORE_UNITS, ' ×'),
        atMost(`sweep among ${open} open: time`, ms / first.ms, MORE_TIME, ' ×'),
      ]);

const MORE_THAN_SCAN = 1.5;
const MORE_MEMORY = 1.2;

/** A snapshot reads everything once more and writes it: against a bare scan of the same table; and its memory against a table a tenth of the size. */
export const snapshotVerdicts = ([first, ...others]: readonly Snapped[]): readonly Verdict[] =>
  first === undefined
    ? []
    : others.flatMap(({ items, scan, taken, verified }) => [
        atMost(
          `snapshot of ${items} items: time to that of a scan`,
          taken.ms / scan.ms,
          MORE_THAN_SCAN,
          ' ×',
        ),
        atMost(`snapshot of ${items} items: memory`, taken.peakMb / first.taken.peakMb, MORE_MEMORY, ' ×'),
        atMost(
          `verification of ${items} items: memory`,
          verified.peakMb / first.verified.peakMb,
          MORE_MEMORY,
          ' ×',
        ),
      ]);

const MORE_THAN_PUTS = 1.5;

/** A restore reads all files, puts every item on a condition and checks what came of it: against a bare loop of as many puts at once. */
export const restoreVerdicts = (all: readonly Restored[]): readonly Verdict[] => [
  ...all.map(({ items, loop, restored }) =>
    atMost(
      `restore of ${items} items: time to that of a loop of puts`,
      restored.ms / loop.ms,
      MORE_THAN_PUTS,
      ' ×',
    ),
  ),
  ...all
    .slice(1)
    .map(({ items, restored }) =>
      atMost(
        `restore of ${items} items: memory`,
        restored.peakMb / (all[0]?.restored.peakMb ?? 0),
        MORE_MEMORY,
        ' ×',
      ),
    ),
];

const MORE_PAGE = 1.3;

/** A page of customers costs the same however many there are: against the smallest number, of all pages the one that grows most. */
export const customerVerdicts = (pages: readonly Paged[]): readonly Verdict[] => {
  const [first, ...others] = pages[0]?.costs.map(({ among }) => among) ?? [];
  return others.flatMap((among) =>
    (['read', 'trips', 'ms'] as const).map((what) => {
      const { name, times } = mostGrown(pages, first, among, what);
      return atMost(`customers among ${among}: ${measures[what]}, at most (${name})`, times, MORE_PAGE, ' ×');
    }),
  );
};

const measures = { read: 'read units of a page', trips: 'its round trips', ms: 'its time' } as const;

const mostGrown = (
  pages: readonly Paged[],
  first: number | undefined,
  among: number,
  what: keyof typeof measures,
): { name: string; times: number } => {
  const costOf = ({ costs }: Paged, size: number | undefined): PageCost => {
    const cost = costs.find((one) => one.among === size);
    if (!cost) throw new Error('a page was not measured at every size');
    return cost;
  };
  const grown = pages.map((page) => ({
    name: page.name,
    times: costOf(page, among)[what] / costOf(page, first)[what],
  }));
  return grown.reduce((most, one) => (one.times > most.times ? one : most));
};

const LARGER = 2;
const SLOWER = 1.6;

export const bundleVerdicts = ({ bare, functions }: Bundles): readonly Verdict[] =>
  functions
    .filter(({ isHttp }) => isHttp)
    .flatMap(({ name, bytes, importMs }) => [
      atMost(`${name}: size`, bytes / bare.bytes, LARGER, ' ×'),
      atMost(`${name}: import time`, importMs / bare.importMs, SLOWER, ' ×'),
    ]);

const FIXED_USD = 30;

export const moneyVerdicts = (idle: readonly Line[]): readonly Verdict[] =>
  idle
    .filter(({ what }) => what === FIXED_PROD)
    .map(({ usd }) => atMost('fixed part of a month in prod', usd, FIXED_USD, ' USD'));

const SHARE = 0.25;

export const heatVerdicts = ([hottest]: readonly Hot[]): readonly Verdict[] =>
  hottest === undefined
    ? []
    : [
        atMost(
          `hottest key at the design peak (${family(hottest.key)})`,
          hottest.perSecond,
          KEY_LIMIT * SHARE,
          '/s',
          0,
        ),
      ];

/** A key as it can be printed: the shipped teams by number, people not at all. */
export const family = (key: string): string =>
  key.replace(/team_0+(\d)/, 'team $1').replace(/usr_[0-9A-Z]{26}/, 'a person');
