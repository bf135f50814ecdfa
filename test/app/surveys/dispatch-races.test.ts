import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Write } from '#shared/app/records.ts';
import { answerSurvey } from '#shared/app/surveys/answer-survey.ts';
import { dispatchSurvey } from '#shared/app/surveys/dispatch.ts';
import { hours, minutes } from '#shared/domain/kernel/time.ts';
import { aCustomer, aTicket, idOf, NINE } from './support/builders.ts';
import { aDesk } from './support/desk.ts';

class Crash extends Error {}

/** Dies before or after the n-th thing it does to the world, counting commits and messages alike. */
const dyingAt = (desk: ReturnType<typeof aDesk>, step: number, after: boolean) => {
  let steps = 0;
  const around = async <T>(act: () => Promise<T>): Promise<T> => {
    steps += 1;
    if (steps === step && !after) throw new Crash();
    const done = await act();
    if (steps === step) throw new Crash();
    return done;
  };
  return {
    commit: (writes: readonly Write[]) => around(() => desk.store.commit(writes)),
    mailer: {
      email: (message: Parameters<typeof desk.mailer.email>[0]) => around(() => desk.mailer.email(message)),
      sms: (message: Parameters<typeof desk.mailer.sms>[0]) => around(() => desk.mailer.sms(message)),
    },
  };
};

