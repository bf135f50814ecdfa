import fc from 'fast-check';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { hours } from '#shared/domain/kernel/time.ts';
import { assign } from '#shared/domain/tickets/assign.ts';
import type { TicketChange } from '#shared/domain/tickets/change.ts';
import { addMessage, messageEdited } from '#shared/domain/tickets/conversation.ts';
import { editTicket } from '#shared/domain/tickets/edit.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import { acknowledgeStep, fireTimers, moveByHand } from '#shared/domain/tickets/ladder.ts';
import { transition } from '#shared/domain/tickets/status.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import {
  kindSchema,
  severitySchema,
  ticketStatusSchema,
  visibilitySchema,
} from '#shared/domain/tickets/values.ts';
import {
  agent,
  aMessage,
  at,
  customer,
  opened,
  serviceLeadTeamId,
  serviceTeamId,
} from '../domain/tickets/support.ts';

/** What people write and who they are: none of it may leave. It stands in every place where people write. */
export const canaries = [
  '李明',
  '+8613812345678',
  'liming@example.com',
  'the parcel bit my dog',
  'vip-customer-tag',
] as const;
const text = fc.constantFrom(...canaries);

const when = fc.integer({ min: 1, max: 200 });
const step = fc.oneof(
  fc.record({
    act: fc.constant('write' as const),
    when,
    text,
    fromCustomer: fc.boolean(),
    visibility: fc.constantFrom(...visibilitySchema.options),
    handled: fc.boolean(),
  }),
  fc.record({ act: fc.constant('rewrite' as const), when, text }),
  fc.record({
    act: fc.constant('move' as const),
    when,
    text,
    to: fc.constantFrom(...ticketStatusSchema.options),
  }),
  fc.record({
    act: fc.constant('assign' as const),
    when,
    text,
    person: fc.boolean(),
    team: fc.constantFrom(serviceTeamId, serviceLeadTeamId),
  }),
  fc.record({
    act: fc.constant('climb' as const),
    when,
    text,
    level: fc.constantFrom(0 as const, 1 as const, 2 as const),
  }),
  fc.record({ act: fc.constant('acknowledge' as const), when }),
  fc.record({
    act: fc.constant('edit' as const),
    when,
    text,
    kind: fc.constantFrom(...kindSchema.options),
    severity: fc.constantFrom(...severitySchema.options),
  }),
  fc.record({ act: fc.constant('wait' as const), when }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** One thing that somebody does; `undefined` when nothing comes of it. */
const changeBy = (
  ticket: Ticket,
  did: Step,
  hour: number,
  steps: TicketChange['escalations'],
): TicketChange | undefined => {
  const as = at(hour);
  switch (did.act) {
    case 'write': {
      const author = did.fromCustomer ? customer : agent;
      const visibility = did.fromCustomer ? 'public' : did.visibility;
      return addMessage(
        ticket,
        aMessage(ticket, author, { body: did.text, visibility }),
        { handled: did.handled },
        at(hour, author),
      );
    }
    case 'rewrite':
      return messageEdited(ticket, aMessage(ticket, agent, { body: did.text, version: 2 }), as);
    case 'move':
      return transition(ticket, { to: did.to, reason: did.text, handled: false }, as);
    case 'assign':
      return assign(
        ticket,
        { assigneeId: did.person ? agent.id : null, teamId: did.team, routing: { strategy: did.text } },
        as,
      );
    case 'climb':
      return moveByHand(ticket, { level: did.level, reason: did.text }, as);
    case 'acknowledge': {
      const [first] = steps;
      return first && acknowledgeStep(ticket, first, { ...as, holdMs: hours(4) });
    }
    case 'edit':
      return editTicket(
        ticket,
        { subject: did.text, kind: did.kind, severity: did.severity, tags: [did.text] },
        as,
      );
    case 'wait':
      return fireTimers(ticket, as.now, as.desk);
  }
};

const unlessRefused = <Value>(run: () => Value): Value | undefined => {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
};

/** Everything that the timeline of a random case tells. */
export const lifeEvents: fc.Arbitrary<readonly TicketEvent[]> = fc
  .record({
    kind: fc.constantFrom(...kindSchema.options),
    severity: fc.constantFrom(...severitySchema.options),
    words: text,
    triaged: fc.boolean(),
    steps: fc.array(step, { maxLength: 25 }),
  })
  .map(({ kind, severity, words, triaged, steps }) => {
    const triage = triaged
      ? { source: 'auto' as const, confidence: 0.8, sentiment: 'negative' as const }
      : { source: 'given' as const, confidence: 1 };
    const { change } = opened({
      kind,
      category: `${kind}.general`,
      severity,
      subject: words,
      body: words,
      tags: [words],
      triage,
    });
    let { ticket } = change;
    let hour = 0;
    const events = [...change.events];
    const climbed = [...change.escalations];
    for (const did of steps) {
      hour += did.when;
      const next = unlessRefused(() => changeBy(ticket, did, hour, climbed));
      if (!next) continue;
      ticket = next.ticket;
      events.push(...next.events);
      climbed.push(...next.escalations);
    }
    return events;
  });
