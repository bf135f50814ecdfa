import { describe, expect, it } from 'vitest';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { days, hours } from '#shared/domain/kernel/time.ts';
import { alwaysOpen } from '#shared/domain/sla/calendar.ts';
import { CHINA_CALENDAR_ID } from '#shared/domain/sla/defaults.ts';
import {
  clockViews,
  fireDue,
  isUncovered,
  nextTimerAt,
  openSla,
  policyChanged,
  type SlaContext,
  slaContextOf,
  statusChanged,
} from '#shared/domain/sla/sla.ts';
import { aPolicy, ctx } from './story.ts';

const eve = Date.parse('2026-12-30T10:00:00+08:00');
const policy = aPolicy({ resolution: { duration: 'PT72H' } }, { calendarId: CHINA_CALENDAR_ID });
const open = (context: SlaContext) =>
  openSla({ policy, createdAt: eve, openedBy: 'customer', status: 'new', hasCustomerMessage: true }, context)
    .sla;

describe('a deadline beyond the published holidays', () => {
  it('is missing and flagged, and the ticket works on', () => {
    const sla = open(ctx);
    expect(isUncovered(sla)).toBe(true);
    const [view] = clockViews(sla, eve + hours(30), ctx);
    expect(view).toMatchObject({ state: 'running', elapsed: 'PT30H', remaining: 'PT42H', atRisk: false });
    expect(view).not.toHaveProperty('dueAt');
    const met = statusChanged(sla, 'open', 'resolved', eve + days(20), ctx);
    expect(clockViews(met.sla, eve + days(21), ctx)[0]).toMatchObject({ state: 'met' });
    expect(isUncovered(met.sla)).toBe(false);
  });

  it('is asked for again every day', () => {
    const sla = open(ctx);
    expect(nextTimerAt(sla)).toBe(eve + days(1));
    expect(fireDue(sla, eve + days(1) - 1, { level: 0 }, ctx).ledger).toEqual([]);
    const again = fireDue(sla, eve + days(1), { level: 0 }, ctx);
    expect(again.ledger).toHaveLength(1);
    expect(nextTimerAt(again.sla)).toBe(eve + days(2));
  });

  it('is found, and fires what it owes, once the holidays are published', () => {
    const published: SlaContext = { calendar: () => alwaysOpen };
    const { sla, fired } = fireDue(open(ctx), eve + days(4), { level: 0 }, published);
    expect(fired.map(({ rung, at }) => [rung, at - eve])).toEqual([
      ['warning', hours(54)],
      ['breach', hours(72)],
      ['level1', hours(72)],
    ]);
    expect(isUncovered(sla)).toBe(false);
    expect(nextTimerAt(sla)).toBe(eve + hours(108));
  });

  it('is known at the next event of the ticket after that', () => {
    const published: SlaContext = { calendar: () => alwaysOpen };
    const { sla } = policyChanged(open(ctx), policy, eve + hours(1), 'open', published);
    expect(sla.clocks[0]?.dueAt).toBe(eve + hours(72));
  });

  it('is flagged too where only the way to management is beyond, and fires its breach in time', () => {
    const early = Date.parse('2026-12-25T10:00:00+08:00');
    const tight = aPolicy({ resolution: { duration: 'PT72H' } }, { calendarId: CHINA_CALENDAR_ID });
    const opening = {
      policy: tight,
      createdAt: early,
      openedBy: 'customer',
      status: 'new',
      hasCustomerMessage: true,
    } as const;
    const { sla } = openSla(opening, ctx);
    expect(sla.clocks[0]).toMatchObject({ dueAt: Date.parse('2026-12-30T10:00:00+08:00') });
    expect(isUncovered(sla)).toBe(false);
    const later = openSla({ ...opening, createdAt: early + days(3) }, ctx).sla;
    expect(later.clocks[0]).toHaveProperty('dueAt');
    expect(isUncovered(later)).toBe(true);
  });

  it('is missing, not fatal, where the calendar itself is gone', () => {
    const nothing = slaContextOf(new Map());
    expect(isUncovered(open(nothing))).toBe(true);
    expect(() => nothing.calendar('cal_gone', 1).add(eve, 1)).toThrow(Refusal);
  });
});
