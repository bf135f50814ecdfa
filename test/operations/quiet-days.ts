import { setTimeout as pause } from 'node:timers/promises';
import { iso, minutes } from '#shared/domain/kernel/time.ts';
import { randomOf } from '#test/campaign/random.ts';
import { type Journey, startJourney } from '#test/support/local-stack.ts';
import { LOGGED_MS } from './desk.ts';
import { strangeLines } from './log-lines.ts';
import { type Observer, observe } from './observer.ts';
import { canaries, ordinaryTraffic, type Traffic } from './ordinary-day.ts';

export type QuietReport = {
  readonly seed: number;
  readonly minutes: number;
  /** Alarms that rang, with their instants; quiet means none. */
  readonly rung: readonly string[];
  readonly alarms: number;
  readonly requests: Readonly<Record<string, number>>;
  /** Runs of schedules by what the sweeps reported themselves. */
  readonly sweeps: number;
  readonly lines: number;
  /** Lines that don't fit the schema of the log, or hold what must not be in one. */
  readonly strangeLines: readonly string[];
  readonly strangeAnswers: readonly string[];
  readonly mails: number;
  readonly seconds: number;
};

/** Monday, eight in the morning in Shanghai. */
const BEGIN = Date.parse('2026-03-02T00:00:00Z');

/** An ordinary minute that begins at this instant, or now where that is later: traffic, every schedule that is due, and a look at all alarms; what rang, with its instant. */
export const quietMinute = async (
  { stack }: Journey,
  observer: Observer,
  traffic: Traffic,
  at: number,
): Promise<string[]> => {
  stack.clock.moveTo(Math.max(at, stack.clock.now()));
  await traffic.minute(stack.clock.now());
  const fired = performance.now();
  await stack.scheduler.tick();
  await stack.drain();
  const settledMs = performance.now() - fired;
  await pause(LOGGED_MS);
  return observer
    .look(settledMs)
    .flatMap(({ at: rangAt, name, state, tells }) =>
      state === 'ALARM' && tells ? [`${iso(rangAt)} ${name}`] : [],
    );
};

/**
 * Lets virtual minutes pass on a local stack, with every schedule at its own time and ordinary traffic, and evaluates all alarms each minute
 * over the metrics that the functions really wrote and what the engines really did.
 */
export const quietDays = async (options: {
  minutes: number;
  seed: number;
  onHour?: (report: string) => void;
}): Promise<QuietReport> => {
  const began = performance.now();
  const journey = await startJourney({ now: BEGIN, metrics: true });
  try {
    // A stage that has been there for a while has a snapshot.
    await journey.run('snapshot-full');
    const observer = observe(journey);
    const traffic = ordinaryTraffic(journey, observer, randomOf(options.seed));
    await journey.run('snapshot-incremental');
    const rung: string[] = [];
    let seen = 0;
    let sweeps = 0;
    const strange: string[] = [];
    for (let minute = 1; minute <= options.minutes; minute++) {
      rung.push(...(await quietMinute(journey, observer, traffic, BEGIN + minutes(minute))));
      for (const line of observer.lines.slice(seen)) {
        if (line.text.includes('"SweepCompleted"')) sweeps++;
        strange.push(...strangeLines(line, canaries));
      }
      seen = observer.lines.length;
      if (minute % 60 === 0)
        options.onHour?.(
          `hour ${minute / 60}: ${rung.length} alarms, ${strange.length} strange lines, ${Math.round((performance.now() - began) / 1000)} s`,
        );
    }
    return {
      seed: options.seed,
      minutes: options.minutes,
      rung,
      alarms: observer.watch.states().size,
      requests: traffic.counts(),
      sweeps,
      lines: seen,
      strangeLines: strange,
      strangeAnswers: traffic.strange,
      mails: (await journey.outbox()).length,
      seconds: Math.round((performance.now() - began) / 1000),
    };
  } finally {
    await journey.close();
  }
};
