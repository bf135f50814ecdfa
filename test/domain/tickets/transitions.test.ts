import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { days, hours } from '#shared/domain/kernel/time.ts';
import { recompute } from '#shared/domain/sla/sla.ts';
import { assign } from '#shared/domain/tickets/assign.ts';
import type { TicketChange } from '#shared/domain/tickets/change.ts';
import { addMessage } from '#shared/domain/tickets/conversation.ts';
import { editTicket } from '#shared/domain/tickets/edit.ts';
import { acknowledgeStep, fireTimers, moveByHand } from '#shared/domain/tickets/ladder.ts';
import { allowed, transition } from '#shared/domain/tickets/status.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { type TicketStatus, ticketStatusSchema } from '#shared/domain/tickets/values.ts';
import {
  agent,
  aMessage,
  aTicket,
  at,
  customer,
  desk,
  managementTeamId,
  NINE,
  opened,
  serviceLeadTeamId,
  serviceTeamId,
} from './support.ts';

const types = (change: TicketChange | undefined): string[] => (change?.events ?? []).map(({ type }) => type);
const to = (status: TicketStatus) => ({ to: status, reason: 'because', handled: false });
const clock = (ticket: Ticket, target: string) => ticket.sla.clocks.find((each) => each.target === target);

describe('opening a case', () => {
  it('gives it the clocks of its policy and tells how it began', () => {
    const { change, message } = opened();

    expect(change.ticket).toMatchObject({
      status: 'new',
      teamId: serviceTeamId,
      escalationLevel: 0,
      priority: 'normal',
      eventSeq: 1,
    });
    expect(change.ticket.sla.clocks.map(({ target }) => target)).toEqual([
      'firstResponse',
      'initialHandling',
      'resolution',
    ]);
    expect(types(change)).toEqual(['created']);
    expect(message.author).toEqual({ type: 'customer', id: customer.id });
  });

  it('starts a severe complaint with the department and an urgent one with management, without telling of a rise', () => {
    const severe = opened({ severity: 'severe' }).change;
    const urgent = opened({ severity: 'urgent' }).change;

    expect(severe.ticket).toMatchObject({
      escalationLevel: 1,
      teamId: serviceLeadTeamId,
      priority: 'high',
      teamIds: [serviceTeamId, serviceLeadTeamId],
    });
    expect(urgent.ticket).toMatchObject({ escalationLevel: 2, teamId: managementTeamId, priority: 'urgent' });
    expect([...types(severe), ...types(urgent)]).not.toContain('escalated');
    expect(severe.escalations).toMatchObject([{ n: 1, level: 1, cause: 'severity' }]);
  });

  it('waits with the first response for the customer when staff opens a case of its own', () => {
    const { change, message } = opened({ openedBy: 'agent' });
    const asked = addMessage(
      change.ticket,
      aMessage(change.ticket, customer),
      { handled: false },
      at(5, customer),
    );

    expect(message.author).toEqual(agent);
    expect(clock(change.ticket, 'firstResponse')).toBeUndefined();
    expect(clock(asked.ticket, 'firstResponse')).toMatchObject({ startedAt: NINE + hours(5) });
  });
});

describe('talking', () => {
  it('meets the first response with the first public words of staff and opens the case; a note does neither', () => {
    const noted = addMessage(
      aTicket(),
      aMessage(aTicket(), agent, { visibility: 'internal' }),
      { handled: false },
      at(1),
    );
    const replied = addMessage(noted.ticket, aMessage(noted.ticket, agent), { handled: false }, at(2));

    expect(noted.ticket.status).toBe('new');
    expect(noted.ticket.firstResponseAt).toBeUndefined();
    expect(clock(noted.ticket, 'firstResponse')).toMatchObject({ phase: 'running' });
    expect(replied.ticket).toMatchObject({
      status: 'open',
      firstResponseAt: NINE + hours(2),
      repliedBy: [agent.id],
    });
    expect(clock(replied.ticket, 'firstResponse')).toMatchObject({ phase: 'met' });
  });

  it.each(['pending', 'resolved'] as const)('brings a %s case back when the customer writes', (status) => {
    const waiting = transition(aTicket(), to(status), at(1)).ticket;
    const back = addMessage(waiting, aMessage(waiting, customer), { handled: false }, at(2, customer));

    expect(back.ticket.status).toBe('open');
    expect(back.ticket.reopenCount).toBe(status === 'resolved' ? 1 : 0);
  });

  it('refuses words to a closed case, and to a resolved one after its window', () => {
    const resolved = transition(aTicket(), to('resolved'), at(1)).ticket;
    const closed = transition(resolved, to('closed'), at(2)).ticket;
    const late = { ...at(1, customer), now: NINE + hours(1) + days(7) + 1 };

    expect(() => addMessage(closed, aMessage(closed, customer), { handled: false }, at(3, customer))).toThrow(
      expect.objectContaining({ code: 'ticket_closed' }),
    );
    expect(() => addMessage(resolved, aMessage(resolved, customer), { handled: false }, late)).toThrow(
      expect.objectContaining({ code: 'ticket_closed' }),
    );
  });

  it('stops initial handling with a message that says so, or with resolving', () => {
    const said = addMessage(aTicket(), aMessage(aTicket(), agent), { handled: true }, at(3));
    const done = transition(aTicket(), to('resolved'), at(3));

    expect(clock(said.ticket, 'initialHandling')).toMatchObject({ phase: 'met' });
    expect(clock(done.ticket, 'initialHandling')).toMatchObject({ phase: 'met' });
  });
});

