import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchedule } from '#local/events/schedule-expression.ts';
import { instantOf, wallTimeOf } from '#local/events/wall-time.ts';

const ms = (text: string) => Date.parse(text);
const times = (expression: string, zone: string, from: string, count: number): string[] => {
  const next = parseSchedule(expression, zone);
  const found: string[] = [];
  for (let at = next(ms(from)); at !== undefined && found.length < count; at = next(at))
    found.push(new Date(at).toISOString());
  return found;
};

describe('schedule expressions', () => {
  it('counts a rate from 1970, so that it does not depend on the start', () => {
    expect(times('rate(15 minutes)', 'UTC', '2026-01-01T00:07:00Z', 2)).toEqual([
      '2026-01-01T00:15:00.000Z',
      '2026-01-01T00:30:00.000Z',
    ]);
    expect(times('rate(1 minute)', 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-01T00:01:00.000Z']);
    expect(times('rate(1 day)', 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-02T00:00:00.000Z']);
  });

  it.each([
    ['cron(0 2 * * ? *)', 'UTC', '2026-01-01T02:00:00Z', ['2026-01-02T02:00:00.000Z']],
    [
      'cron(0/20 8-9 ? * MON-FRI *)',
      'UTC',
      '2026-01-02T09:30:00Z',
      ['2026-01-02T09:40:00.000Z', '2026-01-05T08:00:00.000Z'],
    ],
    [
      'cron(0 0 L * ? *)',
      'UTC',
      '2024-02-01T00:00:00Z',
      ['2024-02-29T00:00:00.000Z', '2024-03-31T00:00:00.000Z'],
    ],
    [
      'cron(0 0 15W * ? *)',
      'UTC',
      '2026-02-01T00:00:00Z',
      ['2026-02-16T00:00:00.000Z', '2026-03-16T00:00:00.000Z'],
    ],
    [
      'cron(0 0 ? * 2#1 *)',
      'UTC',
      '2026-01-01T00:00:00Z',
      ['2026-01-05T00:00:00.000Z', '2026-02-02T00:00:00.000Z'],
    ],
    ['cron(0 0 ? * 6L *)', 'UTC', '2026-01-01T00:00:00Z', ['2026-01-30T00:00:00.000Z']],
    ['cron(0 0 29 2 ? *)', 'UTC', '2026-01-01T00:00:00Z', ['2028-02-29T00:00:00.000Z']],
    [
      'cron(30 1 1 JAN,JUL ? 2027)',
      'UTC',
      '2026-01-01T00:00:00Z',
      ['2027-01-01T01:30:00.000Z', '2027-07-01T01:30:00.000Z'],
    ],
    ['cron(0 9 * * ? *)', 'Asia/Shanghai', '2026-01-01T00:00:00Z', ['2026-01-01T01:00:00.000Z']],
    ['at(2026-03-01T12:00:30)', 'Asia/Shanghai', '2026-01-01T00:00:00Z', ['2026-03-01T04:00:30.000Z']],
  ])('%s in %s', (expression, zone, from, expected) => {
    expect(times(expression, zone, from, expected.length)).toEqual(expected);
  });

  it('ends after its last year', () => {
    expect(times('cron(0 0 1 1 ? 2027)', 'UTC', '2026-06-01T00:00:00Z', 5)).toEqual([
      '2027-01-01T00:00:00.000Z',
    ]);
    expect(parseSchedule('at(2026-01-01T00:00:00)')(ms('2026-01-01T00:00:00Z'))).toBeUndefined();
  });

  it('leaves out a wall time that daylight saving skips', () => {
    expect(times('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-28T02:00:00Z', 2)).toEqual([
      '2026-03-30T00:30:00.000Z',
      '2026-03-31T00:30:00.000Z',
    ]);
  });

  it('fires once at a wall time that happens twice', () => {
    expect(times('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it.each([
    'every minute',
    'rate(0 minutes)',
    'rate(5 weeks)',
    'cron(0 0 * * *)',
    'cron(0 0 1 * 1 *)',
    'cron(61 0 * * ? *)',
    'cron(0 0 ? * XYZ *)',
    'at(tomorrow)',
  ])('refuses %s', (expression) => {
    expect(() => parseSchedule(expression)).toThrow();
  });

  it('always answers an instant after the one asked about, at a wall time of the expression', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'Asia/Shanghai',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: ms('2020-01-01T00:00:00Z'), max: ms('2035-01-01T00:00:00Z') }),
        (zone, minute, hour, after) => {
          const at = parseSchedule(`cron(${minute} ${hour} * * ? *)`, zone)(after) ?? Number.NaN;
          const wall = new Date(wallTimeOf(at, zone).asUtcMs);

          expect(at).toBeGreaterThan(after);
          expect(at - after).toBeLessThanOrEqual(50 * 3_600_000);
          expect([wall.getUTCHours(), wall.getUTCMinutes()]).toEqual([hour, minute]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

it('finds the instant of a wall time again, wherever it is unique', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'),
      fc.integer({ min: 0, max: 4_000_000_000 }),
      (zone, seconds) => {
        const instant = seconds * 1000;
        const found = instantOf(wallTimeOf(instant, zone).asUtcMs, zone) ?? Number.NaN;

        expect(wallTimeOf(found, zone)).toEqual(wallTimeOf(instant, zone));
        expect(instant - found === 0 || Math.abs(instant - found) <= 26 * 3_600_000).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
