import { describe, expect, it } from 'vitest';
import { hours } from '#shared/domain/kernel/time.ts';
import {
  cancelAll,
  clockViews,
  explain,
  fireDue,
  nextTimerAt,
  policyChanged,
  statusChanged,
} from '#shared/domain/sla/sla.ts';
import {
  type Act,
  aPolicy,
  begun,
  changed,
  context,
  ctx,
  move,
  play,
  type Story,
  sweep,
  wait,
} from './story.ts';

const start = Date.parse('2026-03-02T09:00:00.000Z');
const at = (h: number): string => new Date(start + hours(h)).toISOString();
const complaint = aPolicy({
  firstResponse: { duration: 'PT24H' },
  nextResponse: { duration: 'PT8H' },
  initialHandling: { duration: 'PT48H' },
  resolution: { duration: 'PT72H' },
});
const opened = (): Story => begun(complaint, start);
/** Goes to an hour of the story and does something there. */
const then = (story: Story, hour: number, ...acts: (Act | Act['act'])[]): Story =>
  acts.reduce<Story>(
    (now, act) => play(now, typeof act === 'string' ? ({ act } as Act) : act),
    wait(story, start + hours(hour) - story.now),
  );
const to = (status: Story['status']): Act => ({ act: 'move', to: status });
const view = (story: Story, target: string, hour?: number) =>
  clockViews(story.sla, hour === undefined ? story.now : start + hours(hour), ctx).find(
    (one) => one.target === target,
  );
const rungs = (story: Story): string[] =>
  story.fired.map(
    ({ target, rung, at: when, level }) =>
      `${(when - start) / hours(1)} ${target} ${rung}${level ? ` → ${level}` : ''}`,
  );

