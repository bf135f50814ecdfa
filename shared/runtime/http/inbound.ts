import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Config } from '#shared/app/config.ts';
import type { Caller } from '#shared/app/ports.ts';
import type { Route } from '#shared/contracts/route.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { type InboundFeed, inboundFeeds, openSecrets } from '#shared/domain/settings/inbound.ts';
import { sha256 } from '../keyring.ts';
import type { Edge } from './edge.ts';
import type { IdempotencyKey } from './idempotency.ts';
import { type Allowance, checkAllowance, countCall } from './limits.ts';
import { deliveryIdOf, signerOf } from './webhook-signature.ts';

/** The feed a delivery is for, on the routes of inbound feeds; a channel that isn't one has no secret, so it ends as a bad signature. */
export const feedOf = (route: Route, event: APIGatewayProxyEventV2): InboundFeed | 'unknown' | undefined => {
  if (route.signed === undefined) return undefined;
  const name = route.signed === 'orders' ? 'orders' : `messages/${event.pathParameters?.['channel'] ?? ''}`;
  return inboundFeeds.find((feed) => feed === name) ?? 'unknown';
};

/**
 * Under which the answer to a delivery is kept: its id does what an Idempotency-Key does for others. A repeat is answered as the first was,
 * whatever it says, since a sender means the same delivery by the same id.
 */
export const deliveryKeyOf = (feed: string, event: APIGatewayProxyEventV2): IdempotencyKey | undefined => {
  const id = deliveryIdOf(event);
  return id === undefined
    ? undefined
    : { key: sha256(JSON.stringify(['inbound', feed, id])), requestHash: 'inbound' };
};

const systemOf = (feed: string): Caller => ({
  type: 'system',
  id: `inbound/${feed}`,
  role: 'inbound',
  permissions: new Set(),
  scope: 'all',
  teamIds: [],
  reveal: new Set(),
});

type Delivery = {
  readonly event: APIGatewayProxyEventV2;
  readonly feed: InboundFeed | 'unknown';
  readonly address: string;
  readonly now: number;
};

/**
 * Who sends a delivery: the system that holds the feed's secret, counted as a machine client. Refuses with `invalid_signature`, and counts
 * whoever tries by their address.
 */
export const senderOf = async (
  { event, feed, address, now }: Delivery,
  { settings }: Pick<Config, 'settings'>,
  edge: Edge,
): Promise<{ readonly caller: Caller; readonly allowance: Allowance | undefined }> => {
  const secrets = feed === 'unknown' ? [] : openSecrets(settings.inbound, feed, edge.keyring.unseal);
  const signer = signerOf(event, secrets, now);
  const [who, limit] = signer
    ? [`inbound:${signer.shown}`, settings.rateLimits.machine]
    : [address, settings.rateLimits.perCaller];
  const count = await countCall(edge.rates, who, limit, now);
  const allowance = count && { ...count, limit };
  checkAllowance(allowance);
  if (!signer) throw new Refusal('invalid_signature');
  return { caller: systemOf(feed), allowance };
};
