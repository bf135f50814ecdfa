import { describe, expect, it } from 'vitest';
import { days, hours, minutes } from '#shared/domain/kernel/time.ts';
import { compileCalendar } from '#shared/domain/sla/calendar.ts';
import {
  cancelAll,
  clockViews,
  explain,
  nextDue,
  nextTimerAt,
  policyChanged,
  recompute,
  type SlaContext,
} from '#shared/domain/sla/sla.ts';
import { KEPT_WAITS } from '#shared/domain/sla/waits.ts';
import { hoursOf, workWeek } from './calendars.ts';
import { type Act, aPolicy, begun, changed, ctx, move, play, type Story, sweep, wait } from './story.ts';

/** Faults that other help desks shipped, each kept out by one test. */
const start = Date.parse('2026-03-02T09:00:37.123Z');
const target = (duration: string) => ({ duration });
const full = aPolicy({
  firstResponse: target('PT24H'),
  nextResponse: target('PT8H'),
  initialHandling: target('PT48H'),
  resolution: target('PT72H'),
});
const only = (duration = 'PT72H'): Story => begun(aPolicy({ resolution: target(duration) }), start);
const act = (story: Story, afterMs: number, ...acts: Act['act'][]): Story =>
  acts.reduce<Story>((now, one) => play(now, { act: one } as Act), wait(story, afterMs));
const view = (story: Story, name: string) =>
  clockViews(story.sla, story.now, ctx).find((one) => one.target === name);
const iso = (at: number): string => new Date(at).toISOString();

describe('the resolution clock', () => {
  it('runs again in a reopened ticket: the first resolve is not kept for ever', () => {
    const reopened = move(wait(move(wait(only(), hours(10)), 'resolved'), hours(5)), 'open');
    expect(view(reopened, 'resolution')).toMatchObject({ state: 'running', elapsed: 'PT10H' });
    expect(view(reopened, 'resolution')).not.toHaveProperty('metAt');
    expect(nextTimerAt(reopened.sla)).toBe(start + hours(59));
  });

  it('is granted what was left by a reopen, never a whole new period', () => {
    const reopened = move(wait(move(wait(only(), hours(60)), 'resolved'), hours(100)), 'open');
    expect(view(reopened, 'resolution')).toMatchObject({ remaining: 'PT18H' });
    const early = move(wait(move(wait(only(), hours(30)), 'resolved'), hours(100)), 'open');
    expect(view(early, 'resolution')).toMatchObject({ remaining: 'PT42H' });
  });

  it('pauses while somebody else has to act', () => {
    expect(view(wait(move(only(), 'onHold'), days(30)), 'resolution')).toMatchObject({
      state: 'paused',
      elapsed: 'PT0S',
    });
  });

  it('is exact to the millisecond', () => {
    const story = move(wait(move(wait(only('PT1H'), 61_001), 'pending'), 59_999), 'open');
    expect(view(story, 'resolution')).toMatchObject({
      elapsed: 'PT1M1.001S',
      dueAt: iso(start + hours(1) + 59_999),
    });
  });

  it('ends across a closure of many weeks', () => {
    const closed = Array.from({ length: 60 }, (_, i) => ({
      date: new Date(Date.UTC(2026, 2, 3) + days(i)).toISOString().slice(0, 10),
      windows: [],
    }));
    const calendar = compileCalendar({
      timeZone: 'UTC',
      week: workWeek(hoursOf('09:00', '17:00')),
      overrides: closed,
    });
    expect(iso(calendar.add(Date.parse('2026-03-02T16:00:00Z'), hours(2)))).toBe('2026-05-04T10:00:00.000Z');
  });

  it('shows a paused ticket as paused when it is touched after its old due', () => {
    const story = move(wait(only('PT8H'), hours(2)), 'pending');
    const touched = wait(story, days(3));
    const change = policyChanged(
      touched.sla,
      aPolicy({ resolution: target('PT8H') }),
      touched.now,
      'pending',
      ctx,
    );
    expect(change).toEqual({ sla: touched.sla, ledger: [], fired: [] });
    expect(view(touched, 'resolution')?.state).toBe('paused');
    expect(sweep(touched).fired).toEqual([]);
  });

  it('keeps its paused time when the priority moves it to another policy', () => {
    const story = move(wait(move(wait(only(), hours(1)), 'onHold'), hours(40)), 'open');
    const urgent = aPolicy({ resolution: target('PT30H') }, { policyId: 'pol_urgent' });
    const moved = changed(story, policyChanged(story.sla, urgent, story.now, 'open', ctx));
    expect(view(moved, 'resolution')).toMatchObject({ elapsed: 'PT1H', dueAt: iso(start + hours(70)) });
    expect(moved.fired).toEqual([]);
  });
});

