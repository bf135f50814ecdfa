import { publish } from '#shared/adapters/bus.ts';
import { changeLog } from '#shared/adapters/dynamo/change-log.ts';
import { changeOf } from '#shared/adapters/dynamo/change-of-record.ts';
import { eventOfChange, isImported, isRestored, streamChange } from '#shared/adapters/dynamo/stream-image.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { logChanges } from '#shared/app/changes/log-changes.ts';
import { factOf } from '#shared/app/events/facts.ts';
import { outgoing } from '#shared/app/events/outgoing.ts';
import { once } from '#shared/runtime/once.ts';
import { streamHandler } from '#shared/runtime/stream-handler.ts';

const log = once(() => changeLog(tableFromEnv()));

/**
 * Notes every change of a record in the log behind the change feed, then publishes what happened on the product's bus: new timeline events
 * and facts of customers and orders, at least once, under ids that never change. What a restore brought back, and the past of imported cases,
 * is noted and not published.
 */
export const handler = streamHandler(streamChange, async (records) => {
  const told = records.map((record) => ({ record, change: changeOf(record) }));
  await logChanges(
    told.flatMap(({ change }) => change ?? []),
    log(),
    Date.now,
  );
  await publish(
    told.flatMap(({ record, change }) => {
      if (isRestored(record)) return [];
      const event = eventOfChange(record);
      if (event) return isImported(record) ? [] : outgoing(event);
      return (change && factOf(change)) ?? [];
    }),
  );
});
