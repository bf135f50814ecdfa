import { describe, expect, it } from 'vitest';
import { createMetrics } from '#test/support/cloudwatch/metrics.ts';
import {
  type MetricAlarm,
  type TemplateAlarms,
  templateAlarms,
} from '#test/support/cloudwatch/template-alarms.ts';
import { createWatch, type Watch } from '#test/support/cloudwatch/watch.ts';
import { createWorld, type World } from '#test/support/cloudwatch/world.ts';
import { type Scenario, scenarios } from './support/alarm-scenarios.ts';
import { templatesOf } from './support/templates.ts';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 5);
const nameOf = (logical: string) => `kefu-prod-${logical}`;
const all = templateAlarms(templatesOf('prod').service.toJSON());
/** Windows of the error budget tell nobody by themselves, and are tried below. */
const telling: TemplateAlarms = { metric: all.metric.filter(({ tells }) => tells), composite: [] };
const longestMinutes = ({ periodSeconds, evaluationPeriods }: MetricAlarm) =>
  (periodSeconds * (evaluationPeriods + 2)) / 60;

/** Names of what began to ring, with the minute in which it did. */
type Rung = Map<string, number>;
type Stage = { readonly watch: Watch; readonly world: World; minute: number; at: number };

const begin = (alarms: TemplateAlarms): Stage => {
  const metrics = createMetrics();
  const stage: Stage = {
    watch: createWatch(alarms, metrics),
    world: createWorld(metrics, nameOf, () => stage.at),
    minute: 0,
    at: BEGIN - 10 * MINUTE,
  };
  // What is reported once an hour has been before the first look.
  stage.world.gauge('snapshot-incremental', 'SnapshotAgeHours', 1);
  return stage;
};

/** Lets minutes pass, each reported and then looked at. */
const pass = (
  stage: Stage,
  minutes: number,
  report: (minute: number) => void,
  without?: ReadonlySet<string>,
): Rung => {
  const rung: Rung = new Map();
  for (let n = 0; n < minutes; n++) {
    stage.at = BEGIN + stage.minute * MINUTE;
    stage.world.ordinaryMinute(stage.minute, without);
    report(n);
    for (const { name, state, tells } of stage.watch.look(stage.at))
      if (state === 'ALARM' && tells && !rung.has(name)) rung.set(name, n + 1);
    stage.minute++;
  }
  return rung;
};
const nothing = (): void => undefined;

/** How the alarms of a template take a scenario: what rang in the harmless part, in the disturbance, and is still ringing afterwards. */
const play = (scenario: Scenario, alarms: TemplateAlarms) => {
  const stage = begin(alarms);
  const watched = alarms.metric.find(({ name }) => name === nameOf(scenario.alarm));
  const warmUp = Math.max(15, watched ? longestMinutes(watched) : 0);
  const without = new Set(scenario.instead);
  const ordinary = pass(stage, warmUp, nothing);
  // As long as the alarm looks back, and a while more.
  const harmless = pass(stage, warmUp, (minute) => scenario.harmless(stage.world, minute), without);
  const trouble = pass(stage, scenario.within, (minute) => scenario.trouble(stage.world, minute), without);
  pass(stage, scenario.over ?? 20, nothing);
  return { ordinary, harmless, trouble, ringing: stage.watch.ringing() };
};

