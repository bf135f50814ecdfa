import { describe, expect, it } from 'vitest';
import { escalateTicket } from '#shared/app/tickets/escalate-ticket.ts';
import { escalationView, eventView } from '#shared/app/tickets/view.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { hours } from '#shared/domain/kernel/time.ts';
import { fireTimers, moveByHand } from '#shared/domain/tickets/ladder.ts';
import { transition } from '#shared/domain/tickets/status.ts';
import { aTicket, at, desk, NINE, serviceTeamId } from '#test/domain/tickets/support.ts';
import { memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';

const reason = 'call 13812345678 before noon';
const masked = 'call 138****5678 before noon';
const [agent, supervisor, customer] = (['agent', 'supervisor', 'customer'] as const).map((role) =>
  callerWith(role, { teamIds: [serviceTeamId] }),
) as [ReturnType<typeof callerWith>, ReturnType<typeof callerWith>, ReturnType<typeof callerWith>];

describe('a reason that names a phone', () => {
  const waiting = transition(aTicket(), { to: 'pending', reason, handled: false }, at(1)).events[0];
  const step = moveByHand(aTicket(), { level: 1, reason }, at(1));

  it('is masked on the timeline and the ladder to roles that may not reveal phones', () => {
    expect(waiting && eventView(waiting, agent).data).toMatchObject({ to: 'pending', reason: masked });
    expect(step.escalations.map((each) => escalationView(each, agent).reason)).toEqual([masked]);
  });

  it('is whole to a supervisor', () => {
    expect(waiting && eventView(waiting, supervisor).data).toMatchObject({ reason });
    expect(step.escalations.map((each) => escalationView(each, supervisor).reason)).toEqual([reason]);
  });

  it('stays with the desk: the customer sees what happened, not what was noted about it', () => {
    expect(waiting && eventView(waiting, customer).data).toEqual({ from: 'new', to: 'pending' });
  });
});

describe('an agent who asks for the department', () => {
  it('does not bring a case down that has become management’s unnoticed', async () => {
    const raised = fireTimers(aTicket(), NINE + hours(25), desk)?.ticket;
    const ticket = { ...(raised ?? aTicket()), escalationLevel: 0 as const };
    const store = memoryStore();
    const { contextOf } = operationsOn(store, { now: NINE + hours(48) });
    const context = await contextOf(agent, []);
    const found = { one: () => ticket } as unknown as typeof context.found;
    const asked = escalateTicket.run(
      { params: { id: ticket.id }, query: {}, body: { level: 1, reason: 'x' }, ifMatch: undefined },
      { ...context, config: { ...context.config, ...desk }, found },
    );

    expect(ticketRoutes['tickets/escalate'].permission).toBe('tickets.escalate');
    await expect(asked).rejects.toEqual(new Refusal('forbidden'));
  });
});
