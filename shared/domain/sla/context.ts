import { Refusal } from '../kernel/refusal.ts';
import { alwaysOpen, type Calendar, compileCalendar } from './calendar.ts';
import type { CalendarVersion } from './policy.ts';

/** What the engine asks of the settings. */
export type SlaContext = {
  readonly calendar: (id: string, version: number) => Calendar;
  /** The newest version of a calendar, for policies that don't name one; 1 without it. */
  readonly calendarVersion?: (id: string) => number;
  /** What becomes of `firstResponse` when a ticket is solved without a reply. Default: `met`. */
  readonly solveWithoutReply?: 'met' | 'cancelled';
};

/** A calendar that isn't there promises nothing, so that its tickets keep working, flagged as not covered. */
const unknownCalendar: Calendar = {
  ...alwaysOpen,
  add: () => {
    throw new Refusal('calendar_not_covered');
  },
};

/** The context of a set of calendars, every version of each, newest last. */
export const slaContextOf = (
  calendars: ReadonlyMap<string, readonly CalendarVersion[]>,
  settings: Pick<SlaContext, 'solveWithoutReply'> = {},
): SlaContext => ({
  ...settings,
  calendar: (id, version) => {
    const found = calendars.get(id)?.find((one) => one.version === version);
    return found ? compileCalendar(found.definition) : unknownCalendar;
  },
  calendarVersion: (id) => calendars.get(id)?.at(-1)?.version ?? 1,
});
