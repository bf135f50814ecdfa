import { startJourney } from '#test/support/local-stack.ts';
import { answerAll } from './answers.ts';
import { type Field, openCases } from './cases.ts';
import { type Checked, checkAll, versionsOf } from './check.ts';
import { clientFor } from './client.ts';
import { disturb } from './disturbance.ts';
import { nothing, type Violations } from './found.ts';
import { openHistory } from './history.ts';
import { checkLateness, type Lateness, latenessOf } from './lateness.ts';
import { checkPoison, deadLetters, poisonOf } from './poison.ts';
import { randomOf } from './random.ts';
import { readOut } from './read-back.ts';
import { calm, drain, muchLater, type Rounds, settle, spanOf, storm, stormByMinutes } from './rounds.ts';
import { watchRungs } from './watch.ts';

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

/** The middle of deadlines a day, a day and a half, and (minute by minute) two days after the opening; and when all have passed. */
const STORMS = 4;

/**
 * The exactly-once campaign: cases fall due and surveys are sent while messages come two to five times in shuffled order, three sweeps run at
 * once, workers are killed at random calls, transactions collide, clocks are off, indexes lag, poison lies in the queues, and people go on
 * writing. Afterwards nothing may be lost, twice or early, and the dead letters are the poison.
 */
export const runCampaign = async (options: CampaignOptions): Promise<CampaignReport> => {
  const began = performance.now();
  const { seed, tickets, kills, onStage = () => undefined } = options;
  const random = randomOf(seed);
  const journey = await startJourney({ now: BEGIN });
  const { stack } = journey;
  const history = openHistory(options.history);
  const watch = watchRungs(stack.clock.now);
  const field: Field = { journey, client: clientFor(journey, history), history, random, cases: [] };
  const poison = poisonOf(random, seed);
  const portion = (n: number) => poison.filter((_, at) => at % STORMS === n);
  const share = Math.floor(kills / STORMS);
  try {
    stack.engines.setFaults((call) => void watch.see(call));
    onStage('opening cases');
    await openCases(field, tickets);
    await drain(field);
    const rounds: Rounds = { span: spanOf(field.cases), sweptAt: [] };
    onStage('calm');
    const calmly = await calm(field, rounds, 18);
    const quiet = [...rounds.sweptAt];
    const trouble = disturb(
      stack,
      { random, history, watch },
      { kills, gap: Math.ceil((12 * tickets) / Math.max(1, kills)), sabotage: options.sabotage === true },
    );
    onStage('storm after 24 hours');
    await storm(field, rounds, trouble, { hours: 24, kills: share, poison: portion(0) });
    onStage('storm after 36 hours');
    await storm(field, rounds, trouble, { hours: 36, kills: share, poison: portion(1) });
    onStage('storm after 48 hours, minute by minute');
    const stormily = await stormByMinutes(field, rounds, trouble, {
      ...{ hours: 48, kills: share, poison: portion(2) },
    });
    onStage('storm after 74 hours');
    await storm(field, rounds, trouble, { hours: 74, kills, poison: portion(3) });
    for (let more = 0; more < 20 && trouble.killsLeft() > 0; more++) {
      trouble.round(kills);
      trouble.deliveries.again();
      await drain(field);
    }
    trouble.stop();
    onStage('settling');
    await settle(field, rounds);
    const answers = await answerAll(field);
    onStage('reading back');
    const found = nothing();
    await readOut(field);
    const before = await versionsOf(field);
    const checked = await checkAll(field, { watch, answers }, found);
    const lateness = {
      calm: latenessOf(watch, calmly, quiet),
      storm: latenessOf(watch, stormily, rounds.sweptAt),
    };
    checkLateness('calm', lateness.calm, 1, found);
    checkLateness('storm', lateness.storm, 5, found);
    onStage('everything again, 25 hours later');
    await muchLater(field, rounds, trouble);
    await checked.unchangedBut(before, await journey.now());
    const letters = await deadLetters(stack);
    found.other.push(...checkPoison(poison, letters, journey.home).map((line) => `ESC-6 ${line}`));
    return {
      ...{ seed, tickets: field.cases.length, deliveries: trouble.deliveries.count() },
      killed: kills - trouble.killsLeft(),
      killedBy: Object.fromEntries(trouble.killed),
      conflicts: trouble.conflicts(),
      repeated: field.client.repeated(),
      deadLetters: letters.length,
      rungs: watch.fired.size,
      mails: checked.mails,
      lateness,
      seconds: Math.round((performance.now() - began) / 1000),
      violations: found,
    };
  } finally {
    stack.engines.setFaults(undefined);
    history.close();
    await journey.close();
  }
};
