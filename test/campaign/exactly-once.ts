import { startJourney } from '#test/support/local-stack.ts';
import { answerAll } from './answers.ts';
import { type Field, openCases } from './cases.ts';
import { type Checked, checkAll, versionsOf } from './check.ts';
import { clientFor } from './client.ts';
import { disturb, type Trouble } from './disturbance.ts';
import { nothing, type Violations } from './found.ts';
import { openHistory } from './history.ts';
import { checkLateness, type Lateness, latenessOf } from './lateness.ts';
import { checkPoison, deadLetters, type Poison, poisonOf } from './poison.ts';
import { randomOf } from './random.ts';
import { readOut } from './read-back.ts';
import {
  calm,
  drain,
  muchLater,
  type Rounds,
  type Span,
  settle,
  spanOf,
  storm,
  stormByMinutes,
} from './rounds.ts';
import { type Watch, watchRungs } from './watch.ts';

export type CampaignOptions = {
  readonly tickets: number;
  readonly seed: number;
  readonly kills: number;
  /** Takes the conditions out of every transaction, to show that the campaign notices. */
  readonly sabotage?: boolean;
  /** Where the history is written, as JSON lines. */
  readonly history?: string;
  /** Told of each stage as it begins. */
  readonly onStage?: (stage: string) => void;
};
export type CampaignReport = {
  readonly seed: number;
  readonly tickets: number;
  readonly deliveries: number;
  readonly killed: number;
  readonly killedBy: Readonly<Record<string, number>>;
  readonly conflicts: number;
  /** Requests that clients had to repeat. */
  readonly repeated: number;
  readonly deadLetters: number;
  readonly rungs: number;
  readonly mails: Checked['mails'];
  readonly lateness: { readonly calm: Lateness; readonly storm: Lateness };
  readonly seconds: number;
  readonly violations: Violations;
};

/** Monday, ten o'clock in Shanghai: no quiet hours when surveys are due. */
const BEGIN = Date.parse('2026-03-02T02:00:00Z');

/** Calls to the engines that a case makes in all storms, less than there are: so that all kills happen before the end. */
const CALLS_A_CASE = 12;

/** The middle of deadlines a day, a day and a half, and (minute by minute) two days after the opening; and when all have passed. */
const STORMS = 4;

type Run = {
  readonly field: Field;
  readonly rounds: Rounds;
  readonly watch: Watch;
  readonly poison: readonly Poison[];
  readonly trouble: Trouble;
  readonly onStage: (stage: string) => void;
};

/** The four storms; answers in which span of time the third let deadlines fall due minute by minute. */
const stormThrough = async (
  { field, rounds, trouble, poison, onStage }: Run,
  kills: number,
): Promise<Span> => {
  const portion = (n: number) => ({
    kills: n === STORMS - 1 ? kills : Math.floor(kills / STORMS),
    poison: poison.filter((_, at) => at % STORMS === n),
  });
  onStage('storm after 24 hours');
  await storm(field, rounds, trouble, { hours: 24, ...portion(0) });
  onStage('storm after 36 hours');
  await storm(field, rounds, trouble, { hours: 36, ...portion(1) });
  onStage('storm after 48 hours, minute by minute');
  const span = await stormByMinutes(field, rounds, trouble, { hours: 48, ...portion(2) });
  onStage('storm after 74 hours');
  await storm(field, rounds, trouble, { hours: 74, ...portion(3) });
  for (let more = 0; more < 20 && trouble.killsLeft() > 0; more++) {
    trouble.round(kills);
    trouble.deliveries.again();
    await drain(field);
  }
  trouble.stop();
  return span;
};

