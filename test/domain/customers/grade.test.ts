import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { churnOf, type Signals } from '#shared/domain/customers/churn.ts';
import { activeChance, aliveChance, expectedOrders } from '#shared/domain/customers/clv.ts';
import { thresholdMinor, type ValueSettings } from '#shared/domain/customers/grade-settings.ts';
import { rulesOf } from '#shared/domain/customers/value.ts';
import { rhythmOf } from '#shared/domain/customers/value-rhythm.ts';
import { nextChangeAt, type Standing, standingOf } from '#shared/domain/customers/value-standing.ts';
import { type OrderFacts, type Tally, tallyOf } from '#shared/domain/customers/value-tally.ts';
import { days, minutes } from '#shared/domain/kernel/time.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';

const START = Date.UTC(2026, 0, 1);
const settings: ValueSettings = defaultSettings(START);

/** A tally of purchases on those days, each of that many fen. */
const bought = (on: readonly number[], minor = 10_000): Tally =>
  tallyOf(
    on.map(
      (day, n): OrderFacts => ({
        orderId: `ord_${n}`,
        placedAt: START + days(day),
        status: 'delivered',
        netMinor: minor,
        currency: 'CNY',
      }),
    ),
  );
const standing = (tally: Tally, day: number, signals?: Signals): Standing =>
  standingOf({ tally, signals }, settings, START + days(day));
const heard = (complaints: number, scores: readonly number[] = []): Signals => ({
  complaints,
  scores: { count: scores.length, sum: scores.reduce((sum, score) => sum + score, 0) },
  at: START,
});
const every = (step: number, count: number): number[] => Array.from({ length: count }, (_, n) => n * step);

const purchaseDays = fc
  .array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 30 })
  .map((list) => list.toSorted((a, b) => a - b));

describe('the stage of a customer', () => {
  it.each([
    ['potential', [], 10],
    ['new', [0], 30],
    ['active', [0], 31],
    ['active', [0], 180],
    ['churned', [0], 181],
    // Every ten days: four usual gaps are less than the least that is allowed.
    ['active', every(10, 5), 40 + 90],
    ['churned', every(10, 5), 40 + 91],
    // Every sixty days: four usual gaps.
    ['active', every(60, 5), 240 + 240],
    ['churned', every(60, 5), 240 + 241],
    // Once in two hundred days: never longer than a year.
    ['active', [0, 200, 400], 400 + 365],
    ['churned', [0, 200, 400], 400 + 366],
    // Back after a silence that had ended it.
    ['returning', [0, 200], 200 + 90],
    ['active', [0, 200], 200 + 91],
  ] as const)('is %s after purchases on days %j, on day %i', (stage, on, day) => {
    expect(standing(bought(on), day).stage.value).toBe(stage);
  });

  it('says why in comparisons that a machine can read', () => {
    expect(standing(bought([]), 10).stage.reasons).toEqual(['orders=0']);
    expect(standing(bought(every(60, 5)), 500).stage.reasons).toEqual(['silence>P240D']);
    expect(standing(bought([0, 200]), 210).stage.reasons).toEqual(['gap>P180D', 'sinceReturn<=P90D']);
  });
});

