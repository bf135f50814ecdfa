import { describe, expect, it } from 'vitest';
import { additionsOf } from '#shared/app/aggregates/additions.ts';
import { answerSurvey } from '#shared/app/surveys/answer-survey.ts';
import { hours, iso } from '#shared/domain/kernel/time.ts';
import { addCounts } from '#shared/domain/surveys/counters.ts';
import { type CounterRow, groupScores } from '#shared/domain/surveys/group.ts';
import { agent, aTicket, NINE, team } from '../surveys/support/builders.ts';
import { aDesk } from '../surveys/support/desk.ts';

/** The counters that the facts of a case come to, as the table would hold them. */
const rowsOf = (desk: ReturnType<typeof aDesk>, groupBy: 'team' | 'agent' | 'kind'): CounterRow[] => {
  const rows = desk
    .facts()
    .flatMap(additionsOf)
    .flatMap(({ counter, counts }) =>
      counter.of === 'surveys' && counter.groupBy === groupBy
        ? [{ key: counter.key, hour: iso(counter.hour).slice(0, 13), counts }]
        : [],
    );
  return [...Map.groupBy(rows, ({ key, hour }) => `${key} ${hour}`).values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ ...first, counts: addCounts(...same.map(({ counts }) => counts)) }] : [];
  });
};

describe('the counters of a survey', () => {
  const anAmendedSurvey = async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    await desk.dispatch(id);
    for (const body of [
      { csat: 1, nps: 2, dimensions: { logistics: 2 } },
      { csat: 5, nps: 10 },
      { csat: 4, nps: 10, dimensions: { product: 3 } },
    ]) {
      desk.world.now += hours(20);
      const request = { params: { token: desk.token(id) }, query: {}, body, ifMatch: undefined };
      await desk.store.commit((await answerSurvey.run(request, desk.context())).writes ?? []);
    }
    return desk;
  };

  it('hold the newest answer only, one delivery and one return', async () => {
    const desk = await anAmendedSurvey();

    expect(groupScores(rowsOf(desk, 'team'), 'team', undefined)).toMatchObject([
      {
        key: team,
        n: 1,
        delivered: 1,
        responseRate: 1,
        csat: { share: 1, mean: 4 },
        nps: { score: 100 },
        csi: { product: { mean: 3, n: 1 } },
      },
    ]);
    expect(groupScores(rowsOf(desk, 'team'), 'team', undefined)[0]?.csi).not.toHaveProperty('logistics');
  });

  it('count a delivery when it left and an answer when it first came', async () => {
    const desk = await anAmendedSurvey();
    const names = rowsOf(desk, 'team').map(({ hour, counts }) => [hour, Object.keys(counts).sort()]);

    expect(names).toEqual([
      [iso(NINE + hours(24)).slice(0, 13), ['delivered', 'returned']],
      [iso(NINE + hours(44)).slice(0, 13), ['csat4', 'n.product', 'promoters', 'sum.product']],
    ]);
  });

  it('are kept by agent and kind, and only for the teams that somebody sees', async () => {
    const desk = await anAmendedSurvey();

    expect(groupScores(rowsOf(desk, 'agent'), 'agent', undefined)).toMatchObject([{ key: agent, n: 1 }]);
    expect(groupScores(rowsOf(desk, 'kind'), 'kind', new Set([team]))).toMatchObject([
      { key: aTicket().kind, n: 1 },
    ]);
    expect(groupScores(rowsOf(desk, 'kind'), 'kind', new Set(['team_other']))).toEqual([]);
    expect(groupScores(rowsOf(desk, 'team'), 'month', new Set([team]))).toMatchObject([
      { key: '2026-03', n: 1 },
    ]);
  });
});
