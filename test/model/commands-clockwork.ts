import fc from 'fast-check';
import { DeliveryFailed } from '#shared/app/surveys/dispatch.ts';
import { hours, minutes, seconds } from '#shared/domain/kernel/time.ts';
import { type Command, command, dies, nth } from './command.ts';
import { checkAll, checkCase, checkLoads, Divergence } from './compare.ts';
import { checkReply, dying, type Play, request } from './play.ts';
import { No, work } from './reference/acts.ts';
import { timerOf } from './reference/ladder.ts';
import { answer, dispatch, type Reach } from './reference/survey.ts';
import { change, personOf } from './state.ts';
import type { Message, Mood } from './system/desk.ts';

const isDue = (timer: number | undefined, now: number): boolean => timer !== undefined && timer <= now;

/** Instants at which something will be due, the next one first. */
const ahead = ({ state, clock }: Play): number[] =>
  [...state.cases.map(timerOf), ...state.surveys.map(({ timer }) => timer)]
    .filter((at) => at !== undefined)
    .filter((at) => at > clock.now)
    .sort((a, b) => a - b);

const waiting = fc
  .oneof(
    fc.record({
      ms: fc.oneof(fc.integer({ min: 1, max: hours(2) }), fc.integer({ min: 1, max: hours(30) })),
    }),
    fc.record({ next: fc.nat(2), off: fc.constantFrom(-1, 0, 1, minutes(1)) }),
    fc.record({ next: fc.nat(2), off: fc.constantFrom(-1, 0, 1, seconds(30)) }),
    fc.record({ survey: fc.nat(9), off: fc.constantFrom(-1, 0, 0, hours(1)) }),
    fc.record({ survey: fc.nat(9), off: fc.constantFrom(0, 1, minutes(30)) }),
  )
  .map((what) =>
    command(`wait ${JSON.stringify(what)}`, async (play) => {
      const { clock, state } = play;
      const waits = state.surveys.filter(({ timer }) => timer !== undefined && timer > clock.now);
      const due =
        'next' in what
          ? ahead(play)[what.next]
          : 'survey' in what
            ? nth(waits, what.survey)?.timer
            : undefined;
      const to = 'ms' in what ? clock.now + what.ms : due === undefined ? clock.now : due + what.off;
      const before = clock.now;
      clock.now = Math.max(clock.now, to);
      return clock.now > before;
    }),
  );

/** After a sweep everything that is due has its message, whatever was lost before. */
const checkSwept = ({ desk, state, clock }: Play): void => {
  const has = (about: Message['about'], id: string): boolean =>
    desk.queue.some((message) => message.about === about && message.id === id);
  for (const one of state.cases)
    if (isDue(timerOf(one), clock.now) && !has('ticket', one.id))
      throw new Divergence(`the sweep lost ${one.id}`);
  for (const { timer, ticketId, cycle } of state.surveys)
    if (isDue(timer, clock.now) && !has('survey', desk.surveyId(ticketId, cycle)))
      throw new Divergence(`the sweep lost the survey of ${ticketId}`);
};

const sweeping = fc.constant(
  command('sweep', async (play) => {
    await play.desk.sweep();
    checkSwept(play);
  }),
);

/** How far a worker of surveys comes that dies at its n-th commit: the first is the claim, the second notes that the message is out. */
const reachOf = (commit: number, when: 'before' | 'after' | undefined): Reach | 'none' => {
  if (commit === 1) return when === 'after' ? 'claim' : 'none';
  return when === 'after' ? 'end' : 'message';
};

/** What the model does where a worker has taken a message. */
const workModel = (play: Play, { about, id }: Message, reach: Reach | 'none', givenBack: boolean): void => {
  const { state, clock, desk } = play;
  if (reach === 'none') return;
  const where = { now: clock.now, house: state.house };
  if (about === 'ticket') {
    change(state, id, clock.now, (draft) => void work(draft, where));
    return;
  }
  const survey = state.surveys.find(({ ticketId, cycle }) => desk.surveyId(ticketId, cycle) === id);
  const one = state.cases.find((each) => each.id === survey?.ticketId);
  if (!survey || !one) throw new Divergence('a message about a survey that is not there');
  const payer = personOf(state, survey.customerId);
  const { attempts } = survey;
  dispatch(survey, one, { budgets: state.budgets, payer, now: clock.now, reach });
  if (survey.attempts > attempts) survey.isQuick = givenBack;
};

type How = {
  readonly twice: boolean;
  readonly dies: 'before' | 'after' | undefined;
  readonly nth: number;
  readonly mood?: Mood;
};

/** Lets the worker work; answers whether it died, or gave the message back because the provider failed. */
const worked = async (play: Play, message: Message, { dies: when, nth: commit, mood = 'well' }: How) => {
  play.desk.provider.mood = mood;
  try {
    const outcome = await dying(play, when, () => play.desk.work(message), commit);
    return outcome === 'crashed' ? 'crashed' : 'done';
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error;
    return 'given back';
  } finally {
    play.desk.provider.mood = 'well';
  }
};

