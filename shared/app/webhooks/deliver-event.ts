import type { SentEvent } from '#shared/domain/webhooks/delivery.ts';
import { placeOf } from '#shared/domain/webhooks/stream.ts';
import { isAskedFor, type Webhook } from '#shared/domain/webhooks/webhook.ts';
import type { InTurn } from './in-turn.ts';
import type { WebhookTools } from './ports.ts';
import { stateRef, streamRef } from './records.ts';
import { runStream } from './run-stream.ts';

/** Webhooks as they were last seen, so that the first look already reads what they need. A wrong guess costs one more. */
let lastSeen: readonly Webhook[] = [];

/** Tells every webhook that asks for it of a fact from the bus. A repeat changes nothing; throws to be called again. */
export const deliverEvent = async (event: SentEvent, tools: WebhookTools, inTurn: InTurn): Promise<void> => {
  const place = placeOf(event);
  if (!place) return;
  const { streamId } = place;
  const concerned = (hooks: readonly Webhook[]) => hooks.filter((hook) => isAskedFor(hook, event));
  let guess = concerned(lastSeen);
  let context = await look(guess, streamId, tools);
  let hooks = concerned(context.config.webhooks);
  while (!hooks.every(({ id }) => guess.some((one) => one.id === id))) {
    guess = hooks;
    context = await look(guess, streamId, tools);
    hooks = concerned(context.config.webhooks);
  }
  lastSeen = context.config.webhooks;
  const ends = await Promise.allSettled(
    hooks.map(({ id }) =>
      inTurn(id, (waited) =>
        runStream({ hookId: id, streamId, fact: event }, tools, waited ? undefined : context),
      ),
    ),
  );
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
};

const look = (hooks: readonly Webhook[], streamId: string, { open }: WebhookTools) =>
  open(hooks.flatMap(({ id }) => [stateRef(id), streamRef(id, streamId)]));
