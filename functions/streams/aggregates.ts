import { countersOfBatch } from '#shared/adapters/dynamo/counters.ts';
import { eventOfChange, streamChange } from '#shared/adapters/dynamo/stream-image.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { countEvents } from '#shared/app/aggregates/count-events.ts';
import { once } from '#shared/runtime/once.ts';
import { streamHandler } from '#shared/runtime/stream-handler.ts';

const table = once(() => tableFromEnv());

/** Keeps the counts of tickets and the sums of survey scores from every new timeline event, each event once. */
export const handler = streamHandler(streamChange, async (changes) => {
  const { failed } = await countEvents(
    changes.flatMap((change) => eventOfChange(change) ?? []),
    await countersOfBatch(table()),
  );
  const [cause] = failed.values();
  // What could be counted is counted and will not be again; the batch comes back for the rest.
  if (failed.size > 0) throw cause;
});
