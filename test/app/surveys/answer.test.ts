import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LostRace } from '#shared/app/ports.ts';
import { answerSurvey } from '#shared/app/surveys/answer-survey.ts';
import { style, styleHash } from '#shared/app/surveys/page/style.ts';
import { readSurvey } from '#shared/app/surveys/read-survey.ts';
import {
  publicSurveyRoutes,
  publicSurveyView,
  surveyAnswerBody,
  surveyAnswerFromForm,
} from '#shared/contracts/public.ts';
import { days, hours } from '#shared/domain/kernel/time.ts';
import { aCustomer, aTicket, NINE, supervisor, team } from './support/builders.ts';
import { aDesk } from './support/desk.ts';

type Body = ReturnType<typeof surveyAnswerBody.parse>;

/** A survey that went out a day after the resolution. */
const aSentSurvey = async (settings: Parameters<typeof aDesk>[0] = {}) => {
  const desk = aDesk(settings);
  const id = await desk.resolved();
  desk.world.now = NINE + hours(24);
  await desk.dispatch(id);
  const token = desk.token(id);
  const read = (accepts: 'json' | 'html' = 'json', csat?: string) =>
    readSurvey.run(
      { params: { token }, query: { csat }, body: undefined, ifMatch: undefined },
      desk.context({ accepts }),
    );
  const decide = async (body: Body, accepts: 'json' | 'html' = 'json') =>
    answerSurvey.run({ params: { token }, query: {}, body, ifMatch: undefined }, desk.context({ accepts }));
  const answer = async (body: Body, accepts: 'json' | 'html' = 'json') => {
    for (;;) {
      const outcome = await decide(body, accepts);
      try {
        await desk.store.commit(outcome.writes ?? []);
        return outcome;
      } catch (error) {
        // As the edge does on routes that repeat.
        if (!(error instanceof LostRace)) throw error;
      }
    }
  };
  return { desk, id, token, read, answer };
};

