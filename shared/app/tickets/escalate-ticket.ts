import type { ticketRoutes } from '#shared/contracts/tickets.ts';
import { parseDuration } from '#shared/domain/kernel/duration.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { acknowledgeStep, moveByHand } from '#shared/domain/tickets/ladder.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { circumstances, ticketOr404 } from './access.ts';
import { ticketWrites } from './ticket-writes.ts';
import { escalationView } from './view.ts';

type Routes = typeof ticketRoutes;

/** Up or down by hand (D7): an agent to the department, who manages to management and back. */
export const escalateTicket: Operation<Routes['tickets/escalate']> = {
  wants: ({ params }) => [ref('ticket', params.id)],
  run: async ({ params, body }, context) => {
    const ticket = ticketOr404(context, params.id);
    const manages = context.caller.permissions.has('tickets.manage');
    if (body.level === 2 && !manages) throw new Refusal('forbidden');
    const change = moveByHand(ticket, body, circumstances(context));
    const step = change.escalations.at(-1);
    if (!step) throw new Error('a move on the ladder left no record');
    // What fell due meanwhile has risen first: the level the case has now decides what is down.
    if (step.level < step.from && !manages) throw new Refusal('forbidden');
    return {
      body: escalationView(step, context.caller),
      location: `/v1/tickets/${ticket.id}/escalations/${step.n}`,
      writes: await ticketWrites(change, context),
    };
  },
};

/** Takes notice of a step: higher rungs wait for the time in the settings. A second time answers what is there. */
export const acknowledgeEscalation: Operation<Routes['tickets/acknowledge']> = {
  wants: ({ params }) => [ref('ticket', params.id), ref('escalation', params.id, String(params.n))],
  run: async ({ params, body }, context) => {
    const ticket = ticketOr404(context, params.id);
    const step = context.found.one(ref('escalation', params.id, String(params.n)));
    if (!step) throw new Refusal('not_found');
    if (step.acknowledgedAt !== undefined) return { body: escalationView(step, context.caller) };
    const holdMs = parseDuration(context.config.settings.acknowledgementHold) ?? 0;
    const change = acknowledgeStep(ticket, step, {
      ...circumstances(context),
      holdMs,
      reason: body?.reason,
    });
    const acknowledged = change.escalations.at(-1);
    if (!acknowledged) throw new Error('an acknowledgement left no record');
    return {
      body: escalationView(acknowledged, context.caller),
      writes: await ticketWrites(change, context),
    };
  },
};
