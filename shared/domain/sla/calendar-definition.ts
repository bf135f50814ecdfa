import * as z from 'zod';
import { isTimeZone } from './zone.ts';

/** Monday first; the index of a day is its ISO number minus one. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

const fromSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00')
  .meta({ example: '09:00' });
const toSchema = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as 18:00, at most 24:00')
  .meta({ example: '18:00' });

/** Minutes since midnight of `HH:MM`. */
const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** Opening hours of one day, in minutes since its midnight; `to` is above 1440 when they end on the next day. */
export type Window = { readonly from: number; readonly to: number };

/** `{ "from": "22:00", "to": "06:00" }`: `to` at or before `from` means the next day, the window belongs to the day it starts. */
export const windowSchema = z
  .strictObject({ from: fromSchema, to: toSchema })
  .refine(({ from, to }) => from !== to, 'must not end when it begins; the whole day is 00:00 to 24:00');
export type WindowText = z.infer<typeof windowSchema>;

export const parseWindow = ({ from, to }: WindowText): Window => {
  const [start, end] = [minuteOf(from), minuteOf(to)];
  return { from: start, to: end > start ? end : end + 1440 };
};

const inOrder = (windows: readonly WindowText[]): boolean => {
  const sorted = windows.map(parseWindow).sort((a, b) => a.from - b.from);
  return sorted.every((window, i) => window.from >= (sorted[i - 1]?.to ?? 0));
};

const windowsSchema = z
  .array(windowSchema)
  .max(12)
  .refine(inOrder, 'the windows of a day must not overlap')
  .readonly();

const isDate = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};

const dateSchema = z
  .string()
  .regex(/^(?:19[7-9]\d|20\d\d|21\d\d)-\d\d-\d\d$/, 'must be a date such as 2026-05-01')
  .refine(isDate, 'must be a day of the calendar')
  .meta({ example: '2026-05-01' });

const overridesSchema = z
  .array(z.strictObject({ date: dateSchema, windows: windowsSchema }))
  .max(500)
  .refine((days) => new Set(days.map(({ date }) => date)).size === days.length, 'a date may be given once')
  .readonly();

/** The parts of a calendar's definition; `api.md` names them. A weekday that is left out is closed. */
export const calendarFields = {
  timeZone: z.string().refine(isTimeZone, 'must be a time zone of the IANA database, such as Asia/Shanghai'),
  week: z.strictObject(
    Object.fromEntries(weekdays.map((day) => [day, windowsSchema.optional()])) as DayFields,
  ),
  overrides: overridesSchema.optional(),
  holidays: z.literal('cn').optional(),
};
type DayFields = Record<Weekday, z.ZodOptional<typeof windowsSchema>>;

/**
 * When work is done: weekly hours in a time zone, days that differ, and the public holidays with their shifted workdays (D3).
 * A date in `overrides` beats the holidays, these beat the week.
 */
export const calendarDefinitionSchema = z.strictObject(calendarFields);
export type CalendarDefinition = Readonly<z.infer<typeof calendarDefinitionSchema>>;