describe('a reply', () => {
  it('is not a change of status', () => {
    const story = move(move(wait(begun(full, start), hours(1)), 'pending'), 'open');
    expect(view(story, 'firstResponse')?.state).toBe('running');
  });

  it('that is late can be seen', () => {
    const late = act(begun(full, start), hours(30), 'reply');
    expect(view(late, 'firstResponse')).toMatchObject({
      state: 'breached',
      metAt: iso(start + hours(30)),
      elapsed: 'PT30H',
    });
  });

  it('is missed once, however many messages the customer adds', () => {
    let story = act(act(begun(full, start), hours(1), 'reply'), hours(1), 'ask');
    for (let i = 0; i < 5; i++) story = act(story, hours(3), 'ask', 'sweep');
    const missed = story.fired.filter((one) => one.target === 'nextResponse' && one.rung === 'breach');
    expect(missed).toEqual([expect.objectContaining({ at: start + hours(10), instance: 1 })]);
  });

  it('is not waited for after the resolve', () => {
    const asked = act(act(begun(full, start), hours(1), 'reply'), hours(1), 'ask');
    const resolved = move(wait(asked, hours(1)), 'resolved');
    expect(view(resolved, 'nextResponse')?.state).toBe('cancelled');
    expect(nextTimerAt(resolved.sla)).toBeUndefined();
    expect(sweep(wait(resolved, days(9))).fired).toEqual([]);
  });

  it('to a further message is not owed before the first reply is', () => {
    const asked = act(act(begun(full, start), hours(1), 'ask'), hours(1), 'ask');
    expect(view(asked, 'nextResponse')).toBeUndefined();
    expect(nextDue(asked.sla)?.target).toBe('firstResponse');
  });
});

describe('a breach', () => {
  it('has the instant of the due, not of its detection', () => {
    const swept = sweep(wait(only(), hours(100)));
    const breach = swept.ledger.find(({ kind }) => kind === 'breach');
    expect(breach).toMatchObject({ at: start + hours(72), detectedAt: start + hours(100) });
  });

  it('stays when the due is computed again', () => {
    const swept = sweep(wait(only(), hours(73)));
    const looser = aPolicy({ resolution: target('PT500H') }, { version: 2 });
    const eased = changed(swept, policyChanged(swept.sla, looser, swept.now, 'open', ctx));
    expect(view(eased, 'resolution')).toMatchObject({ state: 'breached', dueAt: iso(start + hours(72)) });
  });

  it('is not added again by another policy', () => {
    const swept = sweep(wait(only(), hours(73)));
    const tighter = aPolicy({ resolution: target('PT1H') }, { policyId: 'pol_other' });
    const other = sweep(changed(swept, policyChanged(swept.sla, tighter, swept.now, 'open', ctx)));
    expect(other.fired.filter(({ rung }) => rung === 'breach')).toHaveLength(1);
  });
});

