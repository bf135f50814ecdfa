import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { idsIn } from '#shared/domain/kernel/ids.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { once } from '#shared/runtime/once.ts';
import { logger } from '#shared/runtime/telemetry.ts';
import { hurried } from './patience.ts';

const client = once(() => new EventBridgeClient(hurried));

/** One fact for the bus: `type` becomes the detail-type, the whole of it the detail. */
export type BusEvent = {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Puts events on the product's bus in batches of ten. Throws when one is not taken, so that its source delivers again. */
export const publish = async (events: readonly BusEvent[]): Promise<void> => {
  const { EVENT_BUS_NAME } = readEnv(z.object({ EVENT_BUS_NAME: z.string().min(1) }));
  for (let at = 0; at < events.length; at += 10) {
    const batch = events.slice(at, at + 10);
    const { FailedEntryCount = 0 } = await client().send(
      new PutEventsCommand({
        Entries: batch.map((event) => ({
          EventBusName: EVENT_BUS_NAME,
          Source: 'kefu',
          DetailType: event.type,
          Time: new Date(event.timestamp),
          Detail: JSON.stringify(event),
        })),
      }),
    );
    if (FailedEntryCount > 0) throw new Error('the bus did not take every event');
    logger().info('published', {
      eventIds: batch.map(({ id }) => id),
      entityIds: [...new Set(batch.flatMap(({ data }) => subjectOf(data)))],
    });
  }
};

/** What a fact is about; the case, where it is of one. */
const subjectOf = (data: BusEvent['data']): string[] =>
  [data['ticketId'] ?? data['customerId'] ?? data['orderId'] ?? ''].flatMap((id) => idsIn(String(id), 1));
