import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hours } from '#shared/domain/kernel/time.ts';
import { spentAt } from '#shared/domain/sla/clock.ts';
import { ledgerEntrySchema } from '#shared/domain/sla/ledger.ts';
import {
  clockViews,
  customerMessage,
  explain,
  nextDue,
  nextTimerAt,
  recompute,
  slaStateSchema,
  statusChanged,
} from '#shared/domain/sla/sla.ts';
import {
  begun,
  changed,
  ctx,
  policies,
  policyIndexArb,
  type Story,
  startArb,
  stepArb,
  sweep,
  told,
  wait,
} from './story.ts';

const stepsArb = fc.array(stepArb, { maxLength: 40 });
const agentOrCustomer = fc.constantFrom<'agent' | 'customer'>('agent', 'customer');

/** Checks something about every state of many random stories. */
const always = (
  check: (story: Story, before: Story | undefined, all: readonly Story[]) => void,
  numRuns = 300,
): void => {
  fc.assert(
    fc.property(policyIndexArb, startArb, agentOrCustomer, stepsArb, (index, start, openedBy, steps) => {
      const stories = told(begun(policies[index], start, openedBy), steps);
      for (const [i, story] of stories.entries()) check(story, stories[i - 1], stories);
    }),
    { numRuns },
  );
};

const keyOf = (one: { cycle: number; target: string; instance: number; rung: string }): string =>
  `${one.cycle} ${one.target} ${one.instance} ${one.rung}`;

