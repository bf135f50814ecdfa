import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { IdempotencyRecord } from '#shared/app/records.ts';
import type { Route } from '#shared/contracts/route.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { days, type Instant } from '#shared/domain/kernel/time.ts';
import { type Keyring, sha256 } from '../keyring.ts';
import type { Answer } from './answer.ts';
import { headerOf, rawBody } from './request.ts';

/** Name of one POST of one caller, and the fingerprint of what it asked for. */
export type IdempotencyKey = { readonly key: string; readonly requestHash: string };

/** The key of a request that needs one. Refuses with `idempotency_key_required` and `invalid_idempotency_key`. */
export const idempotencyKeyOf = (
  route: Route,
  sub: string | undefined,
  event: APIGatewayProxyEventV2,
): IdempotencyKey | undefined => {
  if (route.method !== 'POST' || sub === undefined) return undefined;
  if (headerOf(event, 'idempotency-key') === undefined) throw new Refusal('idempotency_key_required');
  return keyFor(route, sub, event);
};

/**
 * The key of a request without a token, where it has one and the route takes it. It counts for whom the request says to come from: a phone
 * that changes its network is still the same, and two who chose the same key behind one address are not. Refuses with `invalid_idempotency_key`.
 */
export const visitorKeyOf = (
  route: Route,
  body: unknown,
  event: APIGatewayProxyEventV2,
  { digest }: Pick<Keyring, 'digest'>,
): IdempotencyKey | undefined =>
  route.keyedBy === undefined || headerOf(event, 'idempotency-key') === undefined
    ? undefined
    : keyFor(route, `visitor ${digest('visitor', route.keyedBy(body as never))}`, event);

const keyFor = (route: Route, caller: string, event: APIGatewayProxyEventV2): IdempotencyKey => {
  const header = headerOf(event, 'idempotency-key') ?? '';
  if (!/^[\x21-\x7E]{1,255}$/.test(header)) throw new Refusal('invalid_idempotency_key');
  return {
    key: sha256(JSON.stringify([caller, route.method, event.rawPath, header])),
    requestHash: sha256(Buffer.concat([Buffer.from(`${event.rawQueryString}\n`), rawBody(event)])),
  };
};

/** The first answer of this key, if it was given within 24 h. Refuses with `idempotency_key_reused` when it was for another request. */
export const replayOf = (
  record: IdempotencyRecord | undefined,
  asked: IdempotencyKey,
  now: Instant,
  keyring: Keyring,
): Answer | undefined => {
  if (!record || record.expiresAt <= now) return undefined;
  if (record.requestHash !== asked.requestHash) throw new Refusal('idempotency_key_reused');
  // The answer went with the data key of the person it was about: what it told of is not there any more.
  if (record.answer === '') throw new Refusal('not_found');
  const stored = keyring.unseal(`idempotency|${asked.key}`, record.answer);
  if (typeof stored !== 'string') throw new Error('a stored answer cannot be opened');
  const answer = JSON.parse(inflateRawSync(Buffer.from(stored, 'base64')).toString('utf8')) as Answer;
  return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } };
};

/** What is kept of an answer for repeats: sealed, because it may hold personal data. */
export const recordOf = (
  asked: IdempotencyKey,
  answer: Answer,
  now: Instant,
  keyring: Keyring,
): IdempotencyRecord => ({
  key: asked.key,
  requestHash: asked.requestHash,
  writtenAt: now,
  expiresAt: now + days(1),
  answer: keyring.seal(`idempotency|${asked.key}`, deflateRawSync(JSON.stringify(answer)).toString('base64')),
});
