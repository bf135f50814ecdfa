import { describe, expect, it } from 'vitest';
import { ticketItem } from '#shared/adapters/dynamo/items/ticket.ts';
import { hours, iso, minutes } from '#shared/domain/kernel/time.ts';
import { begin } from '#shared/domain/tickets/change.ts';
import { fireTimers } from '#shared/domain/tickets/ladder.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { aTicket, desk, NINE } from './support.ts';

const DUE = NINE + hours(24);
const shards = { team: 1, all: 1, timers: 1 };
const timerIn = (ticket: Ticket): string =>
  String(ticketItem.toItem(ticket, shards)['g5sk']).split('#')[0] ?? '';

describe('Clocks of workers', () => {
  it.each([1, 30, 90])('that are %i minutes late tell a breach with the instant of its deadline', (late) => {
    const fired = fireTimers(aTicket(), DUE + minutes(late), desk);
    const [breached] = fired?.events.filter(({ type }) => type === 'slaBreached') ?? [];

    expect(breached?.at).toBe(DUE);
    expect(breached?.data['detectedAt']).toBe(iso(DUE + minutes(late)));
  });

  it('that read the deadline itself tell no breach: an act at that very instant would still meet it', () => {
    const types = (now: number) => fireTimers(aTicket(), now, desk)?.events.map(({ type }) => type);

    expect(types(DUE)).toEqual(['slaWarning']);
    expect(types(DUE + 1)).toEqual(['slaWarning', 'slaBreached', 'escalated']);
  });

  it('that are behind never take a case back in time', () => {
    const ticket: Ticket = { ...aTicket(), updatedAt: NINE + minutes(5) };

    expect(begin(ticket, NINE).ticket.updatedAt).toBe(NINE + minutes(5));
    expect(begin(ticket, NINE + minutes(6)).ticket.updatedAt).toBe(NINE + minutes(6));
  });

  it('leave no timer behind what a sweep has passed already', () => {
    const waiting = aTicket();

    expect(timerIn(waiting)).toBe(iso(NINE + hours(18)));
    // Written after its next instant had passed: it lies where the next sweep looks, not where the last one was.
    expect(timerIn({ ...waiting, updatedAt: NINE + hours(30) })).toBe(iso(NINE + hours(30)));
  });
});
