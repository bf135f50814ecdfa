import { describe, expect, it } from 'vitest';
import { LostRace } from '#shared/app/ports.ts';
import type { Records } from '#shared/app/records.ts';
import { answerSurvey } from '#shared/app/surveys/answer-survey.ts';
import { hours } from '#shared/domain/kernel/time.ts';
import { idOf, NINE } from './support/builders.ts';
import { aDesk } from './support/desk.ts';

const order: Records['order'] = {
  id: idOf('ord', 1),
  version: 1,
  ...{ externalId: 'A-1', shopId: 'main', customerId: idOf('cus', 1), placedAt: NINE, status: 'delivered' },
  ...{ currency: 'CNY', totalMinor: 100, lines: [], shipments: [], refunds: [] },
  ...{ sourceUpdatedAt: NINE, createdAt: NINE, updatedAt: NINE },
};

/** The survey of a case, as if it were about an order: no case is written with its answer, so that nothing but its own version tells who was first. */
const aSurveyOfOrder = async () => {
  const desk = aDesk();
  const id = await desk.resolved();
  desk.world.now = NINE + hours(24);
  await desk.dispatch(id);
  const sent = desk.survey();
  if (!sent) throw new Error('no survey');
  const { ticketId: _, ...rest } = sent;
  await desk.store.put('order', order);
  await desk.store.put('survey', { ...rest, orderId: order.id, occasion: 'orderDelivered' });
  const decide = (n: number) => {
    const body = { csat: 3, comment: `answer ${n}` };
    const request = { params: { token: desk.token(id) }, query: {}, body, ifMatch: undefined };
    return answerSurvey.run(request, desk.context());
  };
  /** Writes what was decided; who comes too late decides anew, as the edge does on routes that repeat. */
  const settle = async (n: number, decided: Awaited<ReturnType<typeof decide>>) => {
    for (let outcome = decided; ; outcome = await decide(n)) {
      try {
        await desk.store.commit(outcome.writes ?? []);
        return outcome;
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
      }
    }
  };
  return { desk, decide, settle };
};

describe('a survey about an order', () => {
  it('has one first answer of twenty at once; the others amend it, and none is lost', async () => {
    const { desk, decide, settle } = await aSurveyOfOrder();
    // All of them have decided before the first one writes.
    const decided = await Promise.all(Array.from({ length: 20 }, (_, n) => decide(n)));
    const outcomes = await Promise.all(decided.map((one, n) => settle(n, one)));

    expect(outcomes.filter(({ status }) => status === 201)).toHaveLength(1);
    const responses = desk.store.all('surveyResponse');
    expect(responses.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
    expect(new Set(responses.map(({ answer: { comment } }) => comment)).size).toBe(20);
    expect(responses.filter(({ superseded }) => !superseded)).toMatchObject([{ n: 20 }]);
  });
});
