import { describe, expect, it } from 'vitest';
import { publishedEvent } from '#events/catalogue.ts';
import { outgoing } from '#shared/app/events/outgoing.ts';
import type { Operation } from '#shared/app/ports.ts';
import { answerSurvey } from '#shared/app/surveys/answer-survey.ts';
import { addTask, editTask } from '#shared/app/tickets/tasks.ts';
import type { Route } from '#shared/contracts/route.ts';
import { days, hours } from '#shared/domain/kernel/time.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import { aCustomer, agent, aTicket, NINE, team } from '../app/surveys/support/builders.ts';
import { aDesk } from '../app/surveys/support/desk.ts';
import { callerWith } from '../support/serve-operation.ts';

const words = '很快, call 13812345678';

/** What the facts look like on the bus; each must fit the catalogue. */
const published = (facts: readonly TicketEvent[]) =>
  facts.map((fact) => {
    const event = JSON.parse(JSON.stringify(outgoing(fact))) as ReturnType<typeof outgoing>;
    expect(publishedEvent(event)).toEqual(event);
    return event;
  });

const expectQuiet = (events: unknown): void => {
  for (const canary of [words, '李雷', '13812345678', 'lilei@example.com', '包裹丢失'])
    expect(JSON.stringify(events)).not.toContain(canary);
};

type Desk = ReturnType<typeof aDesk>;
type Request<R extends Route> = Parameters<Operation<R>['run']>[0];

const run = async <R extends Route>(
  desk: Desk,
  operation: Operation<R>,
  request: Request<R>,
): Promise<void> => {
  const refs = operation.wants?.(request, { now: desk.world.now, digest: desk.context().digest }) ?? [];
  const context = desk.context({
    caller: callerWith('agent', { id: agent, teamIds: [team] }),
    found: await desk.store.reader.get(refs),
  });
  const outcome = await operation.run(request, context);
  await desk.store.commit(outcome.writes ?? []);
};

describe('what surveys publish', () => {
  it('fits the catalogue from the invitation over the reminder to the amended answer and its follow-up, without the comment', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    await desk.dispatch(id);
    desk.world.now = NINE + days(5);
    await desk.dispatch(id);
    const asked = { params: { token: desk.token(id) }, query: {}, ifMatch: undefined };
    await run(desk, answerSurvey, {
      ...asked,
      body: { csat: 1, nps: 0, dimensions: { logistics: 1 }, comment: words },
    });
    desk.world.now += hours(1);
    await run(desk, answerSurvey, { ...asked, body: { csat: 2, comment: `${words}!` } });

    const events = published(desk.facts());

    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['survey.sent', 'survey.reminded', 'survey.answered', 'task.added']),
    );
    expect(events.filter(({ type }) => type === 'survey.answered').map(({ data }) => data['n'])).toEqual([
      1, 2,
    ]);
    expectQuiet(events);
  });

  it('fits the catalogue when nothing could be sent', async () => {
    const desk = aDesk();
    const id = await desk.resolved(aTicket(), aCustomer({ phones: [], emails: [] }));
    desk.world.now = NINE + hours(24);
    await desk.dispatch(id);

    const events = published(desk.facts());

    expect(events.map(({ type }) => type)).toEqual(['survey.notSent']);
    expectQuiet(events);
  });
});

describe('what tasks publish', () => {
  it('fits the catalogue when a task is added, changed and done, without its title and result', async () => {
    const desk = aDesk();
    const ticket = aTicket({ status: 'open', resolvedAt: undefined });
    await desk.store.put('ticket', ticket);
    const params = { id: ticket.id };
    await run(desk, addTask, {
      params,
      query: {},
      ifMatch: undefined,
      body: { title: words, type: 'callBack', dueAt: NINE + hours(2) },
    });
    const taskId = desk.store.all('task')[0]?.id ?? '';
    await run(desk, editTask, {
      params: { ...params, taskId },
      query: {},
      ifMatch: 1,
      body: { title: `${words}?` },
    });
    await run(desk, editTask, {
      params: { ...params, taskId },
      query: {},
      ifMatch: 2,
      body: { status: 'done', result: words },
    });

    const events = published(desk.facts());

    expect(events.map(({ type }) => type)).toEqual(['task.added', 'ticket.updated', 'task.done']);
    expect(new Set(events.map(({ data }) => data['taskId']))).toEqual(new Set([taskId]));
    expectQuiet(events);
  });
});