describe('moving along the statuses', () => {
  const cases = ticketStatusSchema.options.flatMap((from) =>
    ticketStatusSchema.options.map((target) => [from, target] as const),
  );
  const inStatus = (status: TicketStatus): Ticket => {
    if (status === 'new') return aTicket();
    if (status === 'closed') return transition(inStatus('resolved'), to('closed'), at(2)).ticket;
    return transition(aTicket(), to(status), at(1)).ticket;
  };

  it.each(cases)('from %s to %s follows the table', (from, target) => {
    const run = () => transition(inStatus(from), to(target), at(3));
    const may = from !== target && target !== 'new' && allowed[from].includes(target);

    if (may) expect(run().ticket.status).toBe(target);
    else expect(run).toThrow(expect.objectContaining({ code: 'transition_not_allowed' }));
  });

  it('does not reopen after the window', () => {
    const resolved = transition(aTicket(), to('resolved'), at(1)).ticket;

    expect(() => transition(resolved, to('open'), { ...at(1), now: NINE + hours(1) + days(7) + 1 })).toThrow(
      expect.objectContaining({ code: 'transition_not_allowed' }),
    );
  });

  it('closes a resolved case by itself after seven days, once', () => {
    const resolved = transition(aTicket(), to('resolved'), at(1)).ticket;
    const due = NINE + hours(1) + days(7);

    expect(fireTimers(resolved, due - 1, desk)).toBeUndefined();
    const closed = fireTimers(resolved, due, desk);
    expect(closed?.ticket).toMatchObject({ status: 'closed', closedAt: due });
    expect(closed && fireTimers(closed.ticket, due + 1, desk)).toBeUndefined();
  });
});

describe('assigning', () => {
  const second = 'usr_01K00000000000000000000002';

  it('opens a new case, and the first who takes it answers for it until somebody else takes it over', () => {
    const first = assign(aTicket(), { assigneeId: agent.id, teamId: serviceTeamId }, at(1));
    const handed = assign(first.ticket, { assigneeId: second, teamId: serviceTeamId }, at(2));
    const accepted = addMessage(
      handed.ticket,
      aMessage(handed.ticket, { type: 'user', id: second }),
      { handled: false },
      at(3, { type: 'user', id: second }),
    );

    expect(first.ticket).toMatchObject({ status: 'open', assigneeId: agent.id, ownerId: agent.id });
    expect(handed.ticket).toMatchObject({ assigneeId: second, ownerId: agent.id });
    expect(accepted.ticket.ownerId).toBe(second);
  });

  it('keeps every team the case has been in', () => {
    const moved = assign(aTicket(), { assigneeId: null, teamId: serviceLeadTeamId }, at(1));

    expect(moved.ticket).toMatchObject({
      teamId: serviceLeadTeamId,
      teamIds: [serviceTeamId, serviceLeadTeamId],
      status: 'new',
    });
  });
});

