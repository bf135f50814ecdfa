import * as z from 'zod';

/** The words of the deadline language (`api.md`, The ticket). */
export const slaTargetSchema = z.enum(['firstResponse', 'nextResponse', 'initialHandling', 'resolution']);
export const clockStateSchema = z.enum(['running', 'paused', 'met', 'breached', 'cancelled']);
export const rungSchema = z.enum(['warning', 'breach', 'level1', 'level2']);

/** The statuses in which a clock may be told to wait: the customer's turn, or a third party's. */
export const waitingStatusSchema = z.enum(['pending', 'onHold']);

export type SlaTarget = z.infer<typeof slaTargetSchema>;
export type ClockState = z.infer<typeof clockStateSchema>;
export type Rung = z.infer<typeof rungSchema>;
export type WaitingStatus = z.infer<typeof waitingStatusSchema>;

/** Every target, in the order in which answers show their clocks. */
export const slaTargets: readonly SlaTarget[] = slaTargetSchema.options;

/** A warning is given when this share of the target is used up (ladder, decision 3). */
export const WARNING_SHARE = 0.75;
/** Management is called when this further share of the target has passed after the breach. */
export const MANAGEMENT_SHARE = 0.5;
/** A clock that runs again after a reopen has at least this share of its target left. */
export const REOPEN_FLOOR_SHARE = 0.25;
