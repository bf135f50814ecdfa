import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Attempt, SentEvent, WebhookDelivery } from '#shared/domain/webhooks/delivery.ts';
import type { Context, Outgoing, Store } from '../ports.ts';
import type { Ref } from '../records.ts';

/** A fact of a case as it is kept, in its published form. */
export type Fact = SentEvent & {
  /** Imported, or brought back by a restore: told to nobody anew. */
  readonly isHistory: boolean;
};

/** What the facts of cases are read from, strongly consistent. */
export type Facts = {
  /** Facts of a case after a `seq`, in their order, some at a time; none where there are no more. */
  after(ticketId: string, seq: number): Promise<readonly Fact[]>;
  /** The shop of a case or an order; `undefined` for what has none. */
  shopOf(streamId: string): Promise<string | undefined>;
};

/** One call of a webhook. `secrets` sign it, the present one first; `at` is told as its time. */
export type Call = {
  readonly url: string;
  readonly event: SentEvent;
  readonly secrets: readonly string[];
  readonly at: Instant;
};
/** Makes the call and says how it ended; never throws for what the other side does. */
export type Post = (call: Call) => Promise<Attempt>;

/** Streams and deliveries of one webhook, for work on the webhook as a whole. */
export type WebhookItems = {
  /** Ids of parked streams after one, some at a time, read from an index that follows within seconds. */
  parked(hookId: string, after: string | undefined): Promise<readonly string[]>;
  /** Deliveries of events between two instants, both included, after one of them, in their order, some at a time. */
  deliveries(
    hookId: string,
    span: { readonly from: Instant; readonly to: Instant; readonly after: string | undefined },
  ): Promise<readonly WebhookDelivery[]>;
};

/** Messages that the work on webhooks sends itself (`contracts/queues.ts`). */
export type WebhookMessage =
  | { readonly type: 'webhook.stream'; readonly hookId: string; readonly streamId: string }
  | { readonly type: 'webhook.work'; readonly hookId: string };

/** What delivering needs of the world. */
export type WebhookTools = {
  /** A look at these records and the settings of this moment, in one round trip. */
  open(refs: readonly Ref[]): Promise<Context>;
  readonly commit: Store['commit'];
  readonly facts: Facts;
  readonly items: WebhookItems;
  readonly post: Post;
  readonly queue: Outgoing;
  clock(): Instant;
  /** The queue message that is worked on: the holder of leases. */
  readonly owner: string;
  /** No call is begun after it; what is left goes on with another message. */
  readonly until: Instant;
};
