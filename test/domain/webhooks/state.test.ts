import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '#shared/domain/kernel/time.ts';
import { GIVE_UP_MS, openFor, pauseAfter } from '#shared/domain/webhooks/back-off.ts';
import {
  enabled,
  failed,
  gone,
  mayTry,
  newState,
  probing,
  succeeded,
} from '#shared/domain/webhooks/state.ts';
import { eventsSince, liveSecrets, rotated, type Webhook } from '#shared/domain/webhooks/webhook.ts';

const NINE = Date.parse('2026-03-02T09:00:00Z');
const stream = (n: number): string => `tkt_${String(n).padStart(26, '0')}`;
const afterFailures = (count: number, of = (n: number) => stream(n)) =>
  Array.from({ length: count }, (_, n) => n).reduce(
    (state, n) => failed(state, of(n), NINE + n, 0.5),
    newState('hook_1'),
  );

describe('Pauses between tries', () => {
  it('are those that are documented, a fifth longer or shorter at the most', () => {
    const documented = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800].map(seconds);
    documented.forEach((pause, n) => {
      expect(pauseAfter(n + 1, 0.5)).toBe(pause);
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (tries, draw) => {
          const middle = pauseAfter(tries, 0.5);
          expect(pauseAfter(tries, draw)).toBeGreaterThanOrEqual(middle * 0.8 - 1);
          expect(pauseAfter(tries, draw)).toBeLessThanOrEqual(middle * 1.2 + 1);
          expect(openFor(tries, draw)).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('try a delivery some fifteen times before it is given up', () => {
    let at = 0;
    let tries = 0;
    while (at < GIVE_UP_MS) at += pauseAfter(++tries, 0.5);
    expect(tries).toBeGreaterThanOrEqual(12);
    expect(tries).toBeLessThanOrEqual(20);
  });
});

describe('The circuit of a webhook', () => {
  it('stays closed while one stream fails, however often', () => {
    const state = afterFailures(40, () => stream(1));
    expect(mayTry(state, stream(2), NINE + minutes(1))).toBe(true);
  });

  it('opens when ten different streams failed in a row', () => {
    expect(mayTry(afterFailures(9), stream(99), NINE + 100)).toBe(true);
    expect(mayTry(afterFailures(10), stream(99), NINE + 100)).toBe(NINE + 9 + minutes(1));
  });

  it('counts from the beginning once anything was taken', () => {
    const state = failed(succeeded(afterFailures(9)), stream(50), NINE + 100, 0.5);
    expect(mayTry(state, stream(51), NINE + 101)).toBe(true);
  });

  it('lets one try through when its time is over, and closes or opens again by that try', () => {
    const open = afterFailures(10);
    const later = NINE + minutes(2);
    expect(mayTry(open, stream(1), later)).toBe('probe');
    const half = probing(open, stream(1), later);
    expect(mayTry(half, stream(1), later)).toBe('probe');
    expect(mayTry(half, stream(2), later)).toBe(later + seconds(30));
    expect(mayTry(half, stream(2), later + seconds(31))).toBe('probe');

    expect(mayTry(succeeded(half), stream(2), later)).toBe(true);
    const again = failed(half, stream(1), later, 0.5);
    expect(mayTry(again, stream(2), later + minutes(1))).toBe(later + minutes(2));
  });

  it('is not opened further by calls that were under way when it opened', () => {
    const open = afterFailures(10);
    const straggler = failed(open, stream(11), NINE + 10, 0.5);
    expect(straggler.failing?.openUntil).toBe(open.failing?.openUntil);
    expect(straggler.failing?.opened).toBe(1);
  });

  it('is given up after 72 hours in which nothing was taken, and not before', () => {
    const first = afterFailures(1);
    expect(failed(first, stream(1), NINE + hours(72) - 1, 0.5).disabled).toBeUndefined();
    expect(failed(first, stream(1), NINE + hours(72), 0.5).disabled).toEqual({
      at: NINE + hours(72),
      because: 'failing',
    });
    expect(gone(first, NINE).disabled?.because).toBe('gone');
    const back = enabled(gone(first, NINE), NINE + 1);
    expect(back).toMatchObject({ resume: { since: NINE + 1 }, timerAt: NINE + 1 });
    expect(back.disabled).toBeUndefined();
    expect(back.failing).toBeUndefined();
  });
});

const hook = (over: Partial<Webhook> = {}): Webhook => ({
  id: 'hook_01K5Q8J3M9N4P6R7S8T9V0W1XY',
  version: 1,
  url: 'https://hooks.example.com/',
  events: { 'ticket.created': NINE },
  status: 'active',
  secrets: [{ sealed: 'first', addedAt: NINE }],
  createdAt: NINE,
  updatedAt: NINE,
  ...over,
});

describe('Secrets of a webhook', () => {
  it('sign together for 24 hours when one takes over, to the millisecond', () => {
    const after = rotated(hook(), 'second', NINE + 5);
    const named = (at: number) => liveSecrets(after, at).map(({ sealed }) => sealed);
    expect(named(NINE + 5 + hours(24) - 1)).toEqual(['second', 'first']);
    expect(named(NINE + 5 + hours(24))).toEqual(['second']);
  });

  it('keep the end they have when another one takes over, the present one first', () => {
    const after = rotated(rotated(hook(), 'second', NINE), 'third', NINE + hours(1));
    expect(after.secrets.map(({ sealed, until }) => [sealed, until])).toEqual([
      ['third', undefined],
      ['second', NINE + hours(25)],
      ['first', NINE + hours(24)],
    ]);
  });
});

describe('Types of facts', () => {
  it('are asked for since they were added; those that stay keep their beginning', () => {
    const { events } = hook();
    expect(eventsSince(['ticket.created', 'order.upserted'], events, NINE + 9)).toEqual({
      'ticket.created': NINE,
      'order.upserted': NINE + 9,
    });
  });
});
