import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { dynamoTimers } from '#shared/adapters/dynamo/timers.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { sweep } from '#shared/app/sweep/sweep.ts';
import { coverage } from '#shared/domain/sla/china-holidays.ts';
import { once } from '#shared/runtime/once.ts';
import { sweepHandler } from '#shared/runtime/schedule-handler.ts';

const timers = once(() => dynamoTimers(tableFromEnv(), 'ticket'));
const queue = once(() => outgoingQueue('QUEUE_URL_TICKET_ESCALATIONS'));

const daysCovered = (now: number): number => Math.floor((Date.UTC(coverage.to + 1, 0, 1) - now) / 86_400_000);

/** Every minute: whatever timers of tickets are due go to the queue; the worker decides from the ticket itself. */
export const handler = sweepHandler(
  (now, elapsedMs) =>
    sweep(
      timers(),
      now,
      (due) => queue().send(due.map(({ id, timerAt }) => ({ body: { ticketId: id, timerAt } }))),
      elapsedMs,
    ),
  () => ({ CalendarCoverageDays: daysCovered(Date.now()) }),
);
