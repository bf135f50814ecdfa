import type { CalendarDefinition, WindowText } from './calendar-definition.ts';
import type { CalendarVersion, Conditions, PolicyVersion } from './policy.ts';

const allDay: readonly WindowText[] = [{ from: '00:00', to: '24:00' }];
const workWeek = { mon: allDay, tue: allDay, wed: allDay, thu: allDay, fri: allDay };

const always: CalendarDefinition = {
  timeZone: 'Asia/Shanghai',
  week: { ...workWeek, sat: allDay, sun: allDay },
};
const chinaWorkingDays: CalendarDefinition = { timeZone: 'Asia/Shanghai', week: workWeek, holidays: 'cn' };

export const ALWAYS_CALENDAR_ID = 'cal_00000000000000000000000001';
export const CHINA_CALENDAR_ID = 'cal_00000000000000000000000002';

/** The calendars every system starts with: around the clock, and whole Chinese working days with 调休. */
export const defaultCalendars: readonly CalendarVersion[] = [
  { calendarId: ALWAYS_CALENDAR_ID, version: 1, name: 'always', definition: always },
  { calendarId: CHINA_CALENDAR_ID, version: 1, name: 'cn-working-days', definition: chinaWorkingDays },
];

type Hours = Partial<Record<keyof PolicyVersion['targets'], number>>;

const policy = (
  position: number,
  name: string,
  conditions: Conditions,
  hours: Hours,
  calendarId = ALWAYS_CALENDAR_ID,
): PolicyVersion => ({
  policyId: `pol_${String(position).padStart(26, '0')}`,
  version: 1,
  name,
  position,
  conditions,
  calendarId,
  targets: Object.fromEntries(Object.entries(hours).map(([target, n]) => [target, { duration: `PT${n}H` }])),
});

/**
 * The deadlines of the service standard (D2). The last one has no conditions, so that no ticket is without a promise; the
 * positions leave room in between.
 */
export const defaultPolicies: readonly PolicyVersion[] = [
  policy(
    100,
    'Important consultation',
    { kind: ['consultation'], priority: ['high', 'urgent'] },
    { firstResponse: 24, nextResponse: 24, initialHandling: 72 },
  ),
  policy(200, 'Consultation', { kind: ['consultation'] }, { firstResponse: 24, nextResponse: 24 }),
  policy(
    300,
    'Complaint',
    { kind: ['complaint'] },
    { firstResponse: 24, initialHandling: 48, resolution: 72 },
  ),
  policy(
    400,
    'Product issue',
    { kind: ['productIssue'] },
    { firstResponse: 24, initialHandling: 24, resolution: 72 },
  ),
  policy(
    500,
    'Return or exchange',
    { kind: ['return', 'exchange'] },
    { firstResponse: 24, initialHandling: 24, resolution: 72 },
    CHINA_CALENDAR_ID,
  ),
  policy(1000, 'Everything else', {}, { firstResponse: 24, nextResponse: 24 }),
];
