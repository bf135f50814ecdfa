import { describe, expect, it } from 'vitest';
import { hours } from '#shared/domain/kernel/time.ts';
import { clockViews, statusChanged } from '#shared/domain/sla/sla.ts';
import { at, atHour, complaint, rungs, start, to, view } from './case.ts';
import { aPolicy, begun, changed, ctx, type Story } from './story.ts';

describe('a reopen', () => {
  const only = (): Story =>
    begun(aPolicy({ resolution: { duration: 'PT72H' }, nextResponse: { duration: 'PT8H' } }), start);

  it('goes on without the time in between, and says that it had been met', () => {
    const story = atHour(atHour(only(), 40, to('resolved')), 90, to('open'));
    expect(view(story, 'resolution')).toMatchObject({
      state: 'running',
      elapsed: 'PT40H',
      dueAt: at(122),
      reopened: true,
    });
    expect(view(story, 'resolution')).not.toHaveProperty('metAt');
    expect(view(atHour(story, 100, to('resolved')), 'resolution')).toMatchObject({
      state: 'met',
      metAt: at(100),
      reopened: true,
    });
  });

  it('grants a quarter of the target where less is left, and notes it', () => {
    const story = atHour(atHour(only(), 70, to('resolved')), 90, to('open'));
    expect(view(story, 'resolution')).toMatchObject({ dueAt: at(108), remaining: 'PT18H' });
    expect(story.ledger.at(-1)).toMatchObject({ kind: 'reopen', graceMs: hours(16) });
  });

  it('arms the rungs again for the new cycle', () => {
    const warned = atHour(atHour(only(), 60, 'sweep'), 61, to('resolved'));
    const story = atHour(atHour(warned, 90, to('open')), 200, 'sweep');
    expect(rungs(story)).toEqual([
      '54 resolution warning',
      '90 resolution warning',
      '108 resolution breach',
      '108 resolution level1 → 1',
      '144 resolution level2 → 2',
    ]);
    expect(new Set(story.fired.map(({ cycle }) => cycle))).toEqual(new Set([1, 2]));
  });

  it('leaves a breached clock breached and breaches it no second time', () => {
    const late = atHour(atHour(atHour(only(), 80, 'sweep'), 81, to('resolved')), 90, to('open'));
    expect(view(late, 'resolution')).toMatchObject({ state: 'breached', dueAt: at(72) });
    expect(view(late, 'resolution')).not.toHaveProperty('reopened');
    expect(rungs(atHour(late, 300, 'sweep')).filter((rung) => rung.includes('breach'))).toHaveLength(1);
    expect(rungs(atHour(late, 300, 'sweep')).at(-1)).toBe('117 resolution level2 → 2');
  });

  it('ends the hold of an acknowledgement', () => {
    const late = atHour(
      atHour(atHour(atHour(only(), 80, 'sweep'), 81, 'ack'), 82, to('resolved')),
      83,
      to('open'),
    );
    expect(late.sla).not.toHaveProperty('holdUntil');
  });

  it('starts the next response at the message that reopened it', () => {
    const story = atHour(atHour(atHour(only(), 2, 'reply'), 40, to('resolved')), 90, 'ask');
    expect(story.status).toBe('open');
    expect(view(story, 'nextResponse')).toMatchObject({ state: 'running', startedAt: at(90) });
  });

  it('asks for a first response anew where a machine had resolved the case without one', () => {
    const auto = begun(complaint, start);
    const closed = statusChanged(auto.sla, 'new', 'resolved', start + hours(5), ctx, { byAutomation: true });
    const resolved: Story = { ...changed(auto, closed), status: 'resolved' };
    expect(clockViews(resolved.sla, start + hours(5), ctx).map(({ state }) => state)).toEqual(
      Array(3).fill('cancelled'),
    );
    expect(statusChanged(resolved.sla, 'resolved', 'closed', start + hours(6), ctx).ledger).toEqual([]);
    const story = atHour(resolved, 9, 'ask');
    expect(view(story, 'firstResponse')).toMatchObject({ state: 'running', startedAt: at(9) });
    expect(view(story, 'nextResponse')).toBeUndefined();
    expect(view(story, 'initialHandling')).toMatchObject({ state: 'running', elapsed: 'PT5H' });
    expect(view(story, 'resolution')).toMatchObject({ state: 'running', elapsed: 'PT5H' });
  });
});
