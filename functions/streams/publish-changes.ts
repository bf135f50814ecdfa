import { publish } from '#shared/adapters/bus.ts';
import { eventOfImage, plainImage } from '#shared/adapters/dynamo/stream-image.ts';
import { outgoing } from '#shared/app/events/outgoing.ts';
import { streamHandler } from '#shared/runtime/stream-handler.ts';

/** Publishes every new timeline event on the product's bus, at least once, under an id that never changes. */
export const handler = streamHandler(plainImage, async (images) => {
  const events = images.flatMap((image) => eventOfImage(image) ?? []);
  await publish(events.map(outgoing));
});
