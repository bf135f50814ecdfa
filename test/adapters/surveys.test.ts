import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoCounters } from '#shared/adapters/dynamo/counters.ts';
import { keys } from '#shared/adapters/dynamo/keys.ts';
import { segmentsOf } from '#shared/adapters/dynamo/lists/survey-counters.ts';
import { getItems } from '#shared/adapters/dynamo/read.ts';
import type { Addition } from '#shared/app/aggregates/additions.ts';
import type { PageAsk, Position, Slice } from '#shared/app/lists.ts';
import { create, ref, update } from '#shared/app/records.ts';
import { days, hours, iso, minutes } from '#shared/domain/kernel/time.ts';
import { superseded } from '#shared/domain/surveys/give.ts';
import { calledOff } from '#shared/domain/surveys/life.ts';
import { schedule } from '#shared/domain/surveys/schedule.ts';
import { shippedSurveySettings } from '#shared/domain/surveys/settings.ts';
import { shippedTemplates } from '#shared/domain/surveys/shipped-templates.ts';
import type { Survey, SurveyResponse } from '#shared/domain/surveys/survey.ts';
import { agent, aTicket, idOf, NINE, team } from '../app/surveys/support/builders.ts';
import { aStore } from './support/a-store.ts';

const [template] = shippedTemplates;
if (!template) throw new Error('nothing is shipped');

/** The n-th survey: two customers take turns, one a minute. */
const aSurvey = (n: number): Survey =>
  schedule(
    idOf('svy', n),
    aTicket({ id: idOf('tkt', n), customerId: idOf('cus', n % 2) }),
    template,
    'Asia/Shanghai',
    NINE + minutes(n),
    shippedSurveySettings(),
  );

const aResponse = (
  survey: Survey,
  n: number,
  csat: number,
  fields: Partial<SurveyResponse> = {},
): SurveyResponse => ({
  id: idOf('rsp', n),
  surveyId: survey.id,
  n: 1,
  version: 1,
  superseded: false,
  ticketId: survey.ticketId,
  customerId: survey.customerId,
  shopId: 'main',
  about: survey.about,
  language: 'zh-CN',
  templateId: survey.templateId,
  templateVersion: 1,
  answer: { csat, dimensions: {} },
  sentAt: NINE,
  answeredAt: NINE + minutes(n),
  ...fields,
});

