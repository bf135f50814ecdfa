import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { dynamoTimers } from '#shared/adapters/dynamo/timers.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { sweep } from '#shared/app/sweep/sweep.ts';
import { once } from '#shared/runtime/once.ts';
import { sweepHandler } from '#shared/runtime/schedule-handler.ts';

const timers = once(() => dynamoTimers(tableFromEnv(), 'survey'));
const queue = once(() => outgoingQueue('QUEUE_URL_SURVEY_DISPATCH'));

/** Every minute: each survey with something to do (send, remind, expire) goes to the queue; the worker decides from the survey itself. */
export const handler = sweepHandler((now, elapsedMs) =>
  sweep(
    timers(),
    now,
    (due) => queue().send(due.map(({ id, timerAt }) => ({ body: { surveyId: id, timerAt } }))),
    elapsedMs,
  ),
);
