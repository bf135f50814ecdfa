import { idSchema } from '#shared/domain/kernel/ids.ts';
import { rungSchema, slaTargetSchema } from '#shared/domain/sla/values.ts';
import { escalationLevelSchema } from '#shared/domain/tickets/values.ts';
import { defineEvent } from './envelope.ts';
import { causeSchema, instantSchema, number, teamIdSchema } from './words.ts';

/** Which clock, in which round of the case, and when it was noticed. */
const clock = { target: slaTargetSchema, cycle: number, rung: rungSchema, detectedAt: instantSchema };

/** Whom it concerns: the assignee, else who answers for the case. */
const told = { ...clock, assigneeId: idSchema('usr').optional() };

/** What deadlines do to a case. */
export const ticketSlaWarning = defineEvent('ticket.slaWarning', {
  when: 'Three quarters of what a target allows are used up.',
  data: told,
});

export const ticketSlaBreached = defineEvent('ticket.slaBreached', {
  when: 'A target is missed.',
  data: told,
});

export const ticketSlaChanged = defineEvent('ticket.slaChanged', {
  when: 'Another policy applies, or a clock moved by itself.',
  data: {
    policyId: idSchema('pol').nullable().optional(),
    policyVersion: number.nullable().optional(),
    detectedAt: instantSchema.optional(),
  },
});

const step = {
  /** Number of the step in this case. */
  n: number,
  from: escalationLevelSchema,
  to: escalationLevelSchema,
  level: escalationLevelSchema,
  cause: causeSchema,
  dueAt: instantSchema,
  fromTeamId: teamIdSchema,
  toTeamId: teamIdSchema,
};

export const ticketEscalated = defineEvent('ticket.escalated', {
  when: 'The level of a case rose: by a deadline (then the clock is named) or by hand.',
  data: {
    ...step,
    target: clock.target.optional(),
    cycle: clock.cycle.optional(),
    rung: clock.rung.optional(),
    detectedAt: clock.detectedAt.optional(),
  },
});

export const ticketDeescalated = defineEvent('ticket.deescalated', {
  when: 'The level of a case was lowered by hand.',
  data: step,
});

export const ticketAcknowledged = defineEvent('ticket.acknowledged', {
  when: 'Somebody took notice of a step; higher ones wait until `holdUntil`.',
  data: { n: number, level: escalationLevelSchema, holdUntil: instantSchema },
});
