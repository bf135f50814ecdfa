import { describe, expect, it } from 'vitest';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { days, hours, minutes } from '#shared/domain/kernel/time.ts';
import { alwaysOpen, compileCalendar } from '#shared/domain/sla/calendar.ts';
import { allDay, everyDay, hoursOf, workWeek } from './calendars.ts';

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

describe('opening hours', () => {
  const office = compileCalendar({
    ...shanghai,
    week: workWeek(hoursOf('09:00', '12:00'), hoursOf('13:00', '18:00')),
  });

  it('begin to count at the next opening', () => {
    expect(office.add(at('2026-03-07T10:00:00+08:00'), hours(1))).toBe(at('2026-03-09T10:00:00+08:00'));
    expect(office.add(at('2026-03-09T12:00:00+08:00'), 1)).toBe(at('2026-03-09T13:00:00+08:00') + 1);
  });

  it('let a deadline stand exactly at closing', () => {
    expect(office.add(at('2026-03-09T09:00:00+08:00'), hours(3))).toBe(at('2026-03-09T12:00:00+08:00'));
    expect(office.add(at('2026-03-09T09:00:00+08:00'), hours(8))).toBe(at('2026-03-09T18:00:00+08:00'));
  });

  it('leave zero seconds for what begins exactly at closing', () => {
    expect(office.elapsed(at('2026-03-09T18:00:00+08:00'), at('2026-03-10T09:00:00+08:00'))).toBe(0);
    expect(office.add(at('2026-03-09T18:00:00+08:00'), 1)).toBe(at('2026-03-10T09:00:00+08:00') + 1);
  });

  it('count every window of a day', () => {
    expect(office.elapsed(at('2026-03-09T00:00:00+08:00'), at('2026-03-10T00:00:00+08:00'))).toBe(hours(8));
  });

  it('may cross midnight and belong to the day they start', () => {
    const night = compileCalendar({ ...shanghai, week: { fri: [hoursOf('22:00', '06:00')] } });
    const open = night.intervals(at('2026-03-13T00:00:00+08:00'), at('2026-03-16T00:00:00+08:00'));
    expect(open).toEqual([{ from: at('2026-03-13T22:00:00+08:00'), to: at('2026-03-14T06:00:00+08:00') }]);
  });

  it('that cross midnight are not counted twice where the next day opens early', () => {
    const night = compileCalendar({
      ...shanghai,
      week: { fri: [hoursOf('22:00', '06:00')], sat: [hoursOf('05:00', '08:00')] },
    });
    expect(night.elapsed(at('2026-03-13T12:00:00+08:00'), at('2026-03-15T00:00:00+08:00'))).toBe(hours(10));
  });

  it('cross the turn of the year', () => {
    const night = compileCalendar({ ...shanghai, week: everyDay(hoursOf('22:00', '06:00')) });
    expect(night.elapsed(at('2025-12-31T21:00:00+08:00'), at('2026-01-01T07:00:00+08:00'))).toBe(hours(8));
    expect(night.intervals(at('2025-12-31T12:00:00+08:00'), at('2026-01-01T12:00:00+08:00'))).toHaveLength(1);
    expect(night.add(at('2025-12-31T21:00:00+08:00'), hours(7))).toBe(at('2026-01-01T05:00:00+08:00'));
  });

  it('of a date in the overrides beat those of the week and of a holiday', () => {
    const calendar = compileCalendar({
      ...shanghai,
      week: workWeek(hoursOf('09:00', '18:00')),
      holidays: 'cn',
      overrides: [
        { date: '2026-05-01', windows: [hoursOf('10:00', '12:00')] },
        { date: '2026-05-06', windows: [] },
      ],
    });
    expect(calendar.elapsed(at('2026-05-01T00:00:00+08:00'), at('2026-05-02T00:00:00+08:00'))).toBe(hours(2));
    expect(calendar.elapsed(at('2026-05-06T00:00:00+08:00'), at('2026-05-07T00:00:00+08:00'))).toBe(0);
  });
});

