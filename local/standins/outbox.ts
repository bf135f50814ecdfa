import { randomUUID } from 'node:crypto';
import type { Store } from '../state/store.ts';

export type Channel = 'email' | 'sms' | 'webhook';

/** Something that would have left the system. `at` is ISO 8601 in UTC by the virtual clock. */
export type OutboxItem = {
  readonly id: string;
  readonly at: string;
  readonly channel: Channel;
  readonly to: string;
  readonly subject?: string;
  readonly body: string;
  /** The http and https addresses in the body, in order, each once. */
  readonly links: readonly string[];
  /** How often the sender came again with the same effect id. */
  readonly repeats?: number;
};

export type Sending = {
  readonly channel: Channel;
  readonly to: string;
  readonly subject?: string;
  readonly body: string;
  /** Names the effect; a second sending with it on the same channel adds no item. */
  readonly effectId?: string;
  /** The item's id where it isn't the effect's. */
  readonly id?: string;
};

export type Outbox = {
  /** Durable when it returns; answers the item's id. */
  readonly add: (sending: Sending) => string;
  /** Newest first. */
  readonly list: () => OutboxItem[];
};

export const createOutbox = (store: Store, now: () => number): Outbox => ({
  add: ({ effectId, id = effectId ?? randomUUID(), ...sending }) => {
    const item: OutboxItem = {
      id,
      at: new Date(now()).toISOString(),
      ...sending,
      links: linksIn(sending.body),
    };
    store.run(
      `INSERT INTO outbox (channel, effect, item) VALUES (?, ?, ?)
       ON CONFLICT (channel, effect) WHERE effect IS NOT NULL DO UPDATE SET repeats = repeats + 1`,
      sending.channel,
      effectId ?? null,
      JSON.stringify(item),
    );
    return item.id;
  },
  list: () =>
    store.all('SELECT item, repeats FROM outbox ORDER BY n DESC').map((row) => {
      const item = JSON.parse(String(row['item'])) as OutboxItem;
      const repeats = Number(row['repeats']);
      return repeats > 0 ? { ...item, repeats } : item;
    }),
});

/** The addresses in a text or in HTML, without the punctuation that follows them. */
export const linksIn = (body: string): string[] => {
  const found = body.match(/https?:\/\/[^\s<>"'`，。；、）】》]+/g) ?? [];
  return [...new Set(found.map((link) => link.replaceAll('&amp;', '&').replace(/[.,;:!?)\]}]+$/, '')))];
};
