import { ifMatch, type Journey, startJourney } from '#test/support/local-stack.ts';
import { type Case, check, type Violations } from './check.ts';
import { type Disturbance, disturb } from './disturbance.ts';
import { type Random, randomOf } from './random.ts';

export type CampaignOptions = {
  readonly tickets: number;
  readonly seed: number;
  readonly kills: number;
  /** Takes the conditions out of every transaction, to show that the campaign notices. */
  readonly sabotage?: boolean;
};
export type CampaignReport = {
  readonly seed: number;
  readonly tickets: number;
  readonly deliveries: number;
  readonly killed: number;
  readonly seconds: number;
  readonly violations: Violations;
};

/** Monday, nine o'clock in Shanghai: no quiet hours until the evening. */
const BEGIN = Date.parse('2026-03-02T01:00:00Z');
/** Hours after which somebody looks: between and beyond the deadlines of a complaint, never in quiet hours when surveys are due. */
const rounds = [35, 74];

const inParallel = async <T>(
  items: readonly T[],
  width: number,
  work: (item: T, n: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let n = next++; n < items.length; n = next++) await work(items[n] as T, n);
  };
  await Promise.all(Array.from({ length: width }, lane));
};

/**
 * The exactly-once campaign: tickets fall due and surveys are sent while messages come two to five times in shuffled order, three sweeps
 * run at once, workers are killed at random calls, and people go on writing. Afterwards nothing may be lost, twice or early.
 */
export const runCampaign = async (options: CampaignOptions): Promise<CampaignReport> => {
  const began = performance.now();
  const random = randomOf(options.seed);
  const journey = await startJourney({ now: BEGIN });
  try {
    const cases = await openCases(journey, options.tickets);
    const state = disturb(journey.stack, random, options.kills, options.sabotage === true);
    for (const [n, hours] of rounds.entries()) {
      await round(journey, cases, random, hours, n, state);
    }
    journey.stack.engines.setFaults(undefined);
    await settle(journey);
    const violations = await check(journey, cases);
    return {
      seed: options.seed,
      tickets: cases.length,
      deliveries: state.deliveries,
      killed: options.kills - state.killsLeft,
      seconds: Math.round((performance.now() - began) / 1000),
      violations,
    };
  } finally {
    await journey.close();
  }
};

/** Every fourth case will be answered and resolved, so that a survey follows; the others are left to their deadlines. */
const openCases = async (journey: Journey, tickets: number): Promise<Case[]> => {
  const cases: Case[] = [];
  await inParallel(Array.from({ length: tickets }), 8, async (_, n) => {
    const email = `person${n}@example.com`;
    const reply = await journey.as('agent1').post('/v1/tickets', {
      kind: 'complaint',
      category: 'complaint.quality',
      severity: 'ordinary',
      subject: `Case ${n}`,
      body: 'It is broken.',
      channel: 'web',
      customer: { name: `Person ${n}`, email },
    });
    if (reply.status !== 201) throw new Error(`no ticket: ${reply.status} ${JSON.stringify(reply.body)}`);
    const { id, createdAt } = reply.body as { id: string; createdAt: string };
    const one: Case = { id, createdAt: Date.parse(createdAt), email, resolved: false, written: [] };
    cases.push(one);
    if (n % 4 === 0) await resolve(journey, one);
  });
  return cases;
};

const resolve = async (journey: Journey, one: Case): Promise<void> => {
  await journey
    .as('agent1')
    .post(`/v1/tickets/${one.id}/messages`, { visibility: 'public', body: 'A new one is on its way.' });
  const read = await journey.as('agent1').get(`/v1/tickets/${one.id}`);
  const done = await journey
    .as('agent1')
    .post(`/v1/tickets/${one.id}/transitions`, { to: 'resolved', reason: 'replaced' }, ifMatch(read));
  if (done.status !== 200) throw new Error(`not resolved: ${done.status} ${JSON.stringify(done.body)}`);
  one.resolved = true;
};

const sweeps = [
  'schedules-sla-sweep',
  'schedules-sla-sweep',
  'schedules-sla-sweep',
  'schedules-survey-due',
  'schedules-survey-due',
];

const round = async (
  journey: Journey,
  cases: readonly Case[],
  random: Random,
  hours: number,
  n: number,
  state: Disturbance,
): Promise<void> => {
  await journey.setClock(BEGIN + hours * 3_600_000 + n * 1000);
  // A sweep that is killed on its way is a failed invocation: the next one covers it.
  const swept = Promise.allSettled(sweeps.map((name) => journey.stack.invoke(name, {})));
  await Promise.all([swept, chatter(journey, cases, random)]);
  state.repeatSingles();
  await journey.drain();
};

/** People go on writing while deadlines fall due, two at once to one case; what was acknowledged must be there at the end. */
const chatter = async (journey: Journey, cases: readonly Case[], random: Random): Promise<void> => {
  const chosen = random
    .shuffled(cases.filter(({ resolved }) => !resolved))
    .slice(0, Math.ceil(cases.length / 10));
  const write = async (one: Case): Promise<void> => {
    const note = { visibility: 'internal', body: 'Looked at it.' };
    const reply = await journey.as('admin').post(`/v1/tickets/${one.id}/messages`, note);
    if (reply.status === 201) one.written.push((reply.body as { id: string }).id);
    else if (reply.status !== 503) throw new Error(`message: ${reply.status} ${JSON.stringify(reply.body)}`);
  };
  await inParallel(chosen, 3, async (one) => {
    await Promise.all([write(one), write(one)]);
  });
};

/** Without disturbance, two periods later, everything must be caught up. */
const settle = async (journey: Journey): Promise<void> => {
  for (let period = 0; period < 2; period++) {
    await journey.advance('PT1M');
    await journey.run('sla-sweep');
    await journey.run('survey-due');
  }
};

export const total = ({ lost, twice, early, other }: Violations): number =>
  lost.length + twice.length + early.length + other.length;