/** Reads everything back once it has come to rest, then has all of it delivered again a day and an hour later. */
const lookAfter = async (run: Run, found: Violations): Promise<{ checked: Checked; letters: number }> => {
  const { field, rounds, trouble, watch, poison, onStage } = run;
  const { journey } = field;
  onStage('settling');
  await settle(field, rounds);
  const answers = await answerAll(field);
  onStage('reading back');
  await readOut(field);
  const before = await versionsOf(field);
  const checked = await checkAll(field, { watch, answers }, found);
  onStage('everything again, 25 hours later');
  await muchLater(field, rounds, trouble);
  await checked.unchangedBut(before, await journey.now());
  const letters = await deadLetters(journey.stack);
  found.other.push(...checkPoison(poison, letters, journey.home).map((line) => `ESC-6 ${line}`));
  return { checked, letters: letters.length };
};

/**
 * The exactly-once campaign: cases fall due and surveys are sent while messages come two to five times in shuffled order, three sweeps run at
 * once, workers are killed at random calls, transactions collide, clocks are off, indexes lag, poison lies in the queues, and people go on
 * writing. Afterwards nothing may be lost, twice or early, and the dead letters are the poison.
 */
export const runCampaign = async (options: CampaignOptions): Promise<CampaignReport> => {
  const began = performance.now();
  const { seed, tickets, kills, sabotage = false, onStage = () => undefined } = options;
  const random = randomOf(seed);
  const journey = await startJourney({ now: BEGIN });
  const { stack } = journey;
  const history = openHistory(options.history);
  const watch = watchRungs(stack.clock.now);
  const field: Field = { journey, client: clientFor(journey, history), history, random, cases: [] };
  const found = nothing();
  try {
    stack.engines.setFaults((call) => void watch.see(call));
    onStage('opening cases');
    await openCases(field, tickets);
    await drain(field);
    const rounds: Rounds = { span: spanOf(field.cases), sweptAt: [] };
    onStage('calm');
    const calmly = await calm(field, rounds, 18);
    const gap = Math.ceil((CALLS_A_CASE * tickets) / Math.max(1, kills));
    const trouble = disturb(stack, { random, history, watch }, { kills, gap, sabotage });
    const run: Run = { field, rounds, watch, trouble, onStage, poison: poisonOf(random, seed) };
    const stormily = await stormThrough(run, kills);
    const lateness = {
      calm: latenessOf(watch, calmly, rounds.sweptAt),
      storm: latenessOf(watch, stormily, rounds.sweptAt),
    };
    checkLateness('calm', lateness.calm, 1, found);
    checkLateness('storm', lateness.storm, 5, found);
    const { checked, letters } = await lookAfter(run, found);
    return {
      ...{ seed, tickets, lateness, deliveries: trouble.deliveries.count(), deadLetters: letters },
      ...{ killed: kills - trouble.killsLeft(), killedBy: Object.fromEntries(trouble.killed) },
      ...{ conflicts: trouble.conflicts(), repeated: field.client.repeated(), rungs: watch.fired.size },
      mails: checked.mails,
      seconds: Math.round((performance.now() - began) / 1000),
      violations: found,
    };
  } finally {
    stack.engines.setFaults(undefined);
    history.close();
    await journey.close();
  }
};

/** What remains to be seen when the conditions are taken out of every transaction: two storms, and what the invariants say of them. */
export const runSabotaged = async ({
  tickets,
  seed,
}: {
  tickets: number;
  seed: number;
}): Promise<Violations> => {
  const random = randomOf(seed);
  const journey = await startJourney({ now: BEGIN });
  const { stack } = journey;
  const history = openHistory();
  const watch = watchRungs(stack.clock.now);
  const field: Field = { journey, client: clientFor(journey, history), history, random, cases: [] };
  const found = nothing();
  try {
    await openCases(field, tickets);
    const rounds: Rounds = { span: spanOf(field.cases), sweptAt: [] };
    const trouble = disturb(stack, { random, history, watch }, { kills: 0, gap: 1, sabotage: true });
    for (const hours of [24, 36]) await storm(field, rounds, trouble, { hours, kills: 0, poison: [] });
    trouble.stop();
    await settle(field, rounds);
    await checkAll(field, { watch, answers: await answerAll(field) }, found);
    return found;
  } finally {
    stack.engines.setFaults(undefined);
    await journey.close();
  }
};