describe('a policy', () => {
  it('takes away every clock that it does not promise: running, paused or breached, and keeps what was met', () => {
    const story = sweep(
      act(move(wait(act(begun(full, start), hours(1), 'reply'), hours(1)), 'pending'), 1, 'ask'),
    );
    const bare = aPolicy({ firstResponse: target('PT24H') }, { policyId: 'pol_bare' });
    const moved = changed(story, policyChanged(story.sla, bare, story.now, 'open', ctx));
    expect(clockViews(moved.sla, moved.now, ctx).map(({ target: name, state }) => [name, state])).toEqual([
      ['firstResponse', 'met'],
      ['nextResponse', 'cancelled'],
      ['initialHandling', 'cancelled'],
      ['resolution', 'cancelled'],
    ]);
    expect(nextTimerAt(moved.sla)).toBeUndefined();
  });

  it('warns at three quarters of each target, not at one fixed time before it', () => {
    const warned = clockViews(begun(full, start).sla, start, ctx).map(
      ({ warnAt }) => Date.parse(warnAt ?? '') - start,
    );
    expect(warned).toEqual([hours(18), hours(36), hours(54)]);
  });

  it('gives every target a due of its own', () => {
    const dues = clockViews(begun(full, start).sla, start, ctx).map(({ dueAt }) => dueAt);
    expect(new Set(dues).size).toBe(3);
  });

  it('reaches the ticket at its next event when its calendar is edited, and measures the past by the old one', () => {
    const edited = { timeZone: 'UTC', week: workWeek(hoursOf('09:00', '10:00')) };
    const versions: SlaContext = {
      calendar: (_id, version) =>
        compileCalendar(
          version === 1 ? { timeZone: 'UTC', week: workWeek(hoursOf('00:00', '24:00')) } : edited,
        ),
      calendarVersion: () => 2,
    };
    const policy = aPolicy({ resolution: target('PT10H') }, { calendarVersion: 1 });
    const { calendarVersion: _old, ...current } = policy;
    const story = wait(begun(policy, start), hours(7));
    const before = { ...story, ...{ sla: recompute(story.ledger) } };
    const { sla } = policyChanged(before.sla, current, before.now, 'open', versions);
    expect(sla.clocks[0]).toMatchObject({ calendarVersion: 2, spentMs: hours(7) });
    expect(iso(sla.clocks[0]?.dueAt ?? 0)).toBe('2026-03-05T10:00:00.000Z');
  });
});

describe('pauses', () => {
  it('that begin in one minute are all left out', () => {
    let story = only();
    for (let i = 0; i < 4; i++) story = move(wait(move(wait(story, 5000), 'pending'), 7000), 'open');
    expect(view(story, 'resolution')).toMatchObject({
      elapsed: 'PT20S',
      dueAt: iso(start + hours(72) + 28_000),
    });
  });

  it('by the hundred neither grow the ticket nor lose time, also for a policy that comes late', () => {
    let story = begun(aPolicy({ firstResponse: target('PT24H') }), start);
    for (let i = 0; i < 200; i++)
      story = move(wait(move(wait(story, minutes(1)), i % 3 ? 'pending' : 'onHold'), minutes(2)), 'open');
    expect(story.sla.waits?.length).toBe(KEPT_WAITS);
    const added = changed(story, policyChanged(story.sla, full, story.now, 'open', ctx));
    expect(view(added, 'resolution')).toMatchObject({ elapsed: 'PT3H20M', remaining: 'PT68H40M' });
    expect(recompute(added.ledger)).toEqual(added.sla);
  });

  it('and reopens of a long history are explained to the end', () => {
    let story = only();
    for (let i = 0; i < 50; i++)
      story = move(wait(move(wait(story, minutes(30)), 'resolved'), minutes(45)), 'open');
    const [explained] = explain(story.ledger, story.now, ctx);
    expect(explained?.intervals).toHaveLength(100);
    expect(explained?.countedMs).toBe(minutes(30) * 50);
  });
});

describe('a ticket that was merged away', () => {
  it('escalates no more', () => {
    const story = wait(begun(full, start), hours(2));
    const gone = changed(story, cancelAll(story.sla, story.now, 'merged', ctx));
    expect(nextTimerAt(gone.sla)).toBeUndefined();
    expect(nextDue(gone.sla)).toBeUndefined();
    expect(sweep(wait(gone, days(30))).fired).toEqual([]);
    expect(gone.ledger.at(-1)).toMatchObject({ kind: 'cancel', cause: 'merged' });
  });
});
