import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { alwaysOpen, assertOpens, compileCalendar } from '#shared/domain/sla/calendar.ts';
import { allDay, calendarArb, everyDay, hoursOf, momentArb, spanArb, workWeek } from './calendars.ts';
import { countedByQuarters, QUARTER_MS } from './oracle.ts';

const at = (text: string): number => Date.parse(text);
const shanghai = { timeZone: 'Asia/Shanghai' } as const;
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'none';
};

describe('a calendar', () => {
  it('adds and measures as inverses, and finds the earliest instant', () => {
    fc.assert(
      fc.property(calendarArb, momentArb, spanArb, (definition, start, ms) => {
        const calendar = compileCalendar(definition);
        const due = calendar.add(start, ms);
        expect(calendar.elapsed(start, due)).toBe(ms);
        if (ms > 0) expect(calendar.elapsed(start, due - 1)).toBe(ms - 1);
      }),
      { numRuns: 400 },
    );
  });

  it('never goes back: later starts and longer spans end later', () => {
    fc.assert(
      fc.property(calendarArb, momentArb, spanArb, spanArb, (definition, start, a, b) => {
        const calendar = compileCalendar(definition);
        const [short, long] = a < b ? [a, b] : [b, a];
        expect(calendar.add(start, short)).toBeLessThanOrEqual(calendar.add(start, long));
        expect(calendar.add(start, long)).toBeLessThanOrEqual(calendar.add(start + short, long));
      }),
      { numRuns: 300 },
    );
  });

  it('measures a whole as the sum of its parts, and as the sum of its open intervals', () => {
    fc.assert(
      fc.property(calendarArb, momentArb, spanArb, spanArb, (definition, from, a, b) => {
        const calendar = compileCalendar(definition);
        const [middle, to] = [from + a, from + a + b];
        const whole = calendar.elapsed(from, to);
        expect(calendar.elapsed(from, middle) + calendar.elapsed(middle, to)).toBe(whole);
        const open = calendar.intervals(from, to);
        expect(open.reduce((sum, one) => sum + one.to - one.from, 0)).toBe(whole);
        for (const [i, one] of open.entries()) {
          expect(one.to).toBeGreaterThan(one.from);
          expect(one.from).toBeGreaterThan(open[i - 1]?.to ?? from - 1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('counts what the wall clocks of its zone say, quarter by quarter', () => {
    fc.assert(
      fc.property(
        calendarArb,
        momentArb,
        fc.integer({ min: 1, max: 8 * 96 }),
        (definition, start, quarters) => {
          const from = start - (start % QUARTER_MS);
          const to = from + quarters * QUARTER_MS;
          expect(compileCalendar(definition).elapsed(from, to)).toBe(countedByQuarters(definition, from, to));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('has one form for equal definitions', () => {
    const definition = { ...shanghai, week: workWeek(hoursOf('09:00', '18:00')) };
    expect(compileCalendar(structuredClone(definition))).toBe(compileCalendar(definition));
    expect(compileCalendar({ ...shanghai, week: everyDay(...allDay) })).toBe(alwaysOpen);
  });
});

describe('a calendar that hardly opens', () => {
  const now = at('2026-03-02T09:00:00Z');
  const oneMinute = {
    ...shanghai,
    week: {},
    overrides: [{ date: '2026-12-24', windows: [hoursOf('09:00', '09:01')] }],
  };

  it('is refused when it has no open second in 366 days', () => {
    expect(refusal(() => assertOpens({ ...shanghai, week: {} }, now))).toBe('calendar_never_open');
    expect(refusal(() => assertOpens(oneMinute, now))).toBe('none');
    expect(refusal(() => assertOpens(oneMinute, at('2027-01-01T00:00:00Z')))).toBe('calendar_never_open');
    const gap = {
      timeZone: 'Europe/Berlin',
      week: {},
      overrides: [{ date: '2026-03-29', windows: [hoursOf('02:00', '03:00')] }],
    };
    expect(refusal(() => assertOpens(gap, now))).toBe('calendar_never_open');
  });

  it('answers or refuses, but never searches on: the work is bounded by years', () => {
    const nasty = fc.record({
      timeZone: fc.constantFrom('Asia/Shanghai', 'America/New_York'),
      week: fc.constantFrom({}, { sun: [hoursOf('00:00', '00:01')] }),
      overrides: fc.constantFrom(oneMinute.overrides, []),
    });
    fc.assert(
      fc.property(nasty, fc.maxSafeNat(), fc.maxSafeNat(), (definition, start, ms) => {
        const calendar = compileCalendar(definition);
        const found = refusal(() => calendar.add(start, ms));
        expect(['none', 'calendar_not_covered']).toContain(found);
        expect(calendar.elapsed(start, ms)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });

  it('takes no negative span', () => {
    expect(() => alwaysOpen.add(now, -1)).toThrow(RangeError);
    expect(() => compileCalendar(oneMinute).add(now, -1)).toThrow(RangeError);
  });
});