describe('the grade of a customer', () => {
  it('is earned by spend, by purchases or by what is to be expected, and names all that earned it', () => {
    expect(standing(bought([0], 1_000_000), 1).grade).toMatchObject({
      value: 'vip',
      reasons: expect.arrayContaining(['spend>=10000.00']) as string[],
    });
    expect(standing(bought(every(10, 24), 100), 235).grade).toMatchObject({
      value: 'vip',
      reasons: ['purchases>=24/P365D'],
    });
    expect(standing(bought(every(30, 8), 40_000), 215).grade).toMatchObject({
      value: 'important',
      reasons: ['spend>=3000.00', 'purchases>=8/P365D', expect.stringMatching(/^clv>=1500/) as string],
    });
    expect(standing(bought([0]), 1).grade.value).toBe('ordinary');
  });

  it('is churned for whoever has stopped buying, whatever they spent', () => {
    expect(standing(bought([0], 9_000_000), 200).grade).toMatchObject({
      value: 'churned',
      reasons: ['silence>P180D'],
    });
  });

  it('never falls when an order is worth more', () => {
    const rank = ['churned', 'ordinary', 'important', 'vip'];
    fc.assert(
      fc.property(purchaseDays, fc.nat(2_000_000), fc.nat(2_000_000), (on, less, more) => {
        const [low, high] = [less, less + more].map((minor) => standing(bought(on, minor), 720).grade.value);
        expect(rank.indexOf(high ?? '')).toBeGreaterThanOrEqual(rank.indexOf(low ?? ''));
      }),
    );
  });

  it('counts thresholds in the decimals of the currency', () => {
    expect(thresholdMinor('10000.00', 'CNY')).toBe(1_000_000);
    expect(thresholdMinor('10000.00', 'JPY')).toBe(10_000);
    expect(thresholdMinor('10.5', 'KWD')).toBe(10_500);
    expect(thresholdMinor('10', 'USD')).toBe(1_000);
  });
});

