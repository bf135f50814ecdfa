import { withoutConditions } from './defects.ts';
import { add, type Campaign, comeToRest, count, type Field, inLanes, listed, note, range } from './field.ts';
import { done, idOf, insist } from './insist.ts';
import { ailing, down, falselyGlad } from './providers.ts';
import { answersAtOnce } from './survey-answers.ts';

const CASES_PER_ROUND = 4;
const FAULTS = 0.1;
const HOUR = 3_600_000;

/** A case, whose it is, and how often it is resolved in the end. */
type Case = {
  readonly id: string;
  readonly email: string;
  readonly closures: number;
  readonly other?: string;
};
type Survey = { id: string; ticketId: string; status: string; reason: string | null; cycle: number };

const answeredCase = async (field: Field, email: string): Promise<string> => {
  const id = idOf(
    await done(
      field,
      {
        user: 'agent1',
        path: '/v1/tickets',
        body: {
          ...{
            kind: 'return',
            subject: 'Too small',
            body: 'It does not fit.',
            channel: 'web',
            language: 'en',
          },
          customer: { name: 'Eve', email },
        },
      },
      FAULTS,
    ),
  );
  const body = { visibility: 'public', body: 'A larger one is on its way.' };
  await done(field, { user: 'agent1', path: `/v1/tickets/${id}/messages`, body }, FAULTS);
  return id;
};

/** Moves a case on the version that is read; asked again where somebody else was faster. */
const move = async (field: Field, id: string, to: 'resolved' | 'open'): Promise<void> => {
  for (;;) {
    const read = await done(field, { user: 'supervisor1', method: 'GET', path: `/v1/tickets/${id}` });
    if ((read.body as { status: string }).status === to) return;
    const reply = await insist(
      field,
      {
        user: 'supervisor1',
        path: `/v1/tickets/${id}/transitions`,
        body: { to, reason: 'so it goes' },
        headers: { 'if-match': read.headers.get('etag') ?? '' },
      },
      FAULTS,
    );
    if (reply.status === 200) return;
    if (reply.status !== 412) throw new Error(`${to}: ${reply.status} ${JSON.stringify(reply.body)}`);
  }
};

/** Resolved once, twice or three times; every fourth customer has two cases. */
const live = async (field: Field, prefix: string, n: number): Promise<Case> => {
  const email = `${prefix}${n}@example.com`;
  const id = await answeredCase(field, email);
  const other = n % 4 === 3 ? await answeredCase(field, email) : undefined;
  const closures = (n % 3) + 1;
  for (const closure of range(closures)) {
    if (closure > 0) await move(field, id, 'open');
    // Two people close it at once: it is one closure.
    await Promise.all([move(field, id, 'resolved'), n % 2 === 0 ? move(field, id, 'resolved') : undefined]);
  }
  if (other) await move(field, other, 'resolved');
  return { id, email, closures, ...(other ? { other } : {}) };
};

/** Two sweeps at once, whose workers may die. */
const sweep = async (field: Field, at: number): Promise<void> => {
  const { journey } = field;
  // Nothing may be behind when the clock is moved: what is older than a day is given up by streams.
  await journey.drain();
  await journey.setClock(at);
  await Promise.allSettled(range(2).map(() => journey.stack.invoke('schedules-survey-due', {})));
  await journey.drain();
  add(field, 'sweeps', 2);
};

/** Two days: providers have a bad hour, say yes and mean no, are away for a day, and are there again. */
const twoDays = async (field: Field, begin: number, stepHours: number): Promise<void> => {
  const { journey, trouble, random } = field;
  const { providers } = journey.stack;
  const both = (plan: Parameters<typeof providers.fail>[1]): void => {
    providers.fail('email', plan);
    providers.fail('sms', plan);
  };
  const trials = { kill: 0.03, conflict: 0.3, cut: 0.02, unprocessed: 0.1, copy: 0.5 };
  trouble.begin(trials, /survey-(dispatch|due)/, 3 * field.rounds);
  both(ailing(random));
  await sweep(field, begin + 24.5 * HOUR);
  both(falselyGlad);
  await sweep(field, begin + 24.6 * HOUR);
  both(down);
  for (let hour = 25; hour < 49; hour += stepHours) await sweep(field, begin + hour * HOUR);
  both(undefined);
  for (let hour = 49; hour < 49 + 30; hour += stepHours) await sweep(field, begin + hour * HOUR);
};

const checkCase = async (field: Field, one: Case, mails: ReadonlyMap<string, number>): Promise<void> => {
  const surveys = await listed<Survey>(field, `/v1/surveys?ticketId=${one.id}`);
  count(field, `${one.id}: surveys`, surveys.length, one.closures);
  count(field, `${one.id}: cycles`, new Set(surveys.map(({ cycle }) => cycle)).size, one.closures);
  const [last, ...earlier] = surveys.toSorted((a, b) => b.cycle - a.cycle);
  for (const survey of earlier)
    note(
      field,
      survey.status === 'cancelled' && survey.reason === 'reopened',
      `${survey.id}: ${survey.status}`,
    );
  const others = one.other ? await listed<Survey>(field, `/v1/surveys?ticketId=${one.other}`) : [];
  const [sent, ...more] = [...(last ? [last] : []), ...others].toSorted((a, b) =>
    a.status < b.status ? 1 : -1,
  );
  note(field, sent?.status === 'sent', `${one.id}: the survey is ${sent?.status} (${sent?.reason})`);
  for (const survey of more)
    note(field, survey.reason === 'recentlySurveyed', `${survey.id}: ${survey.status} (${survey.reason})`);
  count(field, `${one.email}: invitations`, mails.get(one.email) ?? 0);
  const events = await listed<{ type: string }>(field, `/v1/tickets/${sent?.ticketId}/timeline`);
  count(field, `${one.id}: surveySent`, events.filter(({ type }) => type === 'surveySent').length);
};

/** Surveys: F29, F30, F31; A16, A45; SVY-1. */
export const surveyCampaign: Campaign = {
  name: 'survey',
  steadyState:
    'each closure asks once, each customer once in thirty days; of many answers at once one is the first and none is lost',
  rounds: { short: 1, long: 12 },
  async run(field) {
    const { journey, trouble } = field;
    const prefix = `s${field.random.below(1e6)}x`;
    if (field.isPlanted) trouble.plant(withoutConditions);
    trouble.begin({ conflict: 0.3, cut: 0.02 });
    const cases: Case[] = [];
    const begin = await journey.now();
    await inLanes(range(CASES_PER_ROUND * field.rounds), 6, async (n) => {
      cases.push(await live(field, prefix, n));
    });
    await twoDays(field, begin, field.rounds > 1 ? 1 : 12);
    await comeToRest(field);
    const mails = new Map<string, number>();
    let repeats = 0;
    for (const item of await journey.outbox()) {
      mails.set(item.to, (mails.get(item.to) ?? 0) + 1);
      if (item.to.startsWith(prefix)) repeats += (item as { repeats?: number }).repeats ?? 0;
    }
    add(field, 'cases', cases.length);
    add(field, 'sent again under the same key', repeats);
    await inLanes(cases, 4, (one) => checkCase(field, one, mails));
    await answersAtOnce(
      field,
      cases.slice(0, field.rounds).map(({ email }) => email),
    );
    await comeToRest(field);
  },
};
