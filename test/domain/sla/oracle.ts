import type { CalendarDefinition } from '#shared/domain/sla/calendar-definition.ts';
import { chinaDay, covers } from '#shared/domain/sla/china-holidays.ts';

const STEP = 15 * 60_000;
const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const windowsOn = ({ week, overrides = [], holidays }: CalendarDefinition, day: Date) => {
  const date = day.toISOString().slice(0, 10);
  const name = names[day.getUTCDay()] ?? 'sun';
  const given = overrides.find((one) => one.date === date);
  if (given) return given.windows;
  const kind = holidays && covers(day.getUTCFullYear()) ? chinaDay(date) : 'plain';
  if (kind === 'off') return [];
  const workdays = (['mon', 'tue', 'wed', 'thu', 'fri'] as const).map((one) => week[one] ?? []);
  const workday = workdays.find((windows) => windows.length > 0);
  return kind === 'worked' && workday ? workday : (week[name] ?? []);
};

/** Whether a calendar is open at an instant, read from the wall clock of that instant alone: slow, and sharing no code. */
const openAt = (definition: CalendarDefinition, format: Intl.DateTimeFormat, at: number): boolean => {
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const wall = `${part['hour']}:${part['minute']}`;
  const today = new Date(`${part['year']}-${part['month']}-${part['day']}T00:00:00Z`);
  const yesterday = new Date(today.getTime() - 86_400_000);
  return (
    windowsOn(definition, today).some(({ from, to }) => from <= wall && (wall < to || to < from)) ||
    windowsOn(definition, yesterday).some(({ from, to }) => to < from && wall < to)
  );
};

/** Open milliseconds between two instants on a quarter of an hour, counted quarter by quarter. */
export const countedByQuarters = (definition: CalendarDefinition, from: number, to: number): number => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: definition.timeZone,
    ...{
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    },
  });
  let open = 0;
  for (let at = from; at < to; at += STEP) if (openAt(definition, format, at)) open += STEP;
  return open;
};
export const QUARTER_MS = STEP;