describe('time alone', () => {
  const words = ({ grade, stage, behaviour, churn }: Standing): string =>
    [grade.value, stage.value, behaviour.value, churn?.level].join();

  it('changes a standing first when it is said to', () => {
    fc.assert(
      fc.property(purchaseDays, fc.integer({ min: 0, max: 400 }), fc.nat(1_000_000), (on, later, minor) => {
        const tally = bought(on, minor);
        const now = START + days((on.at(-1) ?? 0) + later);
        const at = (instant: number) => words(standingOf({ tally }, settings, instant));
        const change = nextChangeAt({ tally }, settings, now);
        const end = change ?? now + days(4000);
        if (change !== undefined) expect(at(change)).not.toBe(at(now));
        for (let part = 1; part < 8; part++) {
          const before = Math.floor(now + ((end - minutes(1) - now) * part) / 8);
          expect(at(Math.max(now, before))).toBe(at(now));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('ends every standing in churned', () => {
    fc.assert(
      fc.property(purchaseDays, (on) => {
        expect(standing(bought(on), 700 + 366).grade.value).toBe('churned');
      }),
    );
  });
});

describe('what is to be expected of a customer', () => {
  const statistics = fc
    .record({
      repeats: fc.integer({ min: 0, max: 60 }),
      // Purchase days are at least a day apart.
      idle: fc.integer({ min: 0, max: 800 }),
      silence: fc.integer({ min: 0, max: 800 }),
    })
    .map(({ repeats, idle, silence }) => ({
      repeats,
      recencyDays: repeats + idle,
      ageDays: repeats + idle + silence,
    }));

  it('is a chance, which sinks with silence and grows with the time to come', () => {
    fc.assert(
      fc.property(statistics, (known) => {
        const later = { ...known, ageDays: known.ageDays + 30 };
        for (const chance of [aliveChance(known), activeChance(known, 365)]) {
          expect(chance).toBeGreaterThan(0);
          expect(chance).toBeLessThan(1);
        }
        expect(aliveChance(later)).toBeLessThan(aliveChance(known));
        expect(activeChance(later, 365)).toBeLessThan(activeChance(known, 365));
        expect(expectedOrders(later, 365)).toBeLessThan(expectedOrders(known, 365));
        expect(activeChance(known, 400)).toBeGreaterThanOrEqual(activeChance(known, 365));
      }),
    );
  });

  it.each([
    [0, 0, 100],
    [1, 50, 60],
    [3, 200, 400],
    [8, 300, 330],
  ])('is what the model’s integral says: %i repeats over %i of %i days', (repeats, recencyDays, ageDays) => {
    // The likelihood of what was seen, over rates and chances to stop, by summing over a grid.
    let [alive, dead] = [0, 0];
    const steps = 2000;
    for (let n = 0; n < steps; n++) {
      const rate = ((n + 0.5) / steps) * 0.5;
      const prior = rate ** -0.5 * Math.exp(-182.5 * rate);
      for (let k = 0; k < 60; k++) {
        const stop = (k + 0.5) / 60;
        const seen = prior * (1 - stop) ** repeats * rate ** repeats;
        alive += seen * (1 - stop) * Math.exp(-rate * ageDays);
        dead += seen * stop * Math.exp(-rate * recencyDays);
      }
    }
    expect(aliveChance({ repeats, recencyDays, ageDays })).toBeCloseTo(alive / (alive + dead), 1);
  });
});

describe('the risk that a customer leaves', () => {
  const riskOf = (on: readonly number[], day: number, signals?: Signals): number =>
    standing(bought(on), day, signals).churn?.risk ?? Number.NaN;

  it('grows with silence against the customer’s own rhythm', () => {
    const often = every(7, 12);
    expect(riskOf(often, 80)).toBeLessThan(riskOf(often, 110));
    expect(riskOf(often, 110)).toBeLessThan(riskOf(often, 160));
    // Forty days are long for who buys every week, and nothing for who buys every other month.
    expect(riskOf(often, 77 + 40)).toBeGreaterThan(riskOf(every(60, 12), 660 + 40));
  });

  it('grows with complaints, with low scores, and sinks with high ones', () => {
    const on = every(30, 5);
    const quiet = riskOf(on, 130, heard(0));
    expect(riskOf(on, 130, heard(1))).toBeGreaterThan(quiet);
    expect(riskOf(on, 130, heard(3))).toBeGreaterThan(riskOf(on, 130, heard(1)));
    expect(riskOf(on, 130, heard(0, [1, 2]))).toBeGreaterThan(quiet);
    expect(riskOf(on, 130, heard(0, [5, 5]))).toBeLessThan(quiet);
  });

  it('grows when gaps become longer and when much is returned', () => {
    const settled = every(20, 7);
    const slowing = [0, 10, 20, 30, 60, 90, 120];
    expect(riskOf(slowing, 130)).toBeGreaterThan(riskOf(settled, 130));
    const rhythm = rhythmOf(bought(settled));
    if (!rhythm) throw new Error('no rhythm');
    const now = START + days(130);
    const tally = { ...bought(settled), returned: 4 };
    const more = churnOf({ tally, rhythm, signals: undefined }, settings.churn, now);
    expect(more.risk).toBeGreaterThan(riskOf(settled, 130));
    expect(more.reasons).toContain('returned>=25%');
  });

  it('is a number from 0 to 1 with its level and reasons', () => {
    fc.assert(
      fc.property(purchaseDays, fc.nat(800), fc.nat(5), (on, later, complaints) => {
        const churn = standing(bought(on), 700 + later, heard(complaints)).churn;
        expect(churn?.risk).toBeGreaterThanOrEqual(0);
        expect(churn?.risk).toBeLessThanOrEqual(1);
        const { medium, high } = settings.churn;
        const level = (churn?.risk ?? 0) >= high ? 'high' : (churn?.risk ?? 0) >= medium ? 'medium' : 'low';
        expect(churn?.level).toBe(level);
        expect(churn?.reasons[0]).toMatch(/^silence=P\d+D$/);
      }),
    );
  });

  it('is that of nobody who never ordered', () => {
    expect(standing(bought([]), 10).churn).toBeUndefined();
  });
});

describe('the mark of the settings', () => {
  it('changes with every threshold and with nothing else', () => {
    const mark = rulesOf(settings);
    expect(rulesOf(structuredClone(settings))).toBe(mark);
    expect(rulesOf({ ...settings, currency: 'USD' })).not.toBe(mark);
    expect(rulesOf({ ...settings, grades: { ...settings.grades, newFor: 'P31D' } })).not.toBe(mark);
    expect(rulesOf({ ...settings, churn: { ...settings.churn, high: 0.9 } })).not.toBe(mark);
  });
});