describe('answering a survey', () => {
  it('stores the answer, tells the timeline in numbers only, and shows it back', async () => {
    const { desk, id, answer, read } = await aSentSurvey();
    const outcome = await answer({
      csat: 4,
      nps: 9,
      dimensions: { logistics: 5 },
      comment: '很快, call 13812345678',
    });

    expect(outcome).toMatchObject({ status: 201, location: `/v1/public/surveys/${desk.token(id)}` });
    expect(publicSurveyView.parse(outcome.body)).toMatchObject({
      status: 'answered',
      answer: { csat: 4, nps: 9 },
      editable: true,
    });
    expect(desk.store.all('surveyResponse')).toMatchObject([
      { surveyId: id, n: 1, answer: { comment: '很快, call 13812345678' } },
    ]);
    const fact = desk.facts().at(-1);
    expect(fact).toMatchObject({
      type: 'surveyAnswered',
      actor: { type: 'customer' },
      data: { teamId: team, answer: { csat: 4 } },
    });
    expect(JSON.stringify(fact)).not.toContain('call');
    expect((await read()).body).toMatchObject({ answer: { csat: 4, comment: '很快, call 13812345678' } });
  });

  it('amends within 72 hours of the first answer, keeps every version, and is locked after that', async () => {
    const { desk, id, answer, read } = await aSentSurvey();
    await answer({ csat: 5 });
    desk.world.now += hours(72);
    expect((await answer({ csat: 3, comment: 'on second thoughts' })).status).toBe(200);
    desk.world.now += 1;
    await expect(answer({ csat: 1 })).rejects.toMatchObject({ code: 'survey_locked' });

    expect((await read()).body).toMatchObject({ editable: false, answer: { csat: 3 } });
    expect(desk.store.all('surveyResponse')).toMatchObject([
      { n: 1, superseded: true, answer: { csat: 5 } },
      { n: 2, superseded: false, answer: { csat: 3 }, surveyId: id },
    ]);
    expect(new Set(desk.store.all('surveyResponse').map((response) => response.id)).size).toBe(1);
    expect(desk.facts().at(-1)).toMatchObject({ data: { n: 2, answer: { csat: 3 }, previous: { csat: 5 } } });
  });

  it('may be amended after the expiry when the first answer came just before it', async () => {
    const { desk, answer } = await aSentSurvey();
    desk.world.now += days(14) - 1;
    await answer({ csat: 5 });
    desk.world.now += hours(71);

    expect((await answer({ csat: 4 })).status).toBe(200);
  });

  it('takes the same words twice as one answer', async () => {
    const { desk, answer } = await aSentSurvey();
    await answer({ csat: 5, nps: 10 });

    expect((await answer({ csat: 5, nps: 10 })).status).toBe(200);
    expect(desk.store.all('surveyResponse')).toHaveLength(1);
  });

  it('is locked after a hundred answers: nobody has so many second thoughts', async () => {
    const { answer } = await aSentSurvey();
    for (let n = 0; n < 100; n++) await answer({ csat: 3, comment: `answer ${n}` });

    await expect(answer({ csat: 3, comment: 'one more' })).rejects.toMatchObject({ code: 'survey_locked' });
  });

  it('has one first answer of fifty at once; the others amend it', async () => {
    const { desk, answer } = await aSentSurvey();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => answer({ csat: 3, comment: `answer ${n}` })),
    );

    expect(outcomes.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(desk.store.all('surveyResponse').filter(({ superseded }) => !superseded)).toHaveLength(1);
    expect(desk.facts().filter(({ data }) => data['n'] === 1)).toHaveLength(1);
  });

  it.each([
    [
      'after the expiry, noticed or not',
      async ({ desk }: Awaited<ReturnType<typeof aSentSurvey>>) => {
        desk.world.now += days(14);
      },
    ],
    [
      'for a case that was opened again',
      async ({ desk }: Awaited<ReturnType<typeof aSentSurvey>>) => desk.reopen(),
    ],
    [
      'for a customer who was erased',
      async ({ desk }: Awaited<ReturnType<typeof aSentSurvey>>) =>
        desk.store.remove('customer', aCustomer().id),
    ],
  ])('is refused %s', async (_, spoil) => {
    const survey = await aSentSurvey();
    await spoil(survey);

    await expect(survey.answer({ csat: 5 })).rejects.toMatchObject({ code: 'expired' });
  });

  it('knows only links that were sent', async () => {
    const { desk, token } = await aSentSurvey();
    const guesses = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      fc.nat(42).map((at) => `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`),
    );
    await fc.assert(
      fc.asyncProperty(guesses, async (guess) => {
        fc.pre(guess !== token);
        const run = async () =>
          readSurvey.run(
            { params: { token: guess }, query: {}, body: undefined, ifMatch: undefined },
            desk.context(),
          );

        await expect(run()).rejects.toMatchObject({ code: 'not_found' });
      }),
      { numRuns: 200 },
    );
    const { params } = publicSurveyRoutes['public/read-survey'];
    for (const wrong of ['', token.slice(1), `${token}=`, `${token}A`, '../../etc'])
      expect(params.safeParse({ token: wrong }).success).toBe(false);
  });

  it('opens one follow-up for a low score, owned by the supervisor above the team, due in a day', async () => {
    const { desk, answer } = await aSentSurvey();
    await answer({ csat: 2 });
    await answer({ csat: 1 });

    expect(desk.store.all('task')).toMatchObject([
      {
        ticketId: aTicket().id,
        type: 'followUp',
        status: 'open',
        teamId: team,
        assigneeId: supervisor,
        dueAt: desk.world.now + hours(24),
        createdBy: { type: 'system' },
      },
    ]);
    expect(desk.facts().map(({ type }) => type)).toEqual([
      'surveySent',
      'surveyAnswered',
      'taskAdded',
      'surveyAnswered',
    ]);
  });

  it.each([
    [{ csat: 3, nps: 5 }, 0],
    [{ csat: 3, nps: 4 }, 1],
    [{ csat: 2, nps: 10 }, 1],
    [{ csat: 5 }, 0],
  ])('counts %j as low %i times', async (body, tasks) => {
    const { desk, answer } = await aSentSurvey();
    await answer(body);

    expect(desk.store.all('task')).toHaveLength(tasks);
  });

  it('opens the follow-up when only the amendment is low', async () => {
    const { desk, answer } = await aSentSurvey();
    await answer({ csat: 5 });
    await answer({ csat: 1 });

    expect(desk.store.all('task')).toHaveLength(1);
  });

  it('refuses scores that are none, and names unknown fields', () => {
    for (const csat of [0, 6, 4.5, '5', null, true])
      expect(surveyAnswerBody.safeParse({ csat }).success).toBe(false);
    expect(surveyAnswerBody.safeParse({ csat: 5, ticketId: 'x' }).success).toBe(false);
    expect(surveyAnswerBody.safeParse({ csat: 5, comment: 'x'.repeat(4097) }).success).toBe(false);
  });
});

