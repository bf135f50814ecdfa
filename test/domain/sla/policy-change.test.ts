import { describe, expect, it } from 'vitest';
import { hours } from '#shared/domain/kernel/time.ts';
import { cancelAll, explain, nextTimerAt, policyChanged } from '#shared/domain/sla/sla.ts';
import { at, atHour, complaint, opened, rungs, start, to, view } from './case.ts';
import { aPolicy, begun, changed, ctx, type Story, sweep, wait } from './story.ts';

describe('another policy', () => {
  const longer = aPolicy({ resolution: { duration: 'PT100H' } }, { version: 2 });
  const shorter = aPolicy({ resolution: { duration: 'PT20H' } }, { version: 3 });
  const apply = (story: Story, policy = longer): Story =>
    changed(story, policyChanged(story.sla, policy, story.now, story.status, ctx));
  const only = (): Story => begun(aPolicy({ resolution: { duration: 'PT72H' } }), start);

  it('keeps start and consumption and moves only the due', () => {
    const story = apply(atHour(atHour(atHour(only(), 10, to('pending')), 30, to('open')), 31));
    expect(view(story, 'resolution')).toMatchObject({ startedAt: at(0), elapsed: 'PT11H', dueAt: at(120) });
  });

  it('whose due has passed is a breach at once, at the new due', () => {
    const story = apply(atHour(atHour(atHour(only(), 10, to('pending')), 30, to('open')), 50), shorter);
    expect(rungs(story)).toEqual(['40 resolution breach']);
    expect(story.ledger.at(-1)).toMatchObject({
      kind: 'breach',
      cause: 'target_changed',
      detectedAt: story.now,
    });
    expect(nextTimerAt(story.sla)).toBe(start + hours(40) + 1);
  });

  it('whose due passed before a pause that lasts still breaches where it was passed', () => {
    const story = apply(atHour(atHour(only(), 30, to('pending')), 50), shorter);
    expect(rungs(story)).toEqual(['20 resolution breach']);
    expect(view(story, 'resolution')).toMatchObject({
      state: 'breached',
      dueAt: at(20),
      remaining: '-PT10H',
    });
  });

  it('leaves a breached clock as it was, whatever it promises', () => {
    const story = apply(
      sweep(wait(only(), hours(73))),
      aPolicy({ resolution: { duration: 'PT900H' } }, { version: 9 }),
    );
    expect(story.sla.clocks[0]).toMatchObject({
      targetMs: hours(72),
      breached: true,
      dueAt: start + hours(72),
    });
  });

  it('that promises more starts the clock where it would have started, without what the ticket waited', () => {
    const story = atHour(
      atHour(begun(aPolicy({ firstResponse: { duration: 'PT24H' } }), start), 5, to('onHold')),
      9,
      to('open'),
    );
    const added = apply(wait(story, hours(1)));
    expect(view(added, 'resolution')).toMatchObject({ startedAt: at(0), elapsed: 'PT6H', dueAt: at(104) });
  });

  it('that brings back what another took goes on with the same clock', () => {
    const none = aPolicy({ firstResponse: { duration: 'PT24H' } }, { version: 4 });
    const gone = apply(sweep(wait(only(), hours(73))), none);
    expect(view(gone, 'resolution')).toMatchObject({ state: 'breached', dueAt: at(72) });
    expect(view(gone, 'resolution')).not.toHaveProperty('remaining');
    const back = apply(wait(gone, hours(2)), aPolicy({ resolution: { duration: 'PT72H' } }, { version: 5 }));
    expect(view(back, 'resolution')).toMatchObject({ state: 'breached', dueAt: at(72), remaining: '-PT3H' });
    expect(rungs(sweep(back)).filter((rung) => rung.endsWith('resolution breach'))).toHaveLength(1);
  });

  it('that comes and goes between two questions leaves two promises of a next response', () => {
    const silent = aPolicy({ resolution: { duration: 'PT72H' } }, { version: 6 });
    const asked = apply(atHour(atHour(opened(), 1, 'reply'), 2, 'ask'), silent);
    const back = apply(atHour(atHour(asked, 3, 'reply'), 4, 'ask'), complaint);
    expect(view(back, 'nextResponse')).toMatchObject({ startedAt: at(4), dueAt: at(12) });
    expect(back.sla.clocks.find(({ target }) => target === 'nextResponse')?.instance).toBe(2);
  });

  it('brings nothing back that was cancelled for good', () => {
    const gone = changed(only(), cancelAll(only().sla, start + 1, 'spam', ctx));
    expect(view(apply(wait(gone, hours(1))), 'resolution')?.state).toBe('cancelled');
  });

  it('that comes while the case is resolved holds from the reopen on, with the floor', () => {
    const resolved = atHour(
      begun(aPolicy({ firstResponse: { duration: 'PT99H' } }), start),
      70,
      to('resolved'),
    );
    const story = atHour(
      apply(resolved, aPolicy({ resolution: { duration: 'PT72H' } }, { version: 7 })),
      90,
      to('open'),
    );
    expect(view(story, 'resolution')).toMatchObject({
      startedAt: at(0),
      elapsed: 'PT70H',
      remaining: 'PT18H',
      dueAt: at(108),
    });
  });

  it('breaches what had been used up by another calendar, even where its own would not have', () => {
    const office = aPolicy(
      { resolution: { duration: 'PT20H' } },
      { policyId: 'pol_o', calendarId: 'cal_office' },
    );
    const mixed = apply(
      atHour(
        apply(
          atHour(only(), 16),
          aPolicy(
            { resolution: { duration: 'PT90H' } },
            { ...office, targets: { resolution: { duration: 'PT90H' } } },
          ),
        ),
        40,
      ),
      { ...office, version: 2 },
    );
    expect(mixed.sla.clocks[0]?.breached).toBe(true);
    expect(mixed.sla.clocks[0]?.dueAt).toBeLessThan(mixed.now);
  });

  it('that is the same changes and notes nothing', () => {
    expect(
      policyChanged(opened().sla, structuredClone(complaint), start + hours(5), 'open', ctx).ledger,
    ).toEqual([]);
  });

  it('of another calendar leaves measured intervals as they were', () => {
    const office = aPolicy(
      { resolution: { duration: 'PT72H' } },
      { policyId: 'pol_o', calendarId: 'cal_office' },
    );
    // Monday 10:00 in Berlin; on Wednesday 10:00 48 hours are used up, and 24 are left: 7 that day, 8, 8, and one on Monday.
    const story = apply(wait(only(), hours(48)), office);
    expect(view(story, 'resolution')).toMatchObject({ elapsed: 'PT48H', dueAt: '2026-03-09T09:00:00.000Z' });
    const parts = explain(story.ledger, start + hours(72), ctx)[0];
    expect(parts?.countedMs).toBe(hours(48 + 8));
  });
});
