import * as fc from 'fast-check';
import type { CalendarDefinition, WindowText } from '#shared/domain/sla/calendar-definition.ts';
import { weekdays } from '#shared/domain/sla/calendar-definition.ts';

/** Builds calendars for tests: short forms, and arbitrary ones over zones that are hard on clocks. */
const clock = (quarter: number): string =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;

export const hoursOf = (from: string, to: string): WindowText => ({ from, to });
export const allDay: readonly WindowText[] = [hoursOf('00:00', '24:00')];

/** Monday to Friday with those windows. */
export const workWeek = (...windows: WindowText[]): CalendarDefinition['week'] => ({
  mon: windows,
  tue: windows,
  wed: windows,
  thu: windows,
  fri: windows,
});

export const everyDay = (...windows: WindowText[]): CalendarDefinition['week'] =>
  Object.fromEntries(weekdays.map((day) => [day, windows]));

// No edge between 01:00 and 03:45, where hours repeat and vanish: those are told one by one in the tests.
const quiet = (quarter: number): boolean => quarter === 0 || quarter >= 16;

const windowsArb: fc.Arbitrary<readonly WindowText[]> = fc.oneof(
  fc.constant([]),
  fc.constant(allDay),
  fc.constant([hoursOf('22:00', '06:00')]),
  fc
    .uniqueArray(fc.integer({ min: 0, max: 96 }).filter(quiet), { minLength: 2, maxLength: 8 })
    .map((edges) => edges.sort((a, b) => a - b))
    .map((edges) =>
      Array.from({ length: Math.floor(edges.length / 2) }, (_, i) =>
        hoursOf(clock(edges[2 * i] ?? 0), clock(edges[2 * i + 1] ?? 96)),
      ),
    ),
);

export const zones = [
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Shanghai',
  'UTC',
] as const;

const dateArb = fc
  .integer({ min: Date.UTC(2024, 0, 1) / 86_400_000, max: Date.UTC(2026, 11, 20) / 86_400_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));

const overridesArb = fc.uniqueArray(fc.record({ date: dateArb, windows: windowsArb }), {
  maxLength: 20,
  selector: ({ date }) => date,
});

/** Calendars that open for eight hours every week at the least, so that 100 open hours end within the published years. */
export const calendarArb: fc.Arbitrary<CalendarDefinition> = fc.record(
  {
    timeZone: fc.constantFrom(...zones),
    week: fc
      .record(
        Object.fromEntries(weekdays.map((day) => [day, windowsArb])) as Record<
          (typeof weekdays)[number],
          typeof windowsArb
        >,
      )
      .map((week) => ({ ...week, thu: week.thu === allDay ? allDay : [hoursOf('09:00', '17:00')] })),
    overrides: overridesArb,
    holidays: fc.constant('cn' as const),
  },
  { requiredKeys: ['timeZone', 'week'] },
);

export const spanArb = fc.integer({ min: 0, max: 100 * 3_600_000 });
export const momentArb = fc.oneof(
  fc.integer({ min: Date.UTC(2024, 0, 3), max: Date.UTC(2025, 11, 1) }),
  // Around the days on which clocks change in New York, Berlin and on Lord Howe, and around the Chinese new year.
  fc
    .constantFrom(
      '2025-03-09',
      '2025-11-02',
      '2025-03-30',
      '2025-10-26',
      '2025-04-06',
      '2025-10-05',
      '2025-01-28',
      '2026-02-15',
    )
    .chain((date) =>
      fc.integer({ min: -40 * 3_600_000, max: 40 * 3_600_000 }).map((ms) => Date.parse(date) + ms),
    ),
);