describe('a survey worker', () => {
  it.each([
    ['before the claim', 1, false],
    ['between claim and message', 1, true],
    ['as the message leaves', 2, false],
    ['between message and note', 2, true],
    ['as the note is written', 3, false],
    ['after the note', 3, true],
  ])('that dies %s leaves one message, one fact and one sent survey behind', async (_, step, after) => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    const run = dispatchSurvey(id, desk.context(), dyingAt(desk, step, after));
    // A mailer that dies looks like a provider that fails, which the worker outlives.
    await run.catch(() => undefined);
    for (let minute = 0; minute < 30; minute++) {
      desk.world.now += minutes(1);
      for (const due of desk.due()) await desk.dispatch(due);
    }

    expect(desk.outbox.map(({ effectId }) => effectId)).toEqual([`${id}.invite.email`]);
    expect(desk.survey()).toMatchObject({ status: 'sent' });
    expect(desk.facts().map(({ type }) => type)).toEqual(['surveySent']);
  });

  it('asks the provider once while another one is at it', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    const provider = Promise.withResolvers<void>();
    desk.world.fail = () => provider.promise;
    const first = desk.dispatch(id);
    while (desk.world.tries === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = desk.dispatch(id);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    provider.resolve();
    await Promise.all([first, second]);

    expect(desk.world.tries).toBe(1);
    expect(desk.survey()).toMatchObject({ status: 'sent' });
  });

  it('leaves a survey alone that was called off while its message was on the way', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    desk.world.fail = () => desk.reopen();
    await desk.dispatch(id);

    expect(desk.survey()).toMatchObject({ status: 'cancelled', reason: 'reopened' });
    expect(desk.store.one('effect', `${id}.invite.email`)).toMatchObject({ state: 'sent' });
    expect(desk.facts()).toEqual([]);
  });

  it('lets the customer answer a message that left before it could be noted', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    await dispatchSurvey(id, desk.context(), dyingAt(desk, 2, true)).catch(() => undefined);
    desk.world.now += minutes(1);
    const request = { params: { token: desk.token(id) }, query: {}, body: { csat: 5 }, ifMatch: undefined };
    const outcome = await answerSurvey.run(request, desk.context());
    await desk.store.commit(outcome.writes ?? []);
    for (let minute = 0; minute < 5; minute++) {
      desk.world.now += minutes(1);
      for (const due of desk.due()) await desk.dispatch(due);
    }

    expect(outcome.status).toBe(201);
    expect(desk.outbox).toHaveLength(1);
    expect(desk.facts().map(({ type }) => type)).toEqual(['surveySent', 'surveyAnswered']);
    expect(desk.survey()).toMatchObject({ status: 'answered', sentAt: NINE + hours(24) });
  });

  it('sends one survey a customer whatever is delivered twice, at once, in any order, while it dies and cases reopen', async () => {
    const step = fc.oneof(
      fc.record({
        act: fc.constant('dispatch' as const),
        which: fc.nat(5),
        at: fc.integer({ min: 1, max: 6 }),
        after: fc.boolean(),
        dies: fc.boolean(),
      }),
      fc.record({
        act: fc.constant('together' as const),
        which: fc.array(fc.nat(5), { minLength: 2, maxLength: 8 }),
      }),
      fc.record({ act: fc.constant('fail' as const), on: fc.boolean() }),
      fc.record({ act: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 200 }) }),
      fc.record({ act: fc.constant('reopen' as const), which: fc.nat(5) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const desk = aDesk();
        const tickets = Array.from({ length: 6 }, (_, n) =>
          aTicket({ id: idOf('tkt', n), customerId: idOf('cus', n % 2) }),
        );
        const ids: string[] = [];
        for (const ticket of tickets)
          ids.push(await desk.resolved(ticket, aCustomer({ id: ticket.customerId })));
        const nth = (n: number): string => ids[n] ?? '';
        desk.world.now = NINE + hours(24);
        for (const one of steps) {
          if (one.act === 'wait') desk.world.now += minutes(one.minutes);
          if (one.act === 'fail')
            desk.world.fail = one.on ? () => Promise.reject(new Error('away')) : undefined;
          if (one.act === 'together') await Promise.allSettled(one.which.map((n) => desk.dispatch(nth(n))));
          if (
            one.act === 'reopen' &&
            desk.store.one('ticket', idOf('tkt', one.which))?.status === 'resolved'
          ) {
            await desk.reopen(idOf('tkt', one.which)).catch(() => undefined);
          }
          if (one.act === 'dispatch') {
            const tools = one.dies
              ? dyingAt(desk, one.at, one.after)
              : { commit: desk.store.commit, mailer: desk.mailer };
            await dispatchSurvey(nth(one.which), desk.context(), tools).catch(() => undefined);
          }
        }
        desk.world.fail = undefined;
        for (let round = 0; round < 40; round++) {
          desk.world.now += minutes(60);
          for (const due of desk.due()) await desk.dispatch(due).catch(() => undefined);
        }

        const surveys = desk.store.all('survey');
        expect(surveys.filter(({ status }) => status === 'scheduled')).toEqual([]);
        for (const survey of surveys) {
          const facts = desk
            .facts(survey.ticketId)
            .filter(({ type }) => type === 'surveySent' || type === 'surveyNotSent');
          const invited = desk.outbox.filter(({ effectId }) => effectId.startsWith(`${survey.id}.invite`));
          expect(facts.length).toBeLessThanOrEqual(1);
          expect(invited.length).toBeLessThanOrEqual(1);
          if (survey.status === 'sent') expect([facts[0]?.type, invited.length]).toEqual(['surveySent', 1]);
          if (survey.status === 'notSent')
            expect([facts[0]?.type, invited.length]).toEqual(['surveyNotSent', 0]);
        }
        for (const customer of [idOf('cus', 0), idOf('cus', 1)]) {
          const invitations = surveys
            .filter(({ customerId }) => customerId === customer)
            .filter(({ id }) => desk.outbox.some(({ effectId }) => effectId.startsWith(`${id}.invite`)));
          expect(invitations.length).toBeLessThanOrEqual(1);
        }
        for (const { id, eventSeq } of desk.store.all('ticket')) {
          expect(desk.facts(id).map(({ seq }) => seq)).toEqual(
            Array.from({ length: eventSeq - 4 }, (_, n) => n + 5),
          );
        }
      }),
      { numRuns: 150 },
    );
  });
});
