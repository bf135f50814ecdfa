import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hours, minutes } from '#shared/domain/kernel/time.ts';
import { afterQuietHours, isQuiet } from '#shared/domain/surveys/quiet-hours.ts';

const night = { from: '21:00', to: '09:00' };
const at = (text: string) => Date.parse(text);

describe('quiet hours', () => {
  it('move an evening to the next morning and an early morning to nine, in the customer’s own zone', () => {
    expect(afterQuietHours(at('2026-03-02T21:00:00+08:00'), night, 'Asia/Shanghai')).toBe(
      at('2026-03-03T09:00:00+08:00'),
    );
    expect(afterQuietHours(at('2026-03-02T04:30:00+08:00'), night, 'Asia/Shanghai')).toBe(
      at('2026-03-02T09:00:00+08:00'),
    );
    expect(afterQuietHours(at('2026-03-02T21:00:00+08:00'), night, 'Europe/Berlin')).toBe(
      at('2026-03-02T21:00:00+08:00'),
    );
  });

  it('leave the day alone, from nine sharp to the last millisecond before nine at night', () => {
    for (const day of ['2026-03-02T09:00:00.000+08:00', '2026-03-02T20:59:59.999+08:00']) {
      expect(afterQuietHours(at(day), night, 'Asia/Shanghai')).toBe(at(day));
    }
  });

  it('are an hour shorter in the night in which clocks go forward and an hour longer when they go back', () => {
    const spring = at('2026-03-28T22:00:00+01:00');
    const autumn = at('2026-10-24T22:00:00+02:00');

    expect(afterQuietHours(spring, night, 'Europe/Berlin') - spring).toBe(hours(10));
    expect(afterQuietHours(autumn, night, 'Europe/Berlin') - autumn).toBe(hours(12));
  });

  it('end with the skip when their end does not exist on that night', () => {
    const quiet = { from: '23:00', to: '02:30' };

    expect(afterQuietHours(at('2026-03-08T01:00:00-05:00'), quiet, 'America/New_York')).toBe(
      at('2026-03-08T03:00:00-04:00'),
    );
  });

  it('last until the next day when the skip swallows all the time that is not quiet', () => {
    const quiet = { from: '02:45', to: '02:00' };

    expect(afterQuietHours(at('2026-03-29T00:30:00+01:00'), quiet, 'Europe/Berlin')).toBe(
      at('2026-03-30T02:00:00+02:00'),
    );
  });

  it('count again in the second showing of an hour that the clocks repeat', () => {
    const quiet = { from: '23:00', to: '01:30' };
    const secondOne = at('2026-11-01T01:10:00-05:00');

    expect(afterQuietHours(secondOne, quiet, 'America/New_York')).toBe(at('2026-11-01T01:30:00-05:00'));
  });

  it('are switched off by equal times', () => {
    expect(isQuiet(at('2026-03-02T03:00:00Z'), { from: '09:00', to: '09:00' }, 'UTC')).toBe(false);
  });

  it('always lead to the very first minute that is not quiet, in any zone and around every change of clocks', () => {
    const zones = [
      'Asia/Shanghai',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Havana',
      'Asia/Kathmandu',
    ];
    const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '45'));
    const time = clock.map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
    const minute = fc.integer({
      min: at('2025-01-01T00:00:00Z') / 60_000,
      max: at('2027-01-01T00:00:00Z') / 60_000,
    });
    const changes = fc.constantFrom(
      '2026-03-08',
      '2026-11-01',
      '2026-03-29',
      '2026-10-25',
      '2026-04-05',
      '2026-10-04',
    );
    const nearChange = fc
      .tuple(changes, fc.integer({ min: -1440, max: 2880 }))
      .map(([d, m]) => at(`${d}T00:00:00Z`) / 60_000 + m);
    fc.assert(
      fc.property(
        fc.oneof(minute, nearChange),
        time,
        time,
        fc.constantFrom(...zones),
        (m, from, to, zone) => {
          const start = minutes(m);
          const end = afterQuietHours(start, { from, to }, zone);

          expect(isQuiet(end, { from, to }, zone)).toBe(false);
          for (let t = start; t < end; t += minutes(5)) expect(isQuiet(t, { from, to }, zone)).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });
});
