import type { FaultPlan } from '#local/engines/faults.ts';
import type { Ground } from './ground.ts';
import { type Disturbance, type Played, play, undisturbed, wayOf } from './play.ts';
import type { Scenario } from './story.ts';
import { differences, isGood, wrongWords } from './verdict.ts';

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

/** All calls of one handler, disturbed in one way. */
export type WayReport = HandlerReport & { readonly disturbance: Disturbance };

const isTransaction = (call: string | undefined): boolean => call === 'dynamodb TransactWriteItems';

/** More calls than any handler makes; where this is reached something never ends. */
const MOST_CALLS = 400;

export type Effort = {
  readonly ways: readonly Disturbance[];
  /** Cuts the list of calls, for a short look. */
  readonly most?: number | undefined;
  /** Disturbs each of several reads in a row too: without it the first and the last of them stand for the others (settings, shards, pages). */
  readonly every?: boolean | undefined;
  /** A fault that is there all the time once the model is known, to show that it is noticed. */
  readonly beneath?: FaultPlan;
  /** Hears of each way as soon as it was played. */
  readonly onWay?: (report: WayReport) => void;
};

const BROKE_OFF = 'the story broke off';

type Model = Pick<Played, 'calls' | 'left' | 'canFreeze'>;

/** One point; `undefined` where the call did not come. A story that breaks off is a point that does not hold. */
const playPoint = async (
  ground: Ground,
  scenario: Scenario,
  {
    disturbance,
    n,
    model,
    beneath,
  }: Pick<Effort, 'beneath'> & {
    readonly disturbance: Disturbance;
    readonly n: number;
    readonly model: Model;
  },
): Promise<Point | undefined> => {
  const { handler, doneAlready = [] } = scenario;
  const at = { handler, disturbance, n };
  try {
    const played = await play(ground, scenario, n, wayOf(disturbance, ground.journey), beneath);
    if (played.hit === undefined) return undefined;
    const broken = [
      ...played.broken,
      ...wrongWords(played.told, disturbance, doneAlready),
      ...differences(model.left, played.left),
    ];
    return { ...at, call: played.hit, broken };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...at, call: model.calls[n - 1] ?? '?', broken: [`${BROKE_OFF}: ${why}`] };
  }
};

const READS = /(?: Query| Scan| GetItem| BatchGetItem| GetObject| HeadObject| List\w*| Describe\w*)$/;

/** A read between two others of its kind. */
export const isInARow = (calls: readonly string[], n: number): boolean => {
  const call = calls[n - 1];
  return call !== undefined && READS.test(call) && calls[n - 2] === call && calls[n] === call;
};

/** Every call of a handler disturbed in one way. */
const playWay = async (
  ground: Ground,
  scenario: Scenario,
  disturbance: Disturbance,
  model: Model,
  { most = MOST_CALLS, every = false, beneath }: Omit<Effort, 'ways'>,
): Promise<readonly Point[]> => {
  const points: Point[] = [];
  const isOver = (n: number): boolean => n > model.calls.length;
  for (let n = 1; n <= most; n++) {
    const cannot = disturbance === 'lost for long' && !isTransaction(model.calls[n - 1]);
    if (cannot && isOver(n)) break;
    if (cannot || (!every && isInARow(model.calls, n))) continue;
    const point = await playPoint(ground, scenario, {
      ...{ disturbance, n, model },
      ...(beneath ? { beneath } : {}),
    });
    if (point !== undefined) points.push(point);
    // Fewer calls than before happen where something was kept in memory.
    if (isOver(n) && (point === undefined || point.broken[0]?.startsWith(BROKE_OFF))) break;
  }
  return points;
};

/** Plays a handler's story with each of its calls disturbed, in each way, and compares what is left with an undisturbed run. */
export const crashPoints = async (
  ground: Ground,
  scenario: Scenario,
  { ways, onWay, ...effort }: Effort,
): Promise<HandlerReport> => {
  const began = performance.now();
  const { handler } = scenario;
  await scenario.before?.(ground.desk);
  // Once to warm up what is kept between calls, once to see how it should be.
  await play(ground, scenario, 0, undisturbed);
  const model = await play(ground, scenario, 0, undisturbed);
  if (!model.told.every(isGood))
    throw new Error(`${handler} does not work undisturbed: ${JSON.stringify(model.told)}`);
  const { calls } = model;
  const points: Point[] = [];
  for (const disturbance of ways) {
    const since = performance.now();
    const cannotBe =
      (disturbance === 'lost for long' && scenario.hasNoKey) ||
      (disturbance === 'frozen' && !model.canFreeze);
    const played = cannotBe ? [] : await playWay(ground, scenario, disturbance, model, effort);
    points.push(...played);
    const seconds = (performance.now() - since) / 1000;
    onWay?.({ handler, disturbance, calls, points: played, seconds });
  }
  return { handler, calls, points, seconds: (performance.now() - began) / 1000 };
};
