import { describe, expect, it } from 'vitest';
import type { TicketAnswer } from '../../../scripts/replay/answers.ts';
import { dueInstants } from '../../../scripts/replay/rungs.ts';

const HOUR = 3_600_000;
const terms = {
  add: (from: number, ms: number) => from + ms,
  durations: { resolution: 10 * HOUR, firstResponse: 2 * HOUR },
};
type Clock = TicketAnswer['sla']['clocks'][number];
const clock = (more: Partial<Clock>): Clock => ({
  target: 'resolution',
  state: 'running',
  startedAt: 0,
  elapsed: 0,
  ...more,
});
const ticket = (clocks: Clock[], more: Partial<TicketAnswer> = {}): TicketAnswer => ({
  id: 'tkt_1',
  version: 1,
  status: 'open',
  customerId: 'cus_1',
  escalationLevel: 0,
  sla: { policyId: 'pol_1', clocks },
  ...more,
});
const due = (of: TicketAnswer, at = 0) => dueInstants(of, at, terms);

describe('dueInstants', () => {
  it('names warning, due and level 2 of a clock that runs', () => {
    expect(due(ticket([clock({ warnAt: 7.5 * HOUR, dueAt: 10 * HOUR })]))).toEqual([
      7.5 * HOUR,
      10 * HOUR,
      15 * HOUR,
    ]);
  });

  it('counts level 2 on from what is used up, also after the breach', () => {
    const breached = clock({ state: 'breached', warnAt: 7.5 * HOUR, dueAt: 10 * HOUR, elapsed: 12 * HOUR });

    expect(due(ticket([breached]), 100 * HOUR)).toContain(103 * HOUR);
    expect(due(ticket([{ ...breached, elapsed: 15 * HOUR }]), 100 * HOUR)).toEqual([7.5 * HOUR, 10 * HOUR]);
  });

  it('expects nothing of clocks that are met, paused, cancelled or late and met', () => {
    const late = clock({ state: 'breached', dueAt: 10 * HOUR, metAt: 11 * HOUR });
    const others = (['met', 'paused', 'cancelled'] as const).map((state) => clock({ state }));

    expect(due(ticket([late, ...others]))).toEqual([]);
  });

  it('names no level 2 of a breached clock while the ticket waits', () => {
    const breached = clock({ state: 'breached', dueAt: 10 * HOUR, elapsed: 11 * HOUR });

    expect(due(ticket([breached], { status: 'pending' }), 20 * HOUR)).toEqual([10 * HOUR]);
  });

  it('expects nothing of resolved and closed tickets', () => {
    const clocks = [clock({ warnAt: HOUR, dueAt: 5 * HOUR })];

    expect(due(ticket(clocks, { status: 'resolved' }))).toEqual([]);
    expect(due(ticket(clocks, { status: 'closed' }))).toEqual([]);
  });
});