describe('Every alarm', () => {
  it.each(scenarios)(
    '$alarm is quiet on an ordinary day and short of its line, rings alone within $within min, and ends',
    (scenario) => {
      const { ordinary, harmless, trouble, ringing } = play(scenario, telling);

      expect([...ordinary.keys(), ...harmless.keys()]).toEqual([]);
      expect([...trouble.keys()]).toEqual([nameOf(scenario.alarm)]);
      expect(ringing).toEqual([]);
    },
  );

  it('of the template appears here: there is a scenario for each, and none for what is not there', () => {
    const idsOf = (alarms: readonly { name: string; tells: boolean }[]) =>
      alarms.flatMap(({ name, tells }) => (tells ? [name.replace(nameOf(''), '')] : [])).sort();

    expect(scenarios.map(({ alarm }) => alarm).sort()).toEqual(idsOf(all.metric));
    expect(idsOf(all.composite)).toEqual(['burn-page', 'burn-ticket']);
  });

  it.each<[string, string, (alarm: MetricAlarm) => MetricAlarm]>([
    ['a line that lies too high', 'concurrency', (alarm) => ({ ...alarm, threshold: alarm.threshold * 2 })],
    [
      'a heartbeat whose silence is fine',
      'sla-sweep-missing',
      (alarm) => ({ ...alarm, missing: 'notBreaching' }),
    ],
    [
      'the queue of another name',
      'ticket-escalations-dlq',
      (alarm) => ({
        ...alarm,
        reads: alarm.reads.map((read) => ({
          ...read,
          name: { ...read.name, dimensions: { QueueName: nameOf('exports') } },
        })),
      }),
    ],
    [
      'a window that is waited for too long',
      'exports-behind',
      (alarm) => ({ ...alarm, evaluationPeriods: 9, datapointsToAlarm: 9 }),
    ],
    [
      'the wrong statistic',
      'api-slow',
      (alarm) => ({ ...alarm, reads: alarm.reads.map((read) => ({ ...read, statistic: 'p50' })) }),
    ],
    [
      'conflicts that leave the alarm as it was when they end',
      'table-conflicts',
      (alarm) => ({ ...alarm, expression: 'conflicts', missing: 'ignore' }),
    ],
    ['a line that lies too low', 'sla-sweep-late', (alarm) => ({ ...alarm, threshold: 60 })],
  ])('is really tried: %s is noticed', (_, id, spoil) => {
    const scenario = scenarios.find(({ alarm }) => alarm === id);
    const spoilt = telling.metric.map((alarm) => (alarm.name === nameOf(id) ? spoil(alarm) : alarm));
    if (!scenario) throw new Error(id);

    const { harmless, trouble, ringing } = play(scenario, { metric: spoilt, composite: [] });

    expect(harmless.size > 0 || !trouble.has(nameOf(id)) || ringing.length > 0).toBe(true);
  });
});

describe('The error budget', () => {
  const budget: TemplateAlarms = {
    metric: all.metric.filter(({ name }) => name.startsWith(nameOf('burn-'))),
    composite: all.composite,
  };
  /** Twenty requests a minute, of which one in so many fails from some minute on; looked at every five minutes. */
  const burn = (quietMinutes: number, badMinutes: number, oneFailsIn: number) => {
    const metrics = createMetrics();
    let at = BEGIN;
    const world = createWorld(metrics, nameOf, () => at);
    const watch = createWatch(budget, metrics);
    const rung: Rung = new Map();
    let requests = 0;
    for (let minute = 1; minute <= quietMinutes + badMinutes; minute++) {
      at = BEGIN + minute * MINUTE;
      for (let n = 0; n < 20; n++) {
        const isBad = minute > quietMinutes && ++requests % oneFailsIn === 0;
        world.requests(1, { failed: isBad ? 1 : 0 });
      }
      if (minute % 5 > 0) continue;
      for (const { name, state, tells } of watch.look(at)) {
        const id = name.replace(nameOf(''), '');
        if (state === 'ALARM' && tells && !rung.has(id)) rung.set(id, minute - quietMinutes);
      }
    }
    return rung;
  };
  const hour = 60;

  it('wakes somebody within five minutes of a full outage', () => {
    expect(burn(hour, 5, 1)).toEqual(new Map([['burn-page', 5]]));
  });

  it('wakes somebody within an hour when 2 % of requests fail, by the fast windows', () => {
    const rung = burn(hour, hour, 50);

    expect(rung.get('burn-page')).toBeLessThanOrEqual(hour);
  });

  it('wakes somebody within six hours when 0.8 % fail, which the fast windows let pass', () => {
    const rung = burn(hour, 6 * hour, 125);

    expect(rung.get('burn-page')).toBeGreaterThan(hour);
    expect(rung.get('burn-page')).toBeLessThanOrEqual(6 * hour);
  });

  it('writes a ticket, and wakes nobody, when 0.2 % fail for more than a day', () => {
    const rung = burn(3 * 24 * hour, 48 * hour, 500);

    expect([...rung.keys()]).toEqual(['burn-ticket']);
  });

  it('is quiet when 0.05 % fail for three days', () => {
    expect(burn(hour, 3 * 24 * hour, 2000)).toEqual(new Map());
  });

  it('is quiet for a blip that is over before it weighs anything', () => {
    // Half a minute of outage in a busy hour.
    expect(burn(2 * 24 * hour, 1, 2)).toEqual(new Map());
  });
});
