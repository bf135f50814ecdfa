import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { revealDay, secondsToNextDay, withReveal } from '#shared/domain/customers/reveal-limit.ts';

const at = (text: string) => Date.parse(text);

describe('the tally of reveals', () => {
  it('counts by the days of the organisation', () => {
    expect(revealDay(at('2026-03-02T15:59:59Z'), 'Asia/Shanghai')).toBe('2026-03-02');
    expect(revealDay(at('2026-03-02T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-03-03');
    expect(secondsToNextDay(at('2026-03-02T15:59:59Z'), 'Asia/Shanghai')).toBe(1);
  });

  it('says when the next day begins, around changes of clocks as well', () => {
    const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/Havana', 'Australia/Lord_Howe', 'UTC'];
    const second = fc.integer({
      min: at('2025-01-01T00:00:00Z') / 1000,
      max: at('2027-01-01T00:00:00Z') / 1000,
    });
    fc.assert(
      fc.property(second, fc.constantFrom(...zones), (s, zone) => {
        const now = s * 1000;
        const next = now + secondsToNextDay(now, zone) * 1000;

        expect(revealDay(next, zone) > revealDay(now, zone)).toBe(true);
        expect(revealDay(next - 1000, zone)).toBe(revealDay(now, zone));
      }),
      { numRuns: 300 },
    );
  });

  it('grows by one and is written on its version', () => {
    const first = withReveal(undefined, { userId: 'usr_1', day: '2026-03-02', now: 0 });

    expect(first).toMatchObject({ count: 1, version: 1 });
    expect(withReveal(first, { userId: 'usr_1', day: '2026-03-02', now: 5 })).toEqual({
      ...first,
      count: 2,
      version: 2,
    });
  });
});
