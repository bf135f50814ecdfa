import { describe, expect, it } from 'vitest';
import { hours } from '#shared/domain/kernel/time.ts';
import { clockViews, explain } from '#shared/domain/sla/sla.ts';
import { at, atHour, complaint, opened, start, to, view } from './case.ts';
import { begun, context, ctx, move, play, sweep, wait } from './story.ts';

describe('a clock', () => {
  it('stopped exactly at its due is met, one millisecond later breached', () => {
    expect(view(atHour(opened(), 24, 'reply'), 'firstResponse')).toMatchObject({
      state: 'met',
      metAt: at(24),
    });
    const late = play(wait(opened(), hours(24) + 1), { act: 'reply' });
    expect(view(late, 'firstResponse')).toMatchObject({ state: 'breached', dueAt: at(24) });
    expect(late.fired).toEqual([
      { target: 'firstResponse', cycle: 1, instance: 1, rung: 'breach', at: start + hours(24) },
    ]);
  });

  it('shows its breach the moment it happens, before any sweep', () => {
    expect(view(opened(), 'firstResponse', 24)?.state).toBe('running');
    expect(clockViews(opened().sla, start + hours(24) + 1, ctx)[0]).toMatchObject({
      state: 'breached',
      remaining: '-PT0.001S',
    });
    expect(sweep(wait(opened(), hours(24))).fired.map(({ rung }) => rung)).toEqual(['warning']);
  });

  it('is at risk from its warning on', () => {
    expect(view(opened(), 'resolution', 53)).toMatchObject({ atRisk: false, warnAt: at(54) });
    expect(view(opened(), 'resolution', 54)).toMatchObject({
      atRisk: true,
      remaining: 'PT18H',
      remainingWall: 'PT18H',
    });
  });

  it('has no due while paused, and its due moves by the pause', () => {
    const paused = atHour(opened(), 10, to('pending'));
    expect(view(paused, 'resolution', 30)).toMatchObject({
      state: 'paused',
      elapsed: 'PT10H',
      remaining: 'PT62H',
    });
    expect(view(paused, 'resolution', 30)).not.toHaveProperty('dueAt');
    expect(view(atHour(paused, 30, to('open')), 'resolution')).toMatchObject({
      state: 'running',
      dueAt: at(92),
      warnAt: at(74),
    });
  });

  it('pauses once from pending to on hold', () => {
    const story = atHour(atHour(atHour(opened(), 10, to('pending')), 12, to('onHold')), 20, to('open'));
    expect(view(story, 'resolution')).toMatchObject({ elapsed: 'PT10H', dueAt: at(82) });
    const reasons = explain(story.ledger, story.now, ctx).find(
      ({ target }) => target === 'resolution',
    )?.intervals;
    expect(reasons?.map(({ reason }) => reason)).toEqual(['open', 'pending', 'onHold']);
  });

  it('never pauses for the first response', () => {
    expect(view(atHour(opened(), 1, to('pending')), 'firstResponse', 30)).toMatchObject({
      state: 'breached',
      dueAt: at(24),
    });
  });

  it('keeps its breach and stops growing when paused after it', () => {
    const paused = atHour(opened(), 80, to('onHold'));
    expect(view(paused, 'resolution', 100)).toMatchObject({
      state: 'breached',
      dueAt: at(72),
      remaining: '-PT8H',
    });
    expect(view(atHour(paused, 100, to('open')), 'resolution', 101)).toMatchObject({
      dueAt: at(72),
      remaining: '-PT9H',
    });
  });
});

describe('first and next response', () => {
  it('begins for a case that an agent opened with the first customer message', () => {
    const agent = begun(complaint, start, 'agent');
    expect(view(agent, 'firstResponse')).toBeUndefined();
    expect(view(agent, 'resolution')).toMatchObject({ startedAt: at(0) });
    const early = atHour(agent, 1, 'reply');
    expect(view(atHour(early, 2, 'ask'), 'firstResponse')).toMatchObject({
      state: 'running',
      startedAt: at(2),
      dueAt: at(26),
    });
    expect(view(atHour(atHour(early, 2, 'ask'), 3, 'reply'), 'firstResponse')?.state).toBe('met');
  });

  it('counts the next response from the oldest unanswered message after the first reply', () => {
    const asked = atHour(atHour(atHour(opened(), 1, 'ask'), 2, 'reply'), 3, 'ask');
    expect(view(asked, 'nextResponse')).toMatchObject({ startedAt: at(3), dueAt: at(11) });
    const again = atHour(atHour(asked, 5, 'ask'), 6, 'reply');
    expect(view(again, 'nextResponse')).toMatchObject({ startedAt: at(3), state: 'met', elapsed: 'PT3H' });
    const second = atHour(again, 20, 'ask');
    expect(view(second, 'nextResponse')).toMatchObject({ startedAt: at(20), state: 'running' });
    expect(second.sla.clocks.find(({ target }) => target === 'nextResponse')?.instance).toBe(2);
  });

  it('lets the next response wait where the ticket is on hold', () => {
    const story = atHour(atHour(atHour(opened(), 2, 'reply'), 3, to('onHold')), 4, 'ask');
    expect(view(story, 'nextResponse', 20)).toMatchObject({ state: 'paused', elapsed: 'PT0S' });
    expect(view(atHour(story, 20, to('open')), 'nextResponse')).toMatchObject({
      startedAt: at(4),
      dueAt: at(28),
    });
  });

  it('is met by solving without a reply, or cancelled where the setting says so', () => {
    expect(view(atHour(opened(), 5, to('resolved')), 'firstResponse')).toMatchObject({
      state: 'met',
      metAt: at(5),
    });
    const strict = move(wait(opened(), hours(5)), 'resolved', context({ solveWithoutReply: 'cancelled' }));
    expect(view(strict, 'firstResponse')?.state).toBe('cancelled');
  });
});

describe('initial handling', () => {
  it('ends with the first mark of being handled, or with the resolve, and does not come back', () => {
    const done = atHour(opened(), 20, 'handle');
    expect(view(done, 'initialHandling')).toMatchObject({ state: 'met', metAt: at(20) });
    const resolved = atHour(opened(), 30, to('resolved'));
    expect(view(resolved, 'initialHandling')).toMatchObject({ state: 'met', metAt: at(30) });
    expect(view(atHour(resolved, 40, to('open')), 'initialHandling')).toMatchObject({
      state: 'met',
      metAt: at(30),
    });
  });
});