/** How far the model's worker comes. */
const reachIn = ({ about }: Message, how: How, crashed: boolean): Reach | 'none' => {
  if (!crashed) return how.mood === 'refuses' ? 'refused' : how.mood === 'silent' ? 'unanswered' : 'end';
  if (about === 'ticket') return how.dies === 'after' ? 'end' : 'none';
  return reachOf(how.nth, how.dies);
};

/** A message is delivered: once, and with `twice` again at once; a worker that dies, or whose provider fails, leaves it in the queue. */
const deliver = async (play: Play, n: number, how: How): Promise<boolean> => {
  const { queue } = play.desk;
  const message = nth(queue, n);
  if (!message) return false;
  play.tally.deliveries += 1;
  const outcome = await worked(play, message, how);
  workModel(play, message, reachIn(message, how, outcome === 'crashed'), outcome === 'given back');
  checkTouched(play, message);
  const again = outcome === 'crashed' || how.twice;
  if (outcome === 'done' && !again) queue.splice(queue.indexOf(message), 1);
  if (again) await deliver(play, queue.indexOf(message), { twice: false, dies: undefined, nth: 1 });
  return true;
};

const checkTouched = (play: Play, { about, id }: Message): void => {
  const { state, desk } = play;
  const survey = state.surveys.find(({ ticketId, cycle }) => desk.surveyId(ticketId, cycle) === id);
  checkCase(play, about === 'ticket' ? id : (survey?.ticketId ?? ''));
  checkLoads(play);
};

const delivering = fc
  .record({
    ...{ n: fc.nat(40), twice: fc.boolean(), dies, nth: fc.constantFrom(1, 1, 2) },
    mood: fc.constantFrom<Mood>('well', 'well', 'well', 'refuses', 'silent'),
  })
  .map((what) =>
    command(`deliver ${JSON.stringify(what)}`, (play) =>
      deliver(play, what.n, what.dies === undefined ? what : { ...what, mood: 'well' }),
    ),
  );

/** What happens every minute: a sweep, and everything in the queue is delivered. */
const ticking = fc.record({ twice: fc.boolean() }).map((what) =>
  command(`tick ${JSON.stringify(what)}`, async (play) => {
    await play.desk.sweep();
    checkSwept(play);
    for (let most = 50; most > 0 && play.desk.queue.length > 0; most--)
      await deliver(play, most, { twice: what.twice, dies: undefined, nth: 1 });
  }),
);

const answering = fc.record({ n: fc.nat(20), csat: fc.integer({ min: 1, max: 5 }), dies }).map((what) =>
  command(`answer ${JSON.stringify(what)}`, async (play) => {
    const { state, desk, clock } = play;
    const asked = state.surveys.filter(({ claimedAt }) => claimedAt !== undefined || what.n > 15);
    const survey = nth(asked, what.n);
    const one = state.cases.find(({ id }) => id === survey?.ticketId);
    if (!survey || !one) return false;
    const token = desk.tokenOf(desk.surveyId(survey.ticketId, survey.cycle));
    const before = survey.answers;
    let verdict: { refused?: string; changed: boolean };
    let isFirst = false;
    try {
      isFirst = answer(survey, one, what.csat, clock.now);
      verdict = { changed: survey.answers > before };
    } catch (error) {
      if (!(error instanceof No)) throw error;
      verdict = { refused: error.message, changed: false };
    }
    const said = await request(play, 'answer', { params: { token }, body: { csat: what.csat } }, what.dies);
    // Asked again after its function died, the same answer is there already.
    const isKnown = said.crashed && what.dies === 'after';
    checkReply(play, said, verdict, {
      success: isFirst && !isKnown ? 201 : 200,
      dies: what.dies,
      byVersion: false,
    });
    checkCase(play, one.id);
    return true;
  }),
);

/** What the clockwork of the house and its customers do. */
export const byTheHouse: readonly { weight: number; arbitrary: fc.Arbitrary<Command> }[] = [
  { weight: 22, arbitrary: waiting },
  { weight: 6, arbitrary: sweeping },
  { weight: 10, arbitrary: delivering },
  { weight: 12, arbitrary: ticking },
  { weight: 5, arbitrary: answering },
];

/** At the end everything that is due is done, and everything there is was compared. */
export const atLast = async (play: Play): Promise<void> => {
  for (let round = 0; round < 3; round++) {
    await play.desk.sweep();
    checkSwept(play);
    while (play.desk.queue.length > 0) await deliver(play, 0, { twice: false, dies: undefined, nth: 1 });
    play.clock.now += minutes(2);
  }
  checkAll(play);
};
