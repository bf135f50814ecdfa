import * as z from 'zod';
import { type Instant, instantSchema } from '../kernel/time.ts';
import type { SlaContext } from './context.ts';
import {
  MANAGEMENT_SHARE,
  REOPEN_FLOOR_SHARE,
  rungSchema,
  slaTargetSchema,
  WARNING_SHARE,
} from './values.ts';

const spanSchema = z.int().nonnegative();

/** The instants of a running clock's rungs. One that lies beyond the calendar's published years is missing until `recheckAt`. */
export const timesSchema = z.object({
  warnAt: instantSchema.exactOptional(),
  dueAt: instantSchema.exactOptional(),
  level2At: instantSchema.exactOptional(),
  recheckAt: instantSchema.exactOptional(),
});
export type Times = Readonly<z.infer<typeof timesSchema>>;

/** The words for what a clock does now. Whether it breached is told beside it, for that never changes back. */
export const phaseSchema = z.enum(['running', 'paused', 'met', 'cancelled']);
export type Phase = z.infer<typeof phaseSchema>;

/** One promise with a stopwatch, as it lies in the head of a ticket. Spans are open milliseconds of its calendar. */
export const clockSchema = z.object({
  target: slaTargetSchema,
  /** The cycle in which its rungs fire: 1, and one more with every reopen. */
  cycle: z.int().positive(),
  /** Counts the clocks that this target has had, from 1. */
  instance: z.int().positive(),
  phase: phaseSchema,
  /** When the present phase began: running since, paused since, met at, cancelled at. */
  since: instantSchema,
  startedAt: instantSchema,
  targetMs: z.int().positive(),
  /** Granted on top of the target when a reopen left too little. */
  graceMs: spanSchema.exactOptional(),
  /** Used up before `since`. */
  spentMs: spanSchema,
  calendarId: z.string(),
  calendarVersion: z.int().positive(),
  ...timesSchema.shape,
  breached: z.literal(true).exactOptional(),
  reopened: z.literal(true).exactOptional(),
  /** Why it was cancelled or met by something else than its own act. */
  cause: z.string().exactOptional(),
  /** The rungs that fired in this cycle; each fires once. */
  fired: z.array(rungSchema).readonly(),
});
export type Clock = Readonly<z.infer<typeof clockSchema>>;

/** Whether the clock still waits for its act. */
export const isOpen = ({ phase }: Clock): boolean => phase === 'running' || phase === 'paused';

/** What the clock may use up: its target and what a reopen granted. */
export const allowanceMs = ({ targetMs, graceMs = 0 }: Pick<Clock, 'targetMs' | 'graceMs'>): number =>
  targetMs + graceMs;

/** The consumption at which each rung stands. The warning keeps its distance to the due when a reopen granted more. */
export const warningMs = (clock: Pick<Clock, 'targetMs' | 'graceMs'>): number =>
  allowanceMs(clock) - Math.floor(clock.targetMs * (1 - WARNING_SHARE));
export const managementMs = (clock: Pick<Clock, 'targetMs' | 'graceMs'>): number =>
  allowanceMs(clock) + Math.ceil(clock.targetMs * MANAGEMENT_SHARE);
export const floorMs = ({ targetMs }: Pick<Clock, 'targetMs'>): number =>
  Math.ceil(targetMs * REOPEN_FLOOR_SHARE);

export const calendarOf = (
  { calendarId, calendarVersion }: Pick<Clock, 'calendarId' | 'calendarVersion'>,
  ctx: SlaContext,
) => ctx.calendar(calendarId, calendarVersion);

/** Used up by `now`, in open milliseconds of the clock's calendar. Past pauses and their calendars are not measured again. */
export const spentAt = (clock: Clock, now: Instant, ctx: SlaContext): number =>
  clock.phase === 'running'
    ? clock.spentMs + calendarOf(clock, ctx).elapsed(clock.since, now)
    : clock.spentMs;