describe('a clock', () => {
  it('stopped exactly at its due is met, one millisecond later breached', () => {
    expect(view(then(opened(), 24, 'reply'), 'firstResponse')).toMatchObject({ state: 'met', metAt: at(24) });
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
    const paused = then(opened(), 10, to('pending'));
    expect(view(paused, 'resolution', 30)).toMatchObject({
      state: 'paused',
      elapsed: 'PT10H',
      remaining: 'PT62H',
    });
    expect(view(paused, 'resolution', 30)).not.toHaveProperty('dueAt');
    expect(view(then(paused, 30, to('open')), 'resolution')).toMatchObject({
      state: 'running',
      dueAt: at(92),
      warnAt: at(74),
    });
  });

  it('pauses once from pending to on hold', () => {
    const story = then(then(then(opened(), 10, to('pending')), 12, to('onHold')), 20, to('open'));
    expect(view(story, 'resolution')).toMatchObject({ elapsed: 'PT10H', dueAt: at(82) });
    const reasons = explain(story.ledger, story.now, ctx).find(
      ({ target }) => target === 'resolution',
    )?.intervals;
    expect(reasons?.map(({ reason }) => reason)).toEqual(['open', 'pending', 'onHold']);
  });

  it('never pauses for the first response', () => {
    expect(view(then(opened(), 1, to('pending')), 'firstResponse', 30)).toMatchObject({
      state: 'breached',
      dueAt: at(24),
    });
  });

  it('keeps its breach and stops growing when paused after it', () => {
    const paused = then(opened(), 80, to('onHold'));
    expect(view(paused, 'resolution', 100)).toMatchObject({
      state: 'breached',
      dueAt: at(72),
      remaining: '-PT8H',
    });
    expect(view(then(paused, 100, to('open')), 'resolution', 101)).toMatchObject({
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
    const early = then(agent, 1, 'reply');
    expect(view(then(early, 2, 'ask'), 'firstResponse')).toMatchObject({
      state: 'running',
      startedAt: at(2),
      dueAt: at(26),
    });
    expect(view(then(then(early, 2, 'ask'), 3, 'reply'), 'firstResponse')?.state).toBe('met');
  });

  it('counts the next response from the oldest unanswered message after the first reply', () => {
    const asked = then(then(then(opened(), 1, 'ask'), 2, 'reply'), 3, 'ask');
    expect(view(asked, 'nextResponse')).toMatchObject({ startedAt: at(3), dueAt: at(11) });
    const again = then(then(asked, 5, 'ask'), 6, 'reply');
    expect(view(again, 'nextResponse')).toMatchObject({ startedAt: at(3), state: 'met', elapsed: 'PT3H' });
    const second = then(again, 20, 'ask');
    expect(view(second, 'nextResponse')).toMatchObject({ startedAt: at(20), state: 'running' });
    expect(second.sla.clocks.find(({ target }) => target === 'nextResponse')?.instance).toBe(2);
  });

  it('lets the next response wait where the ticket is on hold', () => {
    const story = then(then(then(opened(), 2, 'reply'), 3, to('onHold')), 4, 'ask');
    expect(view(story, 'nextResponse', 20)).toMatchObject({ state: 'paused', elapsed: 'PT0S' });
    expect(view(then(story, 20, to('open')), 'nextResponse')).toMatchObject({
      startedAt: at(4),
      dueAt: at(28),
    });
  });

  it('is met by solving without a reply, or cancelled where the setting says so', () => {
    expect(view(then(opened(), 5, to('resolved')), 'firstResponse')).toMatchObject({
      state: 'met',
      metAt: at(5),
    });
    const strict = move(wait(opened(), hours(5)), 'resolved', context({ solveWithoutReply: 'cancelled' }));
    expect(view(strict, 'firstResponse')?.state).toBe('cancelled');
  });
});

describe('initial handling', () => {
  it('ends with the first mark of being handled, or with the resolve, and does not come back', () => {
    const done = then(opened(), 20, 'handle');
    expect(view(done, 'initialHandling')).toMatchObject({ state: 'met', metAt: at(20) });
    const resolved = then(opened(), 30, to('resolved'));
    expect(view(resolved, 'initialHandling')).toMatchObject({ state: 'met', metAt: at(30) });
    expect(view(then(resolved, 40, to('open')), 'initialHandling')).toMatchObject({
      state: 'met',
      metAt: at(30),
    });
  });
});

describe('the ladder', () => {
  const only = (duration: string): Story => begun(aPolicy({ resolution: { duration } }), start);

  it('warns at three quarters, calls the department at the breach and management half a target later', () => {
    expect(rungs(sweep(wait(only('PT8H'), hours(100))))).toEqual([
      '6 resolution warning',
      '8 resolution breach',
      '8 resolution level1 → 1',
      '12 resolution level2 → 2',
    ]);
  });

  it('counts the way to management like the target, pauses taken out', () => {
    const story = then(then(sweep(wait(only('PT8H'), hours(9))), 10, to('pending')), 50, to('open'));
    expect(nextTimerAt(story.sla)).toBe(start + hours(52));
    expect(nextTimerAt(then(story, 51, to('onHold')).sla)).toBeUndefined();
  });

  it('breaches alone where the level is reached already', () => {
    const severe: Story = { ...only('PT8H'), level: 1 };
    expect(rungs(sweep(wait(severe, hours(9))))).toEqual([
      '6 resolution warning',
      '8 resolution breach',
      '8 resolution level1',
    ]);
    expect(
      rungs(sweep(wait({ ...severe, level: 2 }, hours(100)))).filter((rung) => rung.includes('→')),
    ).toEqual([]);
  });

  it('holds higher levels after an acknowledgement, but neither warning nor breach', () => {
    const held = sweep(then(sweep(wait(only('PT8H'), hours(9))), 11, 'ack', 'sweep'));
    expect(nextTimerAt(held.sla)).toBe(start + hours(15));
    expect(rungs(then(held, 14, 'sweep'))).toEqual(rungs(held));
    expect(rungs(then(held, 16, 'sweep')).at(-1)).toBe('15 resolution level2 → 2');
    const early = then(then(only('PT8H'), 7, 'ack'), 9, 'sweep');
    expect(rungs(early)).toEqual(['6 resolution warning', '8 resolution breach']);
    expect(rungs(then(early, 11, 'sweep')).at(-1)).toBe('11 resolution level1 → 1');
  });

  it('arms nothing again in the cycle when somebody lowers the level', () => {
    const calm = then(then(sweep(wait(only('PT8H'), hours(9))), 10, 'calm'), 11, 'sweep');
    expect(calm.level).toBe(0);
    expect(rungs(then(calm, 13, 'sweep')).at(-1)).toBe('12 resolution level2 → 2');
  });

  it('withdraws levels that have not fired when the clock is met, paused or cancelled', () => {
    const late = wait(only('PT8H'), hours(9));
    expect(rungs(sweep(move(late, 'resolved')))).toEqual(['8 resolution breach']);
    expect(rungs(sweep(move(late, 'pending')))).toEqual(['8 resolution breach']);
    expect(rungs(sweep(changed(late, cancelAll(late.sla, late.now, 'merged', ctx))))).toEqual([
      '8 resolution breach',
    ]);
  });

  it('tells when it noticed, beside the instant that the deadline says', () => {
    const { ledger } = fireDue(only('PT8H').sla, start + hours(30), { level: 0 }, ctx);
    expect(
      ledger.map(({ kind, at: when, detectedAt }) => [kind, (when - start) / hours(1), detectedAt]),
    ).toEqual([
      ['warn', 6, start + hours(30)],
      ['breach', 8, start + hours(30)],
      ['escalate', 8, start + hours(30)],
      ['escalate', 12, start + hours(30)],
    ]);
  });
});

describe('another policy', () => {
  const longer = aPolicy({ resolution: { duration: 'PT100H' } }, { version: 2 });
  const shorter = aPolicy({ resolution: { duration: 'PT20H' } }, { version: 3 });
  const apply = (story: Story, policy = longer): Story =>
    changed(story, policyChanged(story.sla, policy, story.now, story.status, ctx));
  const only = (): Story => begun(aPolicy({ resolution: { duration: 'PT72H' } }), start);

  it('keeps start and consumption and moves only the due', () => {
    const story = apply(then(then(then(only(), 10, to('pending')), 30, to('open')), 31));
    expect(view(story, 'resolution')).toMatchObject({ startedAt: at(0), elapsed: 'PT11H', dueAt: at(120) });
  });

  it('whose due has passed is a breach at once, at the new due', () => {
    const story = apply(then(then(then(only(), 10, to('pending')), 30, to('open')), 50), shorter);
    expect(rungs(story)).toEqual(['40 resolution breach']);
    expect(story.ledger.at(-1)).toMatchObject({
      kind: 'breach',
      cause: 'target_changed',
      detectedAt: story.now,
    });
    expect(nextTimerAt(story.sla)).toBe(start + hours(40) + 1);
  });

  it('whose due passed before a pause that lasts still breaches where it was passed', () => {
    const story = apply(then(then(only(), 30, to('pending')), 50), shorter);
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
    const story = then(
      then(begun(aPolicy({ firstResponse: { duration: 'PT24H' } }), start), 5, to('onHold')),
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
    const asked = apply(then(then(opened(), 1, 'reply'), 2, 'ask'), silent);
    const back = apply(then(then(asked, 3, 'reply'), 4, 'ask'), complaint);
    expect(view(back, 'nextResponse')).toMatchObject({ startedAt: at(4), dueAt: at(12) });
    expect(back.sla.clocks.find(({ target }) => target === 'nextResponse')?.instance).toBe(2);
  });

  it('brings nothing back that was cancelled for good', () => {
    const gone = changed(only(), cancelAll(only().sla, start + 1, 'spam', ctx));
    expect(view(apply(wait(gone, hours(1))), 'resolution')?.state).toBe('cancelled');
  });

  it('that comes while the case is resolved holds from the reopen on, with the floor', () => {
    const resolved = then(
      begun(aPolicy({ firstResponse: { duration: 'PT99H' } }), start),
      70,
      to('resolved'),
    );
    const story = then(
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
      then(
        apply(
          then(only(), 16),
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

describe('a reopen', () => {
  const only = (): Story =>
    begun(aPolicy({ resolution: { duration: 'PT72H' }, nextResponse: { duration: 'PT8H' } }), start);

  it('goes on without the time in between, and says that it had been met', () => {
    const story = then(then(only(), 40, to('resolved')), 90, to('open'));
    expect(view(story, 'resolution')).toMatchObject({
      state: 'running',
      elapsed: 'PT40H',
      dueAt: at(122),
      reopened: true,
    });
    expect(view(story, 'resolution')).not.toHaveProperty('metAt');
    expect(view(then(story, 100, to('resolved')), 'resolution')).toMatchObject({
      state: 'met',
      metAt: at(100),
      reopened: true,
    });
  });

  it('grants a quarter of the target where less is left, and notes it', () => {
    const story = then(then(only(), 70, to('resolved')), 90, to('open'));
    expect(view(story, 'resolution')).toMatchObject({ dueAt: at(108), remaining: 'PT18H' });
    expect(story.ledger.at(-1)).toMatchObject({ kind: 'reopen', graceMs: hours(16) });
  });

  it('arms the rungs again for the new cycle', () => {
    const warned = then(then(only(), 60, 'sweep'), 61, to('resolved'));
    const story = then(then(warned, 90, to('open')), 200, 'sweep');
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
    const late = then(then(then(only(), 80, 'sweep'), 81, to('resolved')), 90, to('open'));
    expect(view(late, 'resolution')).toMatchObject({ state: 'breached', dueAt: at(72) });
    expect(view(late, 'resolution')).not.toHaveProperty('reopened');
    expect(rungs(then(late, 300, 'sweep')).filter((rung) => rung.includes('breach'))).toHaveLength(1);
    expect(rungs(then(late, 300, 'sweep')).at(-1)).toBe('117 resolution level2 → 2');
  });

  it('ends the hold of an acknowledgement', () => {
    const late = then(then(then(then(only(), 80, 'sweep'), 81, 'ack'), 82, to('resolved')), 83, to('open'));
    expect(late.sla).not.toHaveProperty('holdUntil');
  });

  it('starts the next response at the message that reopened it', () => {
    const story = then(then(then(only(), 2, 'reply'), 40, to('resolved')), 90, 'ask');
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
    const story = then(resolved, 9, 'ask');
    expect(view(story, 'firstResponse')).toMatchObject({ state: 'running', startedAt: at(9) });
    expect(view(story, 'nextResponse')).toBeUndefined();
    expect(view(story, 'initialHandling')).toMatchObject({ state: 'running', elapsed: 'PT5H' });
    expect(view(story, 'resolution')).toMatchObject({ state: 'running', elapsed: 'PT5H' });
  });
});
