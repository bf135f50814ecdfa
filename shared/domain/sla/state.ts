import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';
import { type Clock, clockSchema } from './clock.ts';
import { planSchema } from './ledger.ts';
import { type SlaTarget, slaTargets } from './values.ts';
import { waitSchema } from './waits.ts';

/**
 * The deadlines of one ticket as they lie in its head: at most one clock for each target, and the few facts from which a
 * policy that comes later starts its clocks. A ticket has no promises before `openSla`.
 */
export const slaStateSchema = z.object({
  policyId: z.string().exactOptional(),
  policyVersion: z.int().positive().exactOptional(),
  plan: planSchema.exactOptional(),
  /** 1, and one more with every reopen. */
  cycle: z.int().positive(),
  clocks: z.array(clockSchema).max(4).readonly(),
  /** Until then no rung raises the level: somebody acknowledged. */
  holdUntil: instantSchema.exactOptional(),
  createdAt: instantSchema.exactOptional(),
  /** The first customer message, from which `firstResponse` counts. */
  askedAt: instantSchema.exactOptional(),
  /** The oldest customer message nobody has answered. */
  unansweredSince: instantSchema.exactOptional(),
  repliedAt: instantSchema.exactOptional(),
  handledAt: instantSchema.exactOptional(),
  /** When the ticket stood still, oldest first; the last one without `to` lasts. */
  waits: z.array(waitSchema).readonly().exactOptional(),
});
export type SlaState = Readonly<z.infer<typeof slaStateSchema>>;

export const emptySla: SlaState = { cycle: 1, clocks: [] };

export const clockOf = (sla: SlaState, target: SlaTarget): Clock | undefined =>
  sla.clocks.find((clock) => clock.target === target);

/** The state with that clock in the place of the one it follows, in the order of the targets. */
export const withClock = (sla: SlaState, clock: Clock): SlaState => ({
  ...sla,
  clocks: [...sla.clocks.filter(({ target }) => target !== clock.target), clock].sort(
    (a, b) => slaTargets.indexOf(a.target) - slaTargets.indexOf(b.target),
  ),
});
