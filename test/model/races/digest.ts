import type { Desk } from '../system/desk.ts';
import { people } from '../system/people.ts';

const byName = <T extends { name: string }>(all: readonly T[]): T[] =>
  all.toSorted((a, b) => (a.name < b.name ? -1 : 1));

/**
 * Everything that a race leaves behind, without what is drawn anew each time (ids of what was made in it): cases with their clocks, timelines
 * and steps, messages, surveys with their answers, tasks, budgets, loads, what left the system, and who is still a customer.
 */
const known: ReadonlySet<string> = new Set(Object.values(people).map(({ id }) => id));
/** Whoever was made in a race has an id of their own each time. */
const nameOf = (customerId: string): string => (known.has(customerId) ? customerId : 'somebody new');

export const digestOf = ({ store: { memory, loads }, outbox }: Desk): unknown => {
  const events = Map.groupBy(memory.all('event'), ({ ticketId }) => ticketId);
  const cases = memory.all('ticket').map((ticket) => ({
    name: `${ticket.createdAt} ${ticket.channel} ${ticket.language} ${ticket.tags.join(' ')}`,
    subject: ticket.subject,
    ...{
      status: ticket.status,
      teamId: ticket.teamId,
      assigneeId: ticket.assigneeId,
      ownerId: ticket.ownerId,
    },
    ...{
      level: ticket.escalationLevel,
      reopens: ticket.reopenCount,
      version: ticket.version,
      seq: ticket.eventSeq,
    },
    ...{
      customerId: nameOf(ticket.customerId),
      closeAt: ticket.closeAt,
      resolvedAt: ticket.resolvedAt,
      closedAt: ticket.closedAt,
    },
    ...{ policy: ticket.sla.policyVersion, repliedBy: ticket.repliedBy },
    clocks: ticket.sla.clocks.map(({ target, phase, spentMs, targetMs, dueAt, breached, fired }) => [
      ...[target, phase, spentMs, targetMs, dueAt, breached, fired.join(' ')],
    ]),
    facts: (events.get(ticket.id) ?? [])
      .toSorted((a, b) => a.seq - b.seq)
      .map(({ seq, type }) => `${seq} ${type}`),
    messages: memory
      .all('message')
      .filter(({ ticketId }) => ticketId === ticket.id)
      .map(({ body, author }) => `${author.type} ${body}`)
      .sort(),
    steps: memory
      .all('escalation')
      .filter(({ ticketId }) => ticketId === ticket.id)
      .map(({ n, level, cause, acknowledgedAt }) => `${n} ${level} ${cause} ${acknowledgedAt !== undefined}`),
    rungs: memory
      .all('rung')
      .filter(({ ticketId }) => ticketId === ticket.id)
      .map(({ target, rung, cycle }) => `${target} ${rung} ${cycle}`)
      .sort(),
    tasks: memory.all('task').filter(({ ticketId }) => ticketId === ticket.id).length,
  }));
  const surveys = memory.all('survey').map(({ status, reason, answers, answer, customerId, cycle }) => ({
    ...{ name: `${customerId} ${cycle} ${status}`, reason, answers, csat: answer?.csat },
  }));
  const responses = memory
    .all('surveyResponse')
    .map(({ n, superseded, answer }) => ({ name: `${n}`, superseded, csat: answer.csat }));
  return {
    cases: byName(cases),
    surveys: byName(surveys),
    responses: byName(responses),
    budgets: byName(
      memory.all('surveyBudget').map(({ customerId, lastAt }) => ({ name: customerId, lastAt })),
    ),
    loads: byName([...loads].map(([name, n]) => ({ name, n }))).filter(({ n }) => n !== 0),
    sent: [...outbox.keys()].sort(),
    customers: byName(memory.all('customer').map(({ id, status }) => ({ name: nameOf(id), status }))),
    policies: memory.all('policy').length,
  };
};
