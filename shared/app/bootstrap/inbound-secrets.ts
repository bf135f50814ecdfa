import { type InboundFeed, inboundFeeds, openSecrets } from '#shared/domain/settings/inbound.ts';
import type { Context, Store } from '../ports.ts';

/** The present secret of each inbound feed that has one. */
export type InboundSecrets = {
  readonly orders?: string;
  readonly messages: Readonly<Record<string, string>>;
};

/**
 * The secrets that deliveries are signed with now. Only for who may invoke the bootstrap function: the API shows a secret to nobody after it
 * was set, and those of a new system were set by nobody.
 */
export const inboundSecrets = async (
  { open }: Pick<Store, 'open'>,
  keyring: Pick<Context, 'unseal'>,
): Promise<InboundSecrets> => {
  const { inbound } = (await open({ refs: [] })).config.settings;
  const present = (feed: InboundFeed) => openSecrets(inbound, feed, keyring.unseal)[0]?.text;
  const orders = present('orders');
  const messages = inboundFeeds.flatMap((feed) => {
    const text = feed === 'orders' ? undefined : present(feed);
    return text === undefined ? [] : [[feed.slice('messages/'.length), text] as const];
  });
  return { ...(orders === undefined ? {} : { orders }), messages: Object.fromEntries(messages) };
};
