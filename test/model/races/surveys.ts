import { ref } from '#shared/app/records.ts';
import { hours } from '#shared/domain/kernel/time.ts';
import type { Desk } from '../system/desk.ts';
import { people } from '../system/people.ts';
import { skewed } from '../system/virtual-clock.ts';
import type { Race, Racer } from './race.ts';
import { aDesk, aResolvedCase, aSurvey, asks, quiet, TEN, versionOf, works } from './scenes.ts';

const answers = (token: string, csat: number): Racer => asks('answer', { params: { token }, body: { csat } });
const reopens = (desk: Desk, id: string): Racer =>
  asks('move', {
    as: 'agent1',
    params: { id },
    ifMatch: versionOf(desk, id),
    body: { to: 'open', reason: 'again' },
  });

/** One first answer, each amendment the next, and none of two surveys about one resolution. */
const broken = ({ store: { memory }, outbox }: Desk): string | undefined => {
  const surveys = memory.all('survey');
  if (new Set(surveys.map(({ cycle, ticketId }) => `${ticketId} ${cycle}`)).size !== surveys.length)
    return 'a resolution is asked about twice';
  for (const { id, answers: n, status } of surveys) {
    const given = memory.all('surveyResponse').filter(({ surveyId }) => surveyId === id);
    if (given.length !== n || given.filter(({ superseded }) => !superseded).length > 1)
      return 'answers were lost or counted twice';
    if (n > 0 && status !== 'answered') return 'an answer was taken away';
  }
  return [...outbox.keys()].length > 2 * surveys.length ? 'somebody was asked twice' : undefined;
};

/** Customers who answer while their survey ends, is sent, or its case comes back. */
export const surveyRaces: readonly Race[] = [
  {
    name: 'an answer and the expiry',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const { surveyId, token } = await aSurvey(desk, clock);
      clock.now = desk.store.memory.one(ref('survey', surveyId))?.expiresAt ?? 0;
      const inTime = answers(token, 2);
      return [(own) => skewed(-1, () => inTime(own)), works('survey', surveyId)];
    },
    ...{ afterwards: quiet, broken },
  },
  {
    name: 'an answer and a reopening',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const { id, token } = await aSurvey(desk, clock);
      return [answers(token, 1), reopens(desk, id)];
    },
    ...{ afterwards: quiet, broken },
  },
  {
    name: 'a reopening and the invitation',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aResolvedCase(desk);
      clock.now = TEN + hours(24);
      return [reopens(desk, id), works('survey', desk.surveyId(id, 0))];
    },
    afterwards: quiet,
    broken,
    // The message was with the provider when the case came back: nothing can call it off, and its link tells that it is over.
    alsoRight: ({ store: { memory }, outbox }) =>
      outbox.size === 1 &&
      memory.all('survey')[0]?.status === 'cancelled' &&
      memory.all('effect')[0]?.state === 'sent',
  },
  {
    name: 'two answers and a third',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const { token } = await aSurvey(desk, clock);
      return [answers(token, 1), answers(token, 5), answers(token, 2)];
    },
    ...{ afterwards: quiet, broken },
  },
  {
    name: 'one invitation, asked for twice',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const id = await aResolvedCase(desk);
      clock.now = TEN + hours(24);
      const invites = works('survey', desk.surveyId(id, 0));
      return [invites, invites];
    },
    afterwards: quiet,
    broken: (desk) =>
      [...desk.outbox.values()].some((n) => n > 1) ? 'the provider was asked twice' : broken(desk),
  },
  {
    name: 'an invitation while two records become one person',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      await aResolvedCase(desk, { tags: ['a'] });
      const id = await aResolvedCase(desk, { tags: ['b'], customerId: people.customer2.id });
      clock.now = TEN + hours(24);
      const body = { duplicateId: people.customer2.id };
      const merges = asks('merge', { as: 'admin', params: { id: people.customer1.id }, body });
      return [merges, works('survey', desk.surveyId(id, 0))];
    },
    // Only now the other case's survey is due to be sent, to the same person.
    afterwards: quiet,
    broken: ({ outbox }) => (outbox.size === 1 ? undefined : `${outbox.size} surveys to one person`),
  },
  {
    name: 'two cases of one customer',
    async prepare(desk, clock) {
      await aDesk(desk, clock);
      const [a, b] = [await aResolvedCase(desk, { tags: ['a'] }), await aResolvedCase(desk, { tags: ['b'] })];
      clock.now = TEN + hours(24);
      return [works('survey', desk.surveyId(a, 0)), works('survey', desk.surveyId(b, 0))];
    },
    afterwards: quiet,
    broken: ({ outbox }) => (outbox.size === 1 ? undefined : `${outbox.size} surveys to one customer`),
  },
];