describe('the ladder', () => {
  it('warns at three quarters, escalates at the breach and again half a target later, each once and at its instant', () => {
    const warned = fireTimers(aTicket(), NINE + hours(18), desk);
    const breached = warned && fireTimers(warned.ticket, NINE + hours(24) + 5000, desk);
    const managed = breached && fireTimers(breached.ticket, NINE + hours(36), desk);

    expect(types(warned)).toEqual(['slaWarning']);
    expect(types(breached)).toEqual(['slaBreached', 'escalated']);
    expect(breached?.events[0]).toMatchObject({
      at: NINE + hours(24),
      data: { target: 'firstResponse', detectedAt: new Date(NINE + hours(24) + 5000).toISOString() },
    });
    expect(breached?.ticket).toMatchObject({ escalationLevel: 1, teamId: serviceLeadTeamId });
    expect(managed?.ticket).toMatchObject({ escalationLevel: 2, teamId: managementTeamId });
    expect(
      managed && fireTimers(managed.ticket, NINE + hours(36) + 1, desk)?.events.map(({ type }) => type),
    ).not.toEqual(expect.arrayContaining(['escalated']));
  });

  it('writes a breach alone where the level is reached already', () => {
    const urgent = aTicket({ severity: 'urgent' });
    const breached = fireTimers(urgent, NINE + hours(24) + 1, desk);

    expect(types(breached)).toEqual(['slaWarning', 'slaBreached']);
    expect(breached?.fired.map(({ rung }) => rung)).toEqual(['warning', 'breach', 'level1']);
  });

  it('tells what fell due before an act, however late the sweep is', () => {
    const replied = addMessage(aTicket(), aMessage(aTicket(), agent), { handled: false }, at(25));

    expect(types(replied).slice(0, 3)).toEqual(['slaWarning', 'slaBreached', 'escalated']);
    expect(replied.ticket.escalationLevel).toBe(1);
    expect(types(replied)).toContain('messageAdded');
  });

  it('holds higher rungs for four hours after an acknowledgement', () => {
    const breached = fireTimers(aTicket(), NINE + hours(24) + 1, desk);
    const step = breached?.escalations[0];
    if (!breached || !step) throw new Error('nothing fired');
    const held = acknowledgeStep(breached.ticket, step, { ...at(35), holdMs: hours(4) });

    expect(fireTimers(held.ticket, NINE + hours(38), desk)?.ticket.escalationLevel ?? 1).toBe(1);
    expect(fireTimers(held.ticket, NINE + hours(39) + 1, desk)?.ticket.escalationLevel).toBe(2);
  });

  it('goes up and back down by hand, to the team the case came from', () => {
    const up = moveByHand(aTicket(), { level: 2, reason: 'the press is calling' }, at(1));
    const down = moveByHand(up.ticket, { level: 0, reason: 'settled' }, at(2));

    expect(up.ticket).toMatchObject({ escalationLevel: 2, teamId: managementTeamId });
    expect(types(up)).toEqual(['escalated']);
    expect(down.ticket).toMatchObject({ escalationLevel: 0, teamId: serviceTeamId });
    expect(types(down)).toEqual(['deescalated']);
    expect(() => moveByHand(down.ticket, { level: 0, reason: 'again' }, at(3))).toThrow(
      expect.objectContaining({ code: 'level_unchanged' }),
    );
  });
});

describe('editing', () => {
  it('tells each changed field, but the subject by name only, and changes nothing for nothing', () => {
    const change = editTicket(aTicket(), { subject: 'Open parcel', severity: 'severe' }, at(1));

    expect(change?.events[0]).toMatchObject({
      type: 'updated',
      data: {
        changes: {
          subject: {},
          severity: { from: 'ordinary', to: 'severe' },
          priority: { from: 'normal', to: 'high' },
        },
      },
    });
    expect(JSON.stringify(change?.events)).not.toContain('parcel');
    expect(editTicket(aTicket(), { subject: 'The parcel arrived open' }, at(1))).toBeUndefined();
  });
});

describe('whatever people click, and whenever', () => {
  const step = fc.record({
    act: fc.constantFrom(
      'pending',
      'onHold',
      'open',
      'resolved',
      'customer',
      'staff',
      'sweep',
      'assign',
      'up',
      'severe',
      'consultation',
    ),
    after: fc.integer({ min: 0, max: hours(60) }),
  });
  const act = (ticket: Ticket, name: string, now: number): TicketChange | undefined => {
    const by = { now, actor: agent, desk };
    if (name === 'customer')
      return addMessage(ticket, aMessage(ticket, customer), { handled: false }, { ...by, actor: customer });
    if (name === 'staff') return addMessage(ticket, aMessage(ticket, agent), { handled: false }, by);
    if (name === 'sweep') return fireTimers(ticket, now, desk);
    if (name === 'assign') return assign(ticket, { assigneeId: agent.id, teamId: ticket.teamId }, by);
    if (name === 'up') return moveByHand(ticket, { level: 2, reason: 'x' }, by);
    if (name === 'severe') return editTicket(ticket, { severity: 'severe' }, by);
    if (name === 'consultation')
      return editTicket(ticket, { kind: 'consultation', category: 'consultation.basic' }, by);
    return transition(ticket, to(name as TicketStatus), by);
  };

  it('keeps seq gapless, versions in steps of one, the ledger equal to the state, and every rung single', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let { change } = opened();
        const events = [...change.events];
        const rungs: string[] = [];
        let now = NINE;
        for (const { act: name, after } of steps) {
          now += after;
          let next: TicketChange | undefined;
          try {
            next = act(change.ticket, name, now);
          } catch (error) {
            expect(error).toHaveProperty('name', 'Refusal');
          }
          if (!next) continue;
          expect(next.ticket.version).toBe(change.ticket.version + 1);
          events.push(...next.events);
          rungs.push(
            ...next.fired.map(
              ({ cycle, target, instance, rung }) => `${cycle}/${target}/${instance}/${rung}`,
            ),
          );
          change = next;
        }
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
        expect(new Set(rungs).size).toBe(rungs.length);
        expect(recompute(events.flatMap(({ ledger = [] }) => ledger))).toEqual(change.ticket.sla);
        const rises = events.filter(({ type }) => type === 'escalated');
        expect(rises.every(({ data }) => Number(data['to']) > Number(data['from']))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