describe('daylight saving', () => {
  const newYork = compileCalendar({ timeZone: 'America/New_York', week: everyDay(...allDay), overrides: [] });
  const sundays = compileCalendar({ timeZone: 'America/New_York', week: { sun: allDay } });

  it('makes days of 23 and of 25 hours', () => {
    expect(sundays.elapsed(at('2026-03-07T12:00:00Z'), at('2026-03-10T12:00:00Z'))).toBe(hours(23));
    expect(sundays.elapsed(at('2026-10-31T12:00:00Z'), at('2026-11-03T12:00:00Z'))).toBe(hours(25));
    expect(newYork).toBe(alwaysOpen);
  });

  it('makes half an hour on Lord Howe', () => {
    const island = compileCalendar({ timeZone: 'Australia/Lord_Howe', week: { sun: allDay } });
    expect(island.elapsed(at('2026-04-04T00:00:00Z'), at('2026-04-06T12:00:00Z'))).toBe(hours(24.5));
    expect(island.elapsed(at('2026-10-03T00:00:00Z'), at('2026-10-05T12:00:00Z'))).toBe(hours(23.5));
  });

  it('gives an hour that vanishes to nobody', () => {
    const early = compileCalendar({ timeZone: 'Europe/Berlin', week: { sun: [hoursOf('02:00', '03:00')] } });
    expect(early.elapsed(at('2026-03-28T12:00:00Z'), at('2026-03-30T12:00:00Z'))).toBe(0);
    const half = compileCalendar({ timeZone: 'Europe/Berlin', week: { sun: [hoursOf('02:30', '03:30')] } });
    expect(half.elapsed(at('2026-03-28T12:00:00Z'), at('2026-03-30T12:00:00Z'))).toBe(minutes(30));
  });

  it('gives an hour that comes twice to exactly one of two windows that touch in it', () => {
    const sunday = (from: string, to: string) =>
      compileCalendar({ timeZone: 'Europe/Berlin', week: { sun: [hoursOf(from, to)] } });
    const span = [at('2026-10-24T12:00:00Z'), at('2026-10-26T12:00:00Z')] as const;
    expect(sunday('00:00', '02:30').elapsed(...span)).toBe(hours(2.5));
    expect(sunday('00:00', '02:30').elapsed(...span) + sunday('02:30', '24:00').elapsed(...span)).toBe(
      hours(25),
    );
  });

  it('may leave out a whole day', () => {
    const apia = compileCalendar({
      timeZone: 'Pacific/Apia',
      week: { thu: allDay, fri: allDay, sat: allDay },
    });
    expect(apia.elapsed(at('2011-12-28T00:00:00Z'), at('2012-01-02T00:00:00Z'))).toBe(hours(48));
  });
});

describe('Chinese working days', () => {
  const calendar = compileCalendar({ ...shanghai, week: workWeek(...allDay), holidays: 'cn' });

  it('leave out the holidays and count the weekend days that are worked for them', () => {
    expect(calendar.add(at('2026-09-30T18:00:00+08:00'), hours(72))).toBe(at('2026-10-10T18:00:00+08:00'));
  });

  it('give a worked weekend day the hours of a weekday', () => {
    const office = compileCalendar({
      ...shanghai,
      week: { ...workWeek(hoursOf('09:00', '18:00')), sat: [hoursOf('10:00', '12:00')] },
      holidays: 'cn',
    });
    expect(office.elapsed(at('2026-10-10T00:00:00+08:00'), at('2026-10-11T00:00:00+08:00'))).toBe(hours(9));
    expect(office.elapsed(at('2026-10-17T00:00:00+08:00'), at('2026-10-18T00:00:00+08:00'))).toBe(hours(2));
  });

  it('refuse a deadline beyond the published years, and serve the last published day to its end', () => {
    const eve = at('2026-12-31T12:00:00+08:00');
    expect(calendar.add(eve, hours(12))).toBe(at('2027-01-01T00:00:00+08:00'));
    expect(refusal(() => calendar.add(eve, hours(12) + 1))).toBe('calendar_not_covered');
    expect(refusal(() => calendar.add(at('2006-12-01T00:00:00+08:00'), 1))).toBe('calendar_not_covered');
  });

  it('count beyond the published years by the week alone, so that reading never fails', () => {
    expect(calendar.elapsed(at('2027-01-04T00:00:00+08:00'), at('2027-01-11T00:00:00+08:00'))).toBe(days(5));
  });
});
