import { type CalendarDefinition, parseWindow, type Window, weekdays } from './calendar-definition.ts';
import { chinaDay, covers } from './china-holidays.ts';

const DAY_MS = 86_400_000;

/** Days are numbered from 1970-01-01, day 0. */
export const dayOf = (wall: number): number => Math.floor(wall / DAY_MS);
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const yearOf = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();
/** 1970-01-01 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

export type DayHours = (day: number) => readonly Window[];

const byStart = (a: Window, b: Window): number => a.from - b.from;

/**
 * The opening hours of each date: an override beats the holidays, the holidays beat the week. A weekend day that is worked
 * (调休) has the hours of the week's first open day from Monday to Friday; a calendar that only opens at weekends keeps its own.
 * Beyond the published years the week alone decides.
 */
export const dayHours = ({ week, overrides = [], holidays }: CalendarDefinition): DayHours => {
  const weekly = weekdays.map((name) => (week[name] ?? []).map(parseWindow).sort(byStart));
  const workday = weekly.slice(0, 5).find((windows) => windows.length > 0);
  const special = new Map(
    overrides.map(({ date, windows }) => [date, windows.map(parseWindow).sort(byStart)]),
  );
  return (day) => {
    const date = dateOf(day);
    const plain = weekly[weekdayOf(day)] ?? [];
    const given = special.get(date);
    if (given) return given;
    if (holidays === undefined || !covers(yearOf(day))) return plain;
    const kind = chinaDay(date);
    if (kind === 'off') return [];
    return kind === 'worked' ? (workday ?? plain) : plain;
  };
};
