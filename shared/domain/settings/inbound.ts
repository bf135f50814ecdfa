import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';
import { channelSchema } from '../tickets/values.ts';

/** At most so many secrets of one feed live at once: the present one, and the one it takes over from. */
export const MAX_SECRETS = 2;

/** Channels that other systems bring messages from; the API itself is none. */
export const inboundChannelSchema = channelSchema.exclude(['api']);
export type InboundChannel = z.infer<typeof inboundChannelSchema>;

/** What is fed in from outside: `orders`, or `messages/<channel>`. */
export type InboundFeed = 'orders' | `messages/${InboundChannel}`;

/** A secret as it is kept: sealed, with what is shown of it. */
export const inboundSecretSchema = z.strictObject({
  /** `whsec_****` and eight characters of a keyed digest: names the secret without telling it. */
  shown: z.string(),
  sealed: z.string(),
  addedAt: instantSchema,
});
export type InboundSecret = Readonly<z.infer<typeof inboundSecretSchema>>;

const secretsSchema = z.array(inboundSecretSchema).max(MAX_SECRETS);

/** Secrets that signatures of incoming deliveries are checked with, by feed, the present one first. A feed without one is closed. */
export const inboundSettingsSchema = z.strictObject({
  orders: secretsSchema.optional(),
  messages: z.partialRecord(inboundChannelSchema, secretsSchema),
});
export type InboundSettings = Readonly<z.infer<typeof inboundSettingsSchema>>;

export const noInboundSecrets: InboundSettings = { messages: {} };

export const inboundFeeds: readonly InboundFeed[] = [
  'orders',
  ...inboundChannelSchema.options.map((channel) => `messages/${channel}` as const),
];

const channelOf = (feed: Exclude<InboundFeed, 'orders'>): InboundChannel =>
  inboundChannelSchema.parse(feed.slice('messages/'.length));

/** The secrets of a feed; `undefined` where none were ever set. */
export const secretsOf = (
  inbound: InboundSettings,
  feed: InboundFeed,
): readonly InboundSecret[] | undefined =>
  feed === 'orders' ? inbound.orders : inbound.messages[channelOf(feed)];

export const withSecrets = (
  inbound: InboundSettings,
  feed: InboundFeed,
  secrets: readonly InboundSecret[],
): InboundSettings =>
  feed === 'orders'
    ? { ...inbound, orders: [...secrets] }
    : { ...inbound, messages: { ...inbound.messages, [channelOf(feed)]: [...secrets] } };

/** What a secret is sealed for: one of another feed can't be put in its place. */
export const sealedAbout = (feed: InboundFeed): string => `inbound|${feed}`;

/** The secrets themselves, the present one first; what `unseal` cannot open is none of ours. */
export const openSecrets = (
  inbound: InboundSettings,
  feed: InboundFeed,
  unseal: (about: string, sealed: string) => unknown,
): readonly { readonly shown: string; readonly text: string }[] =>
  (secretsOf(inbound, feed) ?? []).flatMap(({ shown: name, sealed }) => {
    const text = unseal(sealedAbout(feed), sealed);
    return typeof text === 'string' ? [{ shown: name, text }] : [];
  });

const secret = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})$/;
const shown = /^whsec_\*{4}[\w-]{8}$/;

/** Whether a text is a secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
export const isSecret = (text: string): boolean => {
  const base64 = secret.exec(text)?.[1];
  if (base64 === undefined || base64.length % 4 !== 0) return false;
  const bytes = (base64.length / 4) * 3 - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);
  return bytes >= 24 && bytes <= 64;
};
/** Whether a text is what is shown of a secret. */
export const isShownSecret = (text: string): boolean => shown.test(text);
