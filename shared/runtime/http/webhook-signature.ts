import { createHmac, timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { headerOf, rawBody } from './request.ts';

/** How far a delivery's time may lie from ours, either way. */
const TOLERANCE_SECONDS = 300;
/** More signatures than this are no rotation. */
const MOST_SIGNATURES = 5;
const SHA256_BYTES = 32;

/** The id of a delivery: visible ASCII without the dot, which separates the parts of what is signed. */
export const deliveryIdOf = (event: APIGatewayProxyEventV2): string | undefined => {
  const id = headerOf(event, 'webhook-id');
  return id !== undefined && /^[\x21-\x2D\x2F-\x7E]{1,255}$/.test(id) ? id : undefined;
};

const timestampOf = (event: APIGatewayProxyEventV2, now: number): string | undefined => {
  const text = headerOf(event, 'webhook-timestamp') ?? '';
  if (!/^[1-9]\d{0,11}$/.test(text)) return undefined;
  return Math.abs(Math.floor(now / 1000) - Number(text)) <= TOLERANCE_SECONDS ? text : undefined;
};

/** The signatures of version 1, decoded; nothing where there are too many. */
const signaturesOf = (event: APIGatewayProxyEventV2): readonly Buffer[] => {
  const given = (headerOf(event, 'webhook-signature') ?? '').split(' ').filter(Boolean);
  if (given.length > MOST_SIGNATURES) return [];
  return given
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice(3), 'base64'))
    .filter((bytes) => bytes.length === SHA256_BYTES);
};

/**
 * Which of these secrets signed this delivery (Standard Webhooks): HMAC-SHA-256 over `id.timestamp.` and the very bytes that came, at most
 * five minutes off, compared in constant time. `undefined` for none.
 */
export const signerOf = <Secret extends { readonly text: string }>(
  event: APIGatewayProxyEventV2,
  secrets: readonly Secret[],
  now: number,
): Secret | undefined => {
  const [id, timestamp, given] = [deliveryIdOf(event), timestampOf(event, now), signaturesOf(event)];
  if (id === undefined || timestamp === undefined) return undefined;
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), rawBody(event)]);
  // Every pair is compared, so that the time tells nothing of which one fits.
  const fitting = secrets.map(({ text }) => {
    const key = Buffer.from(text.slice('whsec_'.length), 'base64');
    const expected = createHmac('sha256', key).update(signed).digest();
    return given.filter((one) => timingSafeEqual(one, expected)).length > 0;
  });
  return secrets[fitting.indexOf(true)];
};
