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

export type Played = {
  readonly calls: readonly string[];
  readonly hit: string | undefined;
  readonly told: readonly Told[];
  readonly left: readonly string[];
  readonly broken: readonly string[];
  /** Somebody else can do the work while the worker stands still. */
  readonly canFreeze: boolean;
};

/** How a story is disturbed; `undefined` where it cannot be in this way. What goes wrong meanwhile is added to `broken`. */
type Way = (story: Story, broken: string[]) => Mode | undefined;

export const wayOf =
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

export const undisturbed: Way = () => () => undefined;

/** One story from its arrangement to what it has left, its `at`th call disturbed; 0 disturbs none. */
export const play = async (
  ground: Ground,
  scenario: Scenario,
  at: number,
  way: Way,
  beneath?: FaultPlan,
): Promise<Played> => {
  const { journey, desk, observer, timed } = ground;
  const story = await timed('arrange', () => scenario.arrange(desk));
  const mark = await timed('begin', ground.begin);
  const broken: string[] = [];
  const mode = way(story, broken);
  const name = functionOf(scenario.handler);
  const armed = arm(journey.stack, name, mode ? at : 0, mode ?? (() => undefined), beneath);
  let told: readonly Told[];
  try {
    told = await timed('act', story.act);
    await timed('drain', journey.drain);
  } finally {
    armed.disarm();
  }
  await timed('afterwards', async () => {
    await story.afterwards?.();
    await journey.drain();
  });
  const changed = await timed('compare', () => observer.since(mark, scenario));
  const left = scenario.look
    ? [...(await scenario.look(desk)), ...changed.filter((line) => line.startsWith('queue '))]
    : changed;
  await timed('clean', async () => story.clean?.());
  return {
    ...{ calls: [...armed.calls], hit: armed.hit(), told, left, broken },
    canFreeze: story.meanwhile !== undefined,
  };
};