describe('the survey page', () => {
  it('stores nothing when it is read, however often, and pre-selects the score of a quick link', async () => {
    const { desk, read } = await aSentSurvey();
    const before = JSON.stringify(desk.store.all('survey'));
    const pages = await Promise.all(
      ['4', '4', undefined, '9', '"><script>'].map((csat) => read('html', csat)),
    );

    expect(pages.every(({ writes }) => writes === undefined)).toBe(true);
    expect(JSON.stringify(desk.store.all('survey'))).toBe(before);
    expect(pages[0]?.html).toContain('name="csat" value="4" checked');
    for (const page of pages.slice(2)) expect(page.html).not.toContain('checked');
  });

  it('shows no name, address, number or subject, and runs no script', async () => {
    const { read } = await aSentSurvey();
    const { html = '', headers } = await read('html');

    for (const secret of [
      '李雷',
      '13812345678',
      'lilei',
      '包裹丢失',
      'K7-4M2Q9',
      aTicket().id,
      aCustomer().id,
    ])
      expect(html).not.toContain(secret);
    expect(html).not.toMatch(/<script|javascript:|\son\w+=|style="/i);
    expect(headers?.['content-security-policy']).toContain(`style-src 'sha256-${styleHash}'`);
    expect(headers?.['content-security-policy']).not.toContain('unsafe');
    expect(createHash('sha256').update(style).digest('base64')).toBe(styleHash);
  });

  it('escapes whatever the customer wrote', async () => {
    const { answer, read } = await aSentSurvey();
    await answer({ csat: 5, comment: '</textarea><script>alert(1)</script>{{7*7}}' });
    const { html = '' } = await read('html');

    expect(html).not.toContain('<script');
    expect(html).toContain('{{7*7}}');
  });

  it('labels every control and says which language it is in', async () => {
    const { read } = await aSentSurvey();
    const { html = '' } = await read('html');

    expect(html).toContain('<html lang="zh-CN">');
    const inputs = html.match(/<input[^>]*>/g) ?? [];
    expect(inputs.length).toBeGreaterThan(20);
    expect(html.match(/<label><input[^>]*>\d+<\/label>/g)).toHaveLength(inputs.length);
    expect(html.match(/<fieldset><legend>[^<]+<\/legend>/g)?.length).toBe(html.match(/<fieldset>/g)?.length);
    expect(html).toContain('<label class="words" for="comment">');
  });

  it('turns its form into the body that the same answer has as JSON', () => {
    const fields = { csat: '4', nps: '10', 'dimensions.responseSpeed': '5', comment: '  ' };

    expect(surveyAnswerBody.parse(surveyAnswerFromForm(fields))).toEqual({
      csat: 4,
      nps: 10,
      dimensions: { responseSpeed: 5 },
    });
    expect(surveyAnswerBody.safeParse(surveyAnswerFromForm({ csat: 'five' })).success).toBe(false);
    expect(surveyAnswerBody.safeParse(surveyAnswerFromForm({ csat: '5', ticketId: 'x' })).success).toBe(
      false,
    );
    expect(surveyAnswerBody.parse(surveyAnswerFromForm({ csat: '5', comment: '42' }))).toEqual({
      csat: 5,
      comment: '42',
    });
  });

  it('thanks after an answer and says until when it may be changed', async () => {
    const { answer } = await aSentSurvey();
    const { html = '', status } = await answer({ csat: 5 }, 'html');

    expect(status).toBe(201);
    expect(html).toContain('感谢您的评价');
    expect(html).toContain('2026-03-06 01:00 UTC');
  });
});
