import { describe, expect, it } from 'vitest';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { days, hours } from '#shared/domain/kernel/time.ts';
import { assign } from '#shared/domain/tickets/assign.ts';
import { addMessage } from '#shared/domain/tickets/conversation.ts';
import { fireTimers } from '#shared/domain/tickets/ladder.ts';
import { transition } from '#shared/domain/tickets/status.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import {
  agent,
  aMessage,
  aTicket,
  at,
  customer,
  desk,
  NINE,
  serviceLeadTeamId,
  serviceTeamId,
} from './support.ts';

const toMe = { assigneeId: agent.id, teamId: serviceTeamId };
const placed = ({ teamId, teamIds, homeTeamId, escalationLevel, assigneeId }: Ticket) => ({
  teamId,
  teamIds,
  homeTeamId,
  escalationLevel,
  assigneeId,
});

describe('an assignment before the sweep has told a breach', () => {
  it('leaves the case readable for the department it rose to, as if the sweep had been in time', () => {
    const late = assign(aTicket(), toMe, at(25));
    const swept = fireTimers(aTicket(), NINE + hours(25), desk);
    const inTime = swept && assign(swept.ticket, toMe, at(25));

    expect(late.ticket).toMatchObject({ escalationLevel: 1, teamIds: [serviceTeamId, serviceLeadTeamId] });
    expect(placed(late.ticket)).toEqual(inTime && placed(inTime.ticket));
    expect(late.events.at(-1)?.data).toEqual(inTime?.events.at(-1)?.data);
  });

  it('to another team does not make that team the home of a case that is with the department', () => {
    const late = assign(aTicket(), { assigneeId: null, teamId: serviceLeadTeamId }, at(25));

    expect(late.ticket).toMatchObject({ teamId: serviceLeadTeamId, homeTeamId: serviceTeamId });
  });
});

describe('a customer who writes to a resolved case', () => {
  const settings = { ...desk.settings, reopenWindow: 'P3D', autoClose: 'P7D' };
  const shorter = { ...desk, settings };
  const resolved = transition(
    aTicket(),
    { to: 'resolved', reason: 'done', handled: false },
    { ...at(1), desk: shorter },
  ).ticket;
  const write = (now: number) =>
    addMessage(
      resolved,
      aMessage(resolved, customer),
      { handled: false },
      { now, actor: customer, desk: shorter },
    );

  it('brings it back inside the window', () => {
    expect(write(NINE + hours(1) + days(3)).ticket.status).toBe('open');
  });

  it('is told that it is closed after the window, though it closes by itself later', () => {
    expect(() => write(NINE + hours(1) + days(3) + 1)).toThrow(new Refusal('ticket_closed'));
  });
});
