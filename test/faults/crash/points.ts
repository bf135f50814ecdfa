import type { FaultPlan } from '#local/engines/faults.ts';
import { busy, duplicated, killed, lostForLong, type Mode, replyLost, standingStill } from '../modes.ts';
import { arm } from './armed.ts';
import type { Ground } from './ground.ts';
import { functionOf } from './handlers.ts';
import type { Scenario, Story, Told } from './story.ts';

/** What is done to each call of a handler. The first two are its crash points. */
export const disturbances = [
  'killed before',
  'killed after',
  'reply lost',
  'lost for long',
  'twice',
  'busy',
  'frozen',
] as const;
export type Disturbance = (typeof disturbances)[number];

/** One call of one handler, disturbed once. */
export type Point = {
  readonly handler: string;
  readonly disturbance: Disturbance;
  readonly n: number;
  /** `dynamodb TransactWriteItems` */
  readonly call: string;
  /** What does not hold; empty when all does. */
  readonly broken: readonly string[];
};

export type HandlerReport = {
  readonly handler: string;
  /** AWS calls of an undisturbed run. */
  readonly calls: readonly string[];
  readonly points: readonly Point[];
  readonly seconds: number;
};

type Played = {
  readonly calls: readonly string[];
  readonly hit: string | undefined;
  readonly told: readonly Told[];
  readonly left: readonly string[];
  readonly broken: readonly string[];
};

/** How a story is disturbed; `undefined` where it cannot be in this way. What goes wrong meanwhile is added to `broken`. */
type Way = (story: Story, broken: string[]) => Mode | undefined;

const wayOf =
  (disturbance: Disturbance, { stack: { workers, clock } }: Ground['journey']): Way =>
  ({ meanwhile }, broken) => {
    if (disturbance === 'reply lost') return replyLost;
    if (disturbance === 'lost for long') return lostForLong(clock);
    if (disturbance === 'twice') return duplicated;
    if (disturbance === 'busy') return busy;
    if (disturbance !== 'frozen')
      return killed(disturbance === 'killed before' ? 'before' : 'after', workers);
    return (
      meanwhile && standingStill('before', workers, async () => void broken.push(...(await meanwhile())))
    );
  };

const undisturbed: Way = () => () => undefined;

/** One story from its arrangement to what it has left, its `at`th call disturbed; 0 disturbs none. */
const play = async (
  ground: Ground,
  scenario: Scenario,
  at: number,
  way: Way,
  beneath?: FaultPlan,
): Promise<Played> => {
  const { journey, desk, observer } = ground;
  const story = await scenario.arrange(desk);
  const mark = await ground.begin();
  const broken: string[] = [];
  const mode = way(story, broken);
  const name = functionOf(scenario.handler);
  const armed = arm(journey.stack, name, mode ? at : 0, mode ?? (() => undefined), beneath);
  let told: readonly Told[];
  try {
    told = await story.act();
    await journey.drain();
  } finally {
    armed.disarm();
  }
  await story.afterwards?.();
  await journey.drain();
  const changed = await observer.since(mark, scenario);
  const left = scenario.look
    ? [...(await scenario.look(desk)), ...changed.filter((line) => line.startsWith('queue '))]
    : changed;
  await story.clean?.();
  return { calls: [...armed.calls], hit: armed.hit(), told, left, broken };
};

const isGood = ({ status }: Told): boolean => status >= 200 && status < 300;

/** What callers may be told: at the end that it is done; before that, unless their connection broke with the worker, only to come back. */
const wrongWords = (
  told: readonly Told[],
  disturbance: Disturbance,
  doneAlready: readonly number[],
): string[] => {
  const last = told.at(-1);
  if (last === undefined) return [];
  // Who came again meanwhile, or whose own repeat came when its token was forgotten, may be told that it is done.
  const frozen = disturbance === 'frozen' || disturbance === 'lost for long';
  const crashed = frozen || disturbance.startsWith('killed');
  const before = told.slice(0, -1);
  const early = crashed ? [] : before.filter(({ status, retryAfter }) => status !== 503 || !retryAfter);
  const isLate = crashed && (frozen || before.length > 0) && doneAlready.includes(last.status);
  const end = isGood(last) || isLate || (crashed && doneByForm(told)) ? [] : [last];
  return [...early, ...end].map(
    ({ status, retryAfter }) => `told ${status}${retryAfter ? ' with Retry-After' : ''}`,
  );
};

/** A form whose sender saw a failure, looked, and found that it had come. */
const doneByForm = (told: readonly Told[]): boolean => told.length === 1 && (told[0]?.status ?? 0) >= 500;

const without = (all: readonly string[], gone: readonly string[]): string[] => {
  const rest = [...all];
  for (const one of gone) {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
};

/** How what a story left differs from what it leaves undisturbed. */
export const differences = (expected: readonly string[], left: readonly string[]): string[] => [
  ...without(expected, left).map((line) => `missing ${line}`),
  ...without(left, expected).map((line) => `too much ${line}`),
];

const isTransaction = (call: string | undefined): boolean => call === 'dynamodb TransactWriteItems';

/** More calls than any handler makes; where this is reached something never ends. */
const MOST_CALLS = 400;

export type Effort = {
  readonly ways: readonly Disturbance[];
  /** Cuts the list of calls, for a short look. */
  readonly most?: number | undefined;
  /** A fault that is there all the time once the model is known, to show that it is noticed. */
  readonly beneath?: FaultPlan;
};

/** Plays a handler's story with each of its calls disturbed, in each way, and compares what is left with an undisturbed run. */
export const crashPoints = async (
  ground: Ground,
  scenario: Scenario,
  { ways, most = MOST_CALLS, beneath }: Effort,
): Promise<HandlerReport> => {
  const began = performance.now();
  const { handler, doneAlready = [] } = scenario;
  await scenario.before?.(ground.desk);
  // Once to warm up what is kept between calls, once to see how it should be.
  await play(ground, scenario, 0, undisturbed);
  const model = await play(ground, scenario, 0, undisturbed);
  const points: Point[] = [];
  if (!model.told.every(isGood))
    throw new Error(`${handler} does not work undisturbed: ${JSON.stringify(model.told)}`);
  for (const disturbance of ways.filter((way) => way !== 'lost for long' || !scenario.hasNoKey)) {
    for (let n = 1; n <= most; n++) {
      if (disturbance === 'lost for long' && !isTransaction(model.calls[n - 1])) {
        if (n > model.calls.length) break;
        continue;
      }
      const played = await play(ground, scenario, n, wayOf(disturbance, ground.journey), beneath);
      if (played.hit === undefined) {
        // Fewer calls than before happen where something was kept in memory.
        if (n > model.calls.length) break;
        continue;
      }
      const broken = [
        ...played.broken,
        ...wrongWords(played.told, disturbance, doneAlready),
        ...differences(model.left, played.left),
      ];
      points.push({ handler, disturbance, n, call: played.hit, broken });
    }
  }
  return { handler, calls: model.calls, points, seconds: (performance.now() - began) / 1000 };
};
