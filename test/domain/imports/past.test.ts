import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveThrough, type PastStep } from '#shared/domain/imports/past.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { days, hours, type Instant } from '#shared/domain/kernel/time.ts';
import { addMessage } from '#shared/domain/tickets/conversation.ts';
import { openTicket } from '#shared/domain/tickets/create.ts';
import { fireTimers } from '#shared/domain/tickets/ladder.ts';
import { transition } from '#shared/domain/tickets/status.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import {
  agent,
  aMessage,
  customer,
  desk,
  NINE,
  opened,
  serviceLeadTeamId,
  serviceTeamId,
} from '../tickets/support.ts';

const importer = { type: 'system', id: 'import' } as const;
/** The opening of the support's own case: what it was made of lies in its head. */
const { ticket: head } = opened().change;
const opening = {
  ...head,
  priority: undefined,
  messageId: 'msg_01K0000000ABCDEFGHJKMNPQRS',
  body: 'Half of it is missing.',
  attachmentIds: [],
};
const live = (steps: readonly PastStep[], now: Instant) =>
  liveThrough({ opened: opening, createdAt: NINE, steps }, agent, desk, now);
const step = (hour: number, of: object): PastStep =>
  ({ at: NINE + hours(hour), path: 'events[0]', ...of }) as PastStep;
const said = (hour: number, from: 'customer' | 'agent', n = 1) =>
  step(hour, {
    type: 'message',
    id: `msg_01K00000000000000000000${String(n).padStart(3, '0')}`,
    from,
    visibility: 'public',
    body: 'text',
  });
const refusedAt = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.errors[0]?.path;
    throw error;
  }
};

/** What the system does when the same is lived at its time, swept every hour. */
const lived = (steps: readonly PastStep[], now: Instant): Ticket => {
  let ticket = openTicket(opening, { now: NINE, actor: agent, desk }).change.ticket;
  const sweepTo = (until: Instant): void => {
    for (let at = NINE; at < until + hours(1); at += hours(1)) {
      const now = Math.min(at, until - 1);
      const change = now > ticket.updatedAt ? fireTimers(ticket, now, desk) : undefined;
      ticket = change?.ticket ?? ticket;
    }
  };
  for (const one of steps) {
    sweepTo(one.at);
    if (one.type === 'message') {
      const author = one.from === 'customer' ? customer : importer;
      const message = { ...aMessage(ticket, author), createdAt: one.at };
      ticket = addMessage(ticket, message, { handled: false }, { now: one.at, actor: author, desk }).ticket;
    } else if (one.type === 'status' && one.to !== ticket.status) {
      const ask = { to: one.to, reason: 'imported', handled: false };
      ticket = transition(ticket, ask, { now: one.at, actor: importer, desk }).ticket;
    }
  }
  sweepTo(now);
  return ticket;
};

const outcomeOf = ({ status, escalationLevel, sla, reopenCount, resolvedAt, firstResponseAt }: Ticket) => ({
  status,
  escalationLevel,
  reopenCount,
  resolvedAt,
  firstResponseAt,
  clocks: sla.clocks.map(({ target, phase, breached, dueAt, spentMs }) => ({
    target,
    phase,
    breached,
    dueAt,
    spentMs,
  })),
});

describe('a case that is lived through again', () => {
  it('warns, breaches and climbs at the instants of its deadlines, as if a sweep had been there', () => {
    const { ticket, events } = live([], NINE + days(10));
    const breaches = events.filter(({ type }) => type === 'slaBreached');

    expect(ticket.escalationLevel).toBe(2);
    expect(breaches.map(({ at }) => at - NINE)).toEqual([hours(24), hours(48), hours(72)]);
    for (const { at, data } of breaches)
      expect(Date.parse(String(data['detectedAt'])) - at).toBeLessThan(1000);
  });

  it('ends as it would have ended here, whatever was done and said', () => {
    const acts = fc.array(
      fc.record({
        gap: fc.integer({ min: 1, max: 60 }),
        act: fc.constantFrom('customer', 'agent', 'pending', 'onHold', 'open'),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(acts, (all) => {
        let hour = 0.5;
        const steps = all.map(({ gap, act }, n) => {
          hour += gap;
          return act === 'customer' || act === 'agent'
            ? said(hour, act, n + 1)
            : step(hour, { type: 'status', to: act, agentId: undefined });
        });
        const now = NINE + hours(hour + 30.5);
        expect(outcomeOf(live(steps, now).ticket)).toEqual(outcomeOf(lived(steps, now)));
      }),
      { numRuns: 60 },
    );
  });

  it('has a gapless timeline in the order of time, all of it marked, and one version for each change', () => {
    const steps = [
      step(1, { type: 'assigned', agentId: agent.id }),
      said(2, 'agent'),
      step(30, { type: 'status', to: 'resolved', agentId: undefined }),
    ];
    const { events, ticket, messages } = live(steps, NINE + days(20));

    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
    expect(events.every(({ imported }) => imported === true)).toBe(true);
    expect(ticket.eventSeq).toBe(events.length);
    expect(messages.map(({ author }) => author.type)).toEqual(['customer', 'user']);
    expect(ticket.status).toBe('closed');
    expect(ticket.closedAt).toBe(NINE + hours(30) + days(7));
  });

  it('is reopened by what the customer wrote, and refuses what came after the window', () => {
    const resolved = step(30, { type: 'status', to: 'resolved', agentId: undefined });

    expect(live([resolved, said(60, 'customer')], NINE + days(9)).ticket).toMatchObject({
      status: 'open',
      reopenCount: 1,
    });
    expect(
      refusedAt(() => live([resolved, { ...said(400, 'customer'), path: 'messages[0]' }], NINE + days(30))),
    ).toBe('messages[0]');
  });

  it('takes a status that has come about by itself for granted', () => {
    const resolved = step(30, { type: 'status', to: 'resolved', agentId: undefined });
    const closed = step(400, { type: 'status', to: 'closed', agentId: undefined });

    expect(live([resolved, closed], NINE + days(30)).ticket.closedAt).toBe(NINE + hours(30) + days(7));
  });

  it('goes to the team of whom it was given to, unless they belong to one that it has been in', () => {
    const given = (teamIds: readonly string[]) =>
      live([step(1, { type: 'assigned', agentId: agent.id, teamIds })], NINE + hours(2)).ticket;

    expect(given([serviceLeadTeamId])).toMatchObject({
      teamId: serviceLeadTeamId,
      teamIds: [serviceTeamId, serviceLeadTeamId],
      assigneeId: agent.id,
    });
    expect(given([serviceLeadTeamId, serviceTeamId]).teamId).toBe(serviceTeamId);
    expect(given(['team_01K0000000ABCDEFGHJKMNPQRS']).teamId).toBe(serviceTeamId);
  });

  it('opens when somebody took it whom nobody here knows', () => {
    const { ticket } = live([step(1, { type: 'assigned', agentId: undefined })], NINE + hours(2));

    expect(ticket.status).toBe('open');
    expect(ticket.assigneeId).toBeUndefined();
  });

  it('refuses steps before its beginning and in the future, by their names', () => {
    expect(refusedAt(() => live([{ ...said(-1, 'agent'), path: 'messages[3]' }], NINE + days(1)))).toBe(
      'messages[3].at',
    );
    expect(refusedAt(() => live([{ ...said(48, 'agent'), path: 'messages[0]' }], NINE + days(1)))).toBe(
      'messages[0].at',
    );
    expect(refusedAt(() => live([], NINE - 1))).toBe('createdAt');
  });
});
