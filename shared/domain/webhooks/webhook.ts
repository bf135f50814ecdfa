import * as z from 'zod';
import { idSchema, instantOfId } from '../kernel/ids.ts';
import { hours, type Instant, instantSchema } from '../kernel/time.ts';
import { shopIdSchema } from '../settings/shop.ts';
import type { SentEvent } from './delivery.ts';
import { type WebhookEventType, webhookEventTypeSchema } from './values.ts';

/** So many webhooks an organisation has at most: every fact is compared with all of them. */
export const MAX_WEBHOOKS = 50;
/** For so long a replaced secret goes on signing beside the new one (`api.md`, Webhooks). */
export const OLD_SECRET_LIFE_MS = hours(24);
/** Receivers look at no more signatures than this. */
const MAX_SECRETS = 5;

const webhookSecretSchema = z.object({
  sealed: z.string(),
  addedAt: instantSchema,
  /** From then on it signs no more; absent on the present one. */
  until: instantSchema.optional(),
});
export type WebhookSecret = Readonly<z.infer<typeof webhookSecretSchema>>;

/** Where another system has itself told of facts. How deliveries go is kept apart (`state.ts`). */
export const webhookSchema = z.object({
  id: idSchema('hook'),
  version: z.int().positive(),
  url: z.string(),
  name: z.string().optional(),
  /** Only facts of cases and orders of this shop, and those that no shop has. */
  shopId: shopIdSchema.optional(),
  /** Types of facts, each with the instant since which they are asked for: what happened before is not sent. */
  events: z.partialRecord(webhookEventTypeSchema, instantSchema),
  status: z.enum(['active', 'paused']),
  /** The present secret first. */
  secrets: z.array(webhookSecretSchema).min(1),
  createdAt: instantSchema,
  updatedAt: instantSchema,
});
export type Webhook = Readonly<z.infer<typeof webhookSchema>>;

/** What a secret is sealed for: one of another webhook cannot be put in its place. */
export const sealedAbout = (hookId: string): string => `webhook|${hookId}`;

/** A secret of Standard Webhooks, of 32 random bytes. */
export const secretText = (random: Uint8Array): string => {
  let bytes = '';
  for (const byte of random) bytes += String.fromCharCode(byte);
  return `whsec_${btoa(bytes)}`;
};

type Happened = Pick<SentEvent, 'id' | 'type' | 'data'>;

/** When a fact was recorded: a missed deadline is dated back to the deadline, and says when it was noticed. */
export const recordedAt = ({ id, data }: Happened): Instant => {
  const noticed = Date.parse(String(data['detectedAt']));
  return Math.max(instantOfId(id), Number.isNaN(noticed) ? 0 : noticed);
};

/** Whether a webhook is told of a fact: it asked for the type before it happened. */
export const isAskedFor = ({ events }: Webhook, fact: Happened): boolean =>
  recordedAt(fact) >=
  ((events as Readonly<Record<string, Instant | undefined>>)[fact.type] ?? Number.POSITIVE_INFINITY);

export const typesOf = ({ events }: Webhook): WebhookEventType[] =>
  webhookEventTypeSchema.options.filter((type) => events[type] !== undefined);

/** The types that are asked for now, those that are new since now. */
export const eventsSince = (
  types: readonly WebhookEventType[],
  before: Webhook['events'],
  now: Instant,
): Webhook['events'] => Object.fromEntries(types.map((type) => [type, before[type] ?? now]));

export type WebhookPatch = {
  readonly url?: string | undefined;
  readonly name?: string | null | undefined;
  readonly shopId?: string | null | undefined;
  readonly events?: readonly WebhookEventType[] | undefined;
  readonly status?: Webhook['status'] | undefined;
};

/** Leaves out what is `undefined`, sets what is there, takes away what is `null`. */
export const patchWebhook = (before: Webhook, patch: WebhookPatch, now: Instant): Webhook => {
  const { name, shopId, ...rest } = before;
  const kept = <T>(given: T | null | undefined, was: T | undefined): T | undefined =>
    given === undefined ? was : (given ?? undefined);
  const nextName = kept(patch.name, name);
  const nextShop = kept(patch.shopId, shopId);
  return {
    ...rest,
    url: patch.url ?? before.url,
    events: patch.events ? eventsSince(patch.events, before.events, now) : before.events,
    status: patch.status ?? before.status,
    ...(nextName === undefined ? {} : { name: nextName }),
    ...(nextShop === undefined ? {} : { shopId: nextShop }),
    version: before.version + 1,
    updatedAt: now,
  };
};

/** Secrets that sign at an instant, the present one first. */
export const liveSecrets = ({ secrets }: Webhook, now: Instant): readonly WebhookSecret[] =>
  secrets.filter(({ until }) => until === undefined || until > now);

/** With a new secret: the one it takes over from signs for another 24 hours; older ones keep the end they have. */
export const rotated = (before: Webhook, sealed: string, now: Instant): Webhook => ({
  ...before,
  secrets: [
    { sealed, addedAt: now },
    ...liveSecrets(before, now).map((one) => ({ ...one, until: one.until ?? now + OLD_SECRET_LIFE_MS })),
  ].slice(0, MAX_SECRETS),
  version: before.version + 1,
  updatedAt: now,
});
