import { refuseField } from '#shared/domain/kernel/refusal.ts';
import {
  type InboundFeed,
  type InboundSecret,
  type InboundSettings,
  inboundFeeds,
  isShownSecret,
  sealedAbout,
  secretsOf,
  withSecrets,
} from '#shared/domain/settings/inbound.ts';
import type { Context } from '../ports.ts';

type Sealing = Pick<Context, 'seal' | 'digest' | 'now'>;
type Told = readonly string[] | null | undefined;
/** The part of a settings patch that sets secrets, as its schema let it through. */
export type InboundPatch = {
  readonly orders?: Told;
  readonly messages?: Readonly<Record<string, Told>> | null;
};

/** A secret as it is kept of this feed. */
export const keptSecret = (
  text: string,
  feed: InboundFeed,
  { seal, digest, now }: Sealing,
): InboundSecret => ({
  shown: `whsec_****${digest('inboundSecret', text).slice(0, 8)}`,
  sealed: seal(sealedAbout(feed), text),
  addedAt: now,
});

/** One feed's list as it was told: new secrets are sealed, those named by what is shown of them stay. */
const keptList = (
  told: readonly string[],
  feed: InboundFeed,
  before: InboundSettings,
  sealing: Sealing,
): InboundSecret[] =>
  told.map((text, n) => {
    const kept = isShownSecret(text) ? text : keptSecret(text, feed, sealing).shown;
    const known = secretsOf(before, feed)?.find(({ shown }) => shown === kept);
    if (known) return known;
    if (isShownSecret(text))
      throw refuseField(
        `inbound.${feed.replace('/', '.')}[${n}]`,
        'there is no such secret',
        'unknown_reference',
      );
    return keptSecret(text, feed, sealing);
  });

/**
 * A merge patch of the secrets in the form in which they are kept. A list replaces a feed's secrets whole; a secret that is already set is
 * named by what is shown of it. Refuses with `unknown_reference` one that isn't set.
 */
export const inboundPatch = (
  patch: InboundPatch | null | undefined,
  before: InboundSettings,
  sealing: Sealing,
): unknown => {
  if (patch === null || patch === undefined) return patch;
  const { orders, messages } = patch;
  const listOf = (told: Told, feed: InboundFeed) =>
    told === null || told === undefined ? told : keptList(told, feed, before, sealing);
  return {
    orders: listOf(orders, 'orders'),
    messages:
      messages === null || messages === undefined
        ? messages
        : Object.fromEntries(
            Object.entries(messages).map(([channel, told]) => [
              channel,
              listOf(told, `messages/${channel}` as InboundFeed),
            ]),
          ),
  };
};

/** What `GET /v1/settings` shows of them. */
export const shownInbound = (inbound: InboundSettings) => {
  const listOf = (feed: InboundFeed) => (secretsOf(inbound, feed) ?? []).map(({ shown }) => shown);
  const channels = inboundFeeds.filter((feed) => feed !== 'orders');
  return {
    orders: listOf('orders'),
    messages: Object.fromEntries(channels.map((feed) => [feed.slice('messages/'.length), listOf(feed)])),
  };
};

/** The settings with a fresh secret for every feed that never had one; the same object where none is missing. */
export const withMissingSecrets = (
  inbound: InboundSettings,
  tools: Sealing & Pick<Context, 'random'>,
): InboundSettings =>
  inboundFeeds.reduce(
    (settings, feed) =>
      secretsOf(settings, feed) !== undefined
        ? settings
        : withSecrets(settings, feed, [
            keptSecret(`whsec_${Buffer.from(tools.random(32)).toString('base64')}`, feed, tools),
          ]),
    inbound,
  );
