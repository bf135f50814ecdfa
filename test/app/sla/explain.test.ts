import { beforeEach, describe, expect, it } from 'vitest';
import { create } from '#shared/app/records.ts';
import { explainTicket } from '#shared/app/sla/explain-ticket.ts';
import { slaRoutes as routes } from '#shared/contracts/sla.ts';
import { hours } from '#shared/domain/kernel/time.ts';
import { serviceTeamId } from '#shared/domain/people/defaults.ts';
import type { TicketChange } from '#shared/domain/tickets/change.ts';
import { fireTimers } from '#shared/domain/tickets/ladder.ts';
import { transition } from '#shared/domain/tickets/status.ts';
import { callerWith } from '#test/support/serve-operation.ts';
import { agent, customer, desk as house, NINE, opened } from '../../domain/tickets/support.ts';
import { refusalOf, type SlaDesk, slaDesk } from './support.ts';

const supervisor = callerWith('supervisor', { teamIds: [serviceTeamId] });
let desk: SlaDesk;
beforeEach(async () => {
  desk = await slaDesk();
});

/** Keeps a ticket as its changes left it, and shows its timeline page by page. */
const keep = async (changes: readonly TicketChange[]) => {
  const last = changes.at(-1);
  if (!last) throw new Error('a change was expected');
  await desk.store.commit([create('ticket', { ...last.ticket, version: 1 })]);
  const events = changes.flatMap((change) => change.events);
  Object.assign(desk.store.lists, {
    events: async (_ticketId: string, { after }: { after: { id: string } | undefined }) => {
      const from = after === undefined ? 0 : Number(after.id);
      const more = from + 1 < events.length;
      return {
        items: events.slice(from, from + 1),
        next: more ? { sort: '', id: String(from + 1) } : undefined,
      };
    },
  });
  return last.ticket.id;
};
const explain = (id: string, caller = supervisor) =>
  desk.call(explainTicket, caller, { route: routes['sla/explain-ticket'], params: { id } });

describe('the explanation of a ticket', () => {
  it('tells what each clock counted, what it left out and why, from the whole timeline', async () => {
    const open = opened().change;
    const waiting = transition(
      open.ticket,
      { to: 'pending', reason: 'asked', handled: false },
      { now: NINE + hours(5), actor: agent, desk: house },
    );
    const back = transition(
      waiting.ticket,
      { to: 'open', reason: 'answered', handled: false },
      { now: NINE + hours(15), actor: agent, desk: house },
    );
    const fired = fireTimers(back.ticket, NINE + hours(90), house);
    if (!fired) throw new Error('something was due');
    const id = await keep([open, waiting, back, fired]);
    desk.world.now = NINE + hours(90);

    const { body } = await explain(id);

    expect(body?.complete).toBe(true);
    const resolution = body?.clocks.find(({ target }) => target === 'resolution');
    expect(resolution).toMatchObject({ state: 'breached', duration: 'PT72H', elapsed: 'PT80H' });
    expect(resolution?.intervals.map(({ reason, counted, elapsed }) => [reason, counted, elapsed])).toEqual([
      ['open', true, 'PT5H'],
      ['pending', false, 'PT0S'],
      ['open', true, 'PT75H'],
    ]);
    expect(resolution?.steps.map(({ kind }) => kind)).toEqual([
      'activate',
      'pause',
      'resume',
      'warn',
      'breach',
      'escalate',
    ]);
    expect(resolution?.steps.at(-2)?.detectedAt).toBe(new Date(NINE + hours(90)).toISOString());
  });

  it('is for the staff who may see the ticket', async () => {
    const id = await keep([opened().change]);
    expect((await refusalOf(explain(id, callerWith('agent', { teamIds: ['team_other'] })))).code).toBe(
      'not_found',
    );
    expect((await refusalOf(explain(id, callerWith('customer', { id: customer.id })))).code).toBe(
      'not_found',
    );
    expect((await explain(id, callerWith('inspector'))).body?.ticketId).toBe(id);
  });
});