describe('the deadlines of a ticket, whatever happens to it', () => {
  it('are what the ledger says', () => {
    always(({ sla, ledger }) => {
      expect(recompute(ledger)).toEqual(sla);
    });
  });

  it('can be stored and read back as JSON, in a few kilobytes', () => {
    always(({ sla, ledger }) => {
      expect(slaStateSchema.parse(JSON.parse(JSON.stringify(sla)))).toEqual(sla);
      expect(JSON.stringify(sla).length).toBeLessThan(4000);
      for (const entry of ledger)
        expect(ledgerEntrySchema.parse(JSON.parse(JSON.stringify(entry)))).toEqual(entry);
    }, 60);
  });

  it('are explained by intervals that follow each other and add up', () => {
    always(({ sla, ledger, now }) => {
      const explained = explain(ledger, now, ctx);
      for (const { intervals, countedMs } of explained) {
        for (const [i, one] of intervals.entries()) {
          expect(one.to).toBeGreaterThan(one.from);
          if (i > 0) expect(one.from).toBe(intervals[i - 1]?.to);
          if (!one.counted) expect(one.ms).toBe(0);
          expect(one.ms).toBeLessThanOrEqual(one.to - one.from);
        }
        expect(intervals.reduce((sum, { ms }) => sum + ms, 0)).toBe(countedMs);
      }
      for (const clock of sla.clocks) {
        const found = explained.find(
          ({ target, instance }) => target === clock.target && instance === clock.instance,
        );
        expect(found?.countedMs).toBe(spentAt(clock, now, ctx));
        expect(found?.intervals[0]?.from ?? clock.startedAt).toBe(clock.startedAt);
      }
    });
  });

  it('never move once breached, and a breach is never taken back', () => {
    always(({ sla, now }, before) => {
      if (!before) return;
      const views = clockViews(sla, now, ctx);
      for (const old of clockViews(before.sla, before.now, ctx)) {
        const instance = before.sla.clocks.find(({ target }) => target === old.target)?.instance;
        const same = sla.clocks.some((clock) => clock.target === old.target && clock.instance === instance);
        if (old.state !== 'breached' || !same) continue;
        expect(views.find(({ target }) => target === old.target)).toMatchObject({
          state: 'breached',
          dueAt: old.dueAt,
        });
      }
    });
  });

  it('fire each rung once a cycle, and breach once in their life', () => {
    always(({ fired, ledger }, _before, all) => {
      if (ledger !== all.at(-1)?.ledger) return;
      const keys = fired.map(keyOf);
      expect(new Set(keys).size).toBe(keys.length);
      const breaches = fired
        .filter(({ rung }) => rung === 'breach')
        .map(({ target, instance }) => `${target} ${instance}`);
      expect(new Set(breaches).size).toBe(breaches.length);
    });
  });

  it('breach exactly where the act came after the due', () => {
    always(({ sla, now, fired }) => {
      for (const clock of sla.clocks) {
        const breach = fired.find(
          (one) => one.rung === 'breach' && one.target === clock.target && one.instance === clock.instance,
        );
        expect(clock.breached ?? false).toBe(breach !== undefined);
        if (breach) expect(breach.at).toBe(clock.dueAt);
        if (clock.phase === 'met' && !clock.breached && clock.dueAt !== undefined)
          expect(clock.since).toBeLessThanOrEqual(clock.dueAt);
      }
      for (const view of clockViews(sla, now, ctx)) {
        if (view.state === 'running') expect(Date.parse(view.dueAt ?? '')).toBeGreaterThanOrEqual(now);
        if (view.state === 'paused') expect(view.dueAt).toBeUndefined();
      }
    });
  });

  it('raise the level only upwards, and leave nothing due behind a sweep', () => {
    always((story) => {
      const swept = sweep(story);
      const news = swept.fired.slice(story.fired.length);
      let level: number = story.level;
      for (const { level: to } of news) {
        if (to === undefined) continue;
        expect(to).toBeGreaterThan(level);
        level = to;
      }
      expect(news.map(({ at }) => at)).toEqual(news.map(({ at }) => at).sort((a, b) => a - b));
      expect(nextTimerAt(swept.sla) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(story.now);
      expect(sweep(swept).fired).toEqual(swept.fired);
    });
  });

  it('fire the same rungs at the same instants whether the sweep comes in time or late', () => {
    fc.assert(
      fc.property(
        policyIndexArb,
        startArb,
        stepsArb,
        fc.integer({ min: 0, max: hours(300) }),
        (index, start, steps, quiet) => {
          const story = told(begun(policies[index], start), steps).at(-1) ?? begun(policies[index], start);
          const end = story.now + quiet;
          const late = sweep(wait(story, quiet));
          let prompt = story;
          let timer = nextTimerAt(prompt.sla);
          for (let rounds = 0; timer !== undefined && timer <= end; rounds++) {
            expect(rounds).toBeLessThan(20);
            prompt = sweep({ ...prompt, now: Math.max(timer, prompt.now) });
            timer = nextTimerAt(prompt.sla);
          }
          // A level that is reached already is passed over in silence, while a hold lasts perhaps only at its end.
          const byTime = (story: Story) =>
            story.fired
              .filter(({ rung, level }) => rung === 'warning' || rung === 'breach' || level !== undefined)
              .map((one) => `${one.at} ${keyOf(one)} ${one.level}`)
              .sort();
          expect(byTime(prompt)).toEqual(byTime(late));
          expect(prompt.level).toBe(late.level);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are sorted by the earliest due of what is still owed', () => {
    always(({ sla, now }) => {
      const owed = clockViews(sla, now, ctx).filter(
        ({ dueAt, remaining }) => dueAt !== undefined && remaining !== undefined,
      );
      const dues = owed.map(({ dueAt }) => Date.parse(dueAt ?? ''));
      expect(nextDue(sla)?.dueAt).toBe(dues.length > 0 ? Math.min(...dues) : undefined);
    }, 100);
  });

  it('stay whole when the clocks of two workers differ by minutes', () => {
    const skewed = fc.array(
      fc.record({ ms: fc.integer({ min: -300_000, max: hours(20) }), act: stepArb.map(({ act }) => act) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(policyIndexArb, startArb, skewed, (index, start, steps) => {
        const stories = told(begun(policies[index], start), steps);
        const last = stories.at(-1);
        const latest = Math.max(...stories.map(({ now }) => now));
        expect(last && recompute(last.ledger)).toEqual(last?.sla);
        const keys = last?.fired.map(keyOf) ?? [];
        expect(new Set(keys).size).toBe(keys.length);
        for (const clock of last?.sla.clocks ?? []) {
          expect(spentAt(clock, last?.now ?? 0, ctx)).toBeLessThanOrEqual(
            Math.max(0, latest - clock.startedAt),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('do not depend on which of two clicks of one instant is written first', () => {
    fc.assert(
      fc.property(policyIndexArb, startArb, stepsArb, (index, start, steps) => {
        const story = told(begun(policies[index], start), steps).at(-1);
        if (!story || (story.status !== 'pending' && story.status !== 'resolved')) return;
        const { sla, status, now } = story;
        const asked = changed(story, customerMessage(sla, now, status, ctx));
        const askedFirst = changed(asked, statusChanged(asked.sla, status, 'open', now, ctx));
        const opened = changed(story, statusChanged(sla, status, 'open', now, ctx));
        const openedFirst = changed(opened, customerMessage(opened.sla, now, 'open', ctx));
        expect(clockViews(askedFirst.sla, now + 1, ctx)).toEqual(clockViews(openedFirst.sla, now + 1, ctx));
      }),
      { numRuns: 300 },
    );
  });
});

describe('consumption', () => {
  const counting = [0, 2, 3, 4].map((index) => policies[index]);

  it('is the open time outside of the pauses, counted from the statuses alone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...counting), startArb, stepsArb, (policy, start, steps) => {
        const quiet = steps.filter(({ act }) => act.act !== 'policy' && act.act !== 'cancel');
        const stories = told(begun(policy, start), quiet);
        const last = stories.at(-1);
        const calendar = ctx.calendar(policy?.calendarId ?? '', 1);
        const pausedIn: readonly string[] = policy?.targets.resolution?.pausedIn ?? ['pending', 'onHold'];
        const idle = [...pausedIn, 'resolved', 'closed'];
        const spent = stories.reduce((sum, story, i) => {
          const until = stories[i + 1]?.now ?? story.now;
          return idle.includes(story.status) ? sum : sum + calendar.elapsed(story.now, until);
        }, 0);
        const clock = last?.sla.clocks.find(({ target }) => target === 'resolution');
        expect(clock && last && spentAt(clock, last.now, ctx)).toBe(spent);
      }),
      { numRuns: 400 },
    );
  });
});