const paged = async <T>(read: (page: PageAsk) => Promise<Slice<T>>, limit = 3): Promise<T[]> => {
  const all: T[] = [];
  let after: Position | undefined;
  do {
    const page = await read({ limit, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    all.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return all;
};

describe.each([1, 4])('surveys in the table, in %i shards', (shards) => {
  let kept: Awaited<ReturnType<typeof aStore>>;
  const surveys = Array.from({ length: 11 }, (_, n) => aSurvey(n));
  const newestFirst = (all: readonly { id: string }[]) => all.map(({ id }) => id).reverse();
  beforeAll(async () => {
    kept = await aStore({ team: shards, all: shards, timers: shards });
    for (const [n, survey] of surveys.entries()) {
      await kept.store.commit([create('survey', survey)]);
      if (n % 3 === 0)
        await kept.store.commit([update('survey', survey, calledOff(survey, 'reopened', NINE + hours(1)))]);
      else await answerIt(survey, n);
    }
  });
  afterAll(() => kept.close());

  /** Score n % 5 + 1, first given as 5 and then amended. */
  const answerIt = async (survey: Survey, n: number): Promise<void> => {
    const [first, second] = [
      aResponse(survey, n, 5),
      aResponse(survey, n, (n % 5) + 1, { n: 2, amendedAt: NINE + hours(2) }),
    ];
    const answered: Survey = {
      ...survey,
      version: 2,
      status: 'answered',
      answers: 2,
      answeredAt: first.answeredAt,
      responseId: first.id,
      answer: second.answer,
    };
    await kept.store.commit([create('surveyResponse', first)]);
    await kept.store.commit([
      update('survey', survey, answered),
      create('surveyResponse', second),
      update('surveyResponse', first, superseded(first)),
    ]);
  };

  it('come back as they were put there', async () => {
    const [survey] = surveys;
    const found = await kept.store.reader.get([
      ref('survey', survey?.id ?? ''),
      ref('surveyResponse', surveys[1]?.id ?? '', '1'),
    ]);

    expect(found.one(ref('survey', survey?.id ?? ''))).toMatchObject({
      status: 'cancelled',
      version: 2,
      about: survey?.about,
    });
    expect(found.one(ref('surveyResponse', surveys[1]?.id ?? '', '1'))).toMatchObject({
      superseded: true,
      answer: { csat: 5 },
    });
  });

  it('are listed newest first by status, customer, ticket and all together, page by page', async () => {
    const { lists } = kept.store;
    const list = (query: Parameters<typeof lists.surveys>[0]) => paged((page) => lists.surveys(query, page));
    const cancelled = surveys.filter((_, n) => n % 3 === 0);

    expect((await list({})).map(({ id }) => id).sort()).toEqual(surveys.map(({ id }) => id).sort());
    expect((await list({ status: 'cancelled' })).map(({ id }) => id)).toEqual(newestFirst(cancelled));
    expect(await list({ status: 'scheduled' })).toEqual([]);
    const second = surveys.filter(({ customerId }) => customerId === idOf('cus', 1));
    expect((await list({ customerId: idOf('cus', 1) })).map(({ id }) => id)).toEqual(newestFirst(second));
    expect((await list({ ticketId: idOf('tkt', 4) })).map(({ id }) => id)).toEqual([surveys[4]?.id]);
    expect(await list({ ticketId: idOf('tkt', 4), customerId: idOf('cus', 1) })).toEqual([]);
  });

  it('have their newest answers listed by team, agent, customer, time and score', async () => {
    const { lists } = kept.store;
    const list = async (query: Parameters<typeof lists.surveyResponses>[0]) => {
      const responses = await paged((page) => lists.surveyResponses(query, page));
      expect(responses.every(({ n, superseded: old }) => n === 2 && !old)).toBe(true);
      return responses.map(({ surveyId }) => surveys.findIndex(({ id }) => id === surveyId));
    };
    const answered = [10, 8, 7, 5, 4, 2, 1];

    expect(await list({})).toEqual(answered);
    expect(await list({ teamId: team })).toEqual(answered);
    expect(await list({ teamId: idOf('team', 9) })).toEqual([]);
    expect(await list({ agentId: agent })).toEqual(answered);
    expect(await list({ customerId: idOf('cus', 1) })).toEqual([7, 5, 1]);
    expect(await list({ answeredAfter: NINE + minutes(2), answeredBefore: NINE + minutes(8) })).toEqual([
      7, 5, 4,
    ]);
    expect(await list({ teamId: team, scoreMax: 2 })).toEqual([10, 5, 1]);
    expect(await list({ customerId: idOf('cus', 1), scoreMax: 2, answeredAfter: NINE + minutes(1) })).toEqual(
      [5],
    );
  });
});

describe('counters in the table', () => {
  let kept: Awaited<ReturnType<typeof aStore>>;
  beforeAll(async () => {
    kept = await aStore({ team: 1, all: 1, timers: 1 });
  });
  afterAll(() => kept.close());

  const count = (scope: string, n: number): Addition => ({
    counter: { of: 'tickets', scope },
    counts: { n },
  });
  const survey = (key: string, at: number, counts: Record<string, number>): Addition => ({
    counter: { of: 'surveys', groupBy: 'team', key, hour: Math.floor(at / hours(1)) * hours(1) },
    counts,
  });

  it('add each fact once, in whatever order and however often it comes', async () => {
    const counters = dynamoCounters(kept.table);
    const ticketId = idOf('tkt', 1);

    expect(await counters.add(ticketId, [3], [count('status=open', 1)])).toBe(true);
    expect(await counters.add(ticketId, [3], [count('status=open', 1)])).toBe(false);
    // One that failed comes again after others were counted.
    expect(await counters.add(ticketId, [2], [count('status=open', 1)])).toBe(true);
    expect(await counters.add(ticketId, [2, 5], [count('status=open', 1)])).toBe(false);
    expect(await counters.add(ticketId, [4], [count('status=open', -1), count('status=pending', 1)])).toBe(
      true,
    );
    expect(
      Object.fromEntries(
        await kept.store.lists.ticketCounts(['status=open', 'status=pending', 'status=new']),
      ),
    ).toEqual({
      'status=open': 1,
      'status=pending': 1,
      'status=new': 0,
    });
  });

  it('hold when many add to the same one at once', async () => {
    const counters = dynamoCounters(kept.table);
    const tickets = Array.from({ length: 30 }, (_, n) => idOf('tkt', 100 + n));
    // Two consumers, each delivered everything.
    const twice = [...tickets, ...tickets].map((ticketId) =>
      counters.add(ticketId, [1], [count('status=new', 1)]),
    );
    // What a consumer cannot count comes to it again.
    await Promise.allSettled(twice);
    for (const ticketId of tickets) await counters.add(ticketId, [1], [count('status=new', 1)]);

    expect((await kept.store.lists.ticketCounts(['status=new'])).get('status=new')).toBe(30);
  });

  it('take several hours of one day in one transaction', async () => {
    const counters = dynamoCounters(kept.table);
    const noon = Date.parse('2031-05-05T12:00:00Z');
    const facts = [noon, noon + hours(1), noon + hours(1)].map((at) =>
      survey('team_C', at, { delivered: 1 }),
    );

    expect(await counters.add(idOf('tkt', 900), [1, 2, 3], facts)).toBe(true);
    const rows = await kept.store.lists.surveyCounters(
      'team',
      '2031-05-05T00:00:00.000Z',
      '2031-05-06T00:00:00.000Z',
    );
    expect(rows.map(({ counts }) => counts['delivered'])).toEqual([3]);
  });

  it('sum surveys of any span of hours, reading whole days from the sums of days', async () => {
    const counters = dynamoCounters(kept.table);
    const at = Array.from({ length: 24 * 70 }, (_, n) => NINE + hours(n)).filter((_, n) => n % 37 === 0);
    for (const [n, time] of at.entries())
      await counters.add(
        idOf('tkt', 500 + n),
        [1],
        [survey(n % 2 ? 'team_A' : 'team_B', time, { delivered: 1, 'sum.logistics': 4 })],
      );

    for (const [from, to] of [
      [0, 24 * 70],
      [5, 7],
      [36, 38],
      [0, 24],
      [15, 24 * 40 + 3],
      [24 * 31, 24 * 32],
    ] as const) {
      const rows = await kept.store.lists.surveyCounters(
        'team',
        iso(NINE + hours(from)),
        iso(NINE + hours(to)),
      );
      const sum = rows.reduce((all, { counts }) => all + (counts['delivered'] ?? 0), 0);
      expect(sum).toBe(at.filter((time) => time >= NINE + hours(from) && time < NINE + hours(to)).length);
    }
    const rows = await kept.store.lists.surveyCounters('team', iso(NINE), iso(NINE + hours(1)));
    expect(rows).toEqual([
      { key: 'team_B', hour: iso(NINE).slice(0, 13), counts: { delivered: 1, 'sum.logistics': 4 } },
    ]);
  });

  it('cost few reads for long spans: days by the month, hours only at the ends', () => {
    const year = segmentsOf('team', NINE, NINE + days(365));

    expect(year.length).toBeLessThanOrEqual(15);
    expect(segmentsOf('team', NINE, NINE + hours(3))).toEqual([
      { pk: 'SC#team#2026-03-02', from: '2026-03-02T01', to: '2026-03-02T04' },
    ]);
  });

  it('leave a note of which facts of each ticket are counted', async () => {
    const found = await getItems(kept.table, [keys.counted(idOf('tkt', 1))]);

    expect([...found.values()]).toMatchObject([{ seqs: new Set([2, 3, 4]) }]);
  });
});
