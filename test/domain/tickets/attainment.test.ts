import { describe, expect, it } from 'vitest';
import { hours } from '#shared/domain/kernel/time.ts';
import { attainmentGroups } from '#shared/domain/sla/attainment-report.ts';
import { assign } from '#shared/domain/tickets/assign.ts';
import type { TicketChange } from '#shared/domain/tickets/change.ts';
import { addMessage } from '#shared/domain/tickets/conversation.ts';
import { fireTimers } from '#shared/domain/tickets/ladder.ts';
import { transition } from '#shared/domain/tickets/status.ts';
import { agent, aMessage, aTicket, at, desk, NINE, serviceTeamId } from './support.ts';

const outcomes = (change: TicketChange | undefined) =>
  (change?.events ?? []).flatMap((event) =>
    (event.outcomes ?? []).map(({ target, outcome, reason, agentId }) => ({
      target,
      outcome,
      reason,
      agentId,
    })),
  );

describe('what becomes of a promise', () => {
  it('is met by the act that stops its clock in time, once, for who had the case', () => {
    const taken = assign(aTicket(), { assigneeId: agent.id, teamId: serviceTeamId }, at(1)).ticket;
    const replied = addMessage(taken, aMessage(taken, agent), { handled: false }, at(2));
    const resolved = transition(replied.ticket, { to: 'resolved', reason: 'done', handled: false }, at(3));

    expect(outcomes(replied)).toEqual([
      { target: 'firstResponse', outcome: 'met', reason: undefined, agentId: agent.id },
    ]);
    expect(
      outcomes(resolved)
        .map(({ target, outcome }) => `${target} ${outcome}`)
        .sort(),
    ).toEqual(['initialHandling met', 'resolution met']);
  });

  it('is missed at the breach with a reason, and answering late is no second outcome', () => {
    const nobody = fireTimers(aTicket(), NINE + hours(25), desk);
    const late =
      nobody && addMessage(nobody.ticket, aMessage(nobody.ticket, agent), { handled: false }, at(26));
    const taken = assign(aTicket(), { assigneeId: agent.id, teamId: serviceTeamId }, at(1)).ticket;

    expect(outcomes(nobody)).toEqual([
      { target: 'firstResponse', outcome: 'missed', reason: 'unassigned', agentId: undefined },
    ]);
    expect(outcomes(late)).toEqual([]);
    expect(outcomes(fireTimers(taken, NINE + hours(25), desk))).toMatchObject([
      { outcome: 'missed', reason: 'notAnswered', agentId: agent.id },
    ]);
  });

  it('adds up by group, limited to the teams somebody sees', () => {
    const rows = [
      {
        key: 'team_a|pol_1',
        hour: '2026-03-02T09',
        counts: { 'resolution.met': 3, 'resolution.missed': 1, 'reason.unassigned': 1 },
      },
      { key: 'team_b|pol_1', hour: '2026-03-03', counts: { 'firstResponse.met': 4 } },
    ];

    expect(attainmentGroups(rows, 'policy', undefined)).toMatchObject([
      {
        key: 'pol_1',
        met: 7,
        missed: 1,
        share: 0.875,
        targets: { resolution: { met: 3, missed: 1, share: 0.75 } },
        reasons: { unassigned: 1 },
      },
    ]);
    expect(attainmentGroups(rows, 'day', new Set(['team_b']))).toMatchObject([
      { key: '2026-03-03', met: 4, missed: 0, share: 1 },
    ]);
  });
});
