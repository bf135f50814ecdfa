import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signerOf } from '#shared/runtime/http/webhook-signature.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const secretOf = (fill: number): string => `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
const [present, former, foreign] = [secretOf(1), secretOf(2), secretOf(3)].map((text) => ({ text }));
const secrets = [present, former].flatMap((one) => one ?? []);

type Over = {
  id?: string;
  at?: number;
  timestamp?: string;
  body?: string;
  signature?: string;
  base64?: boolean;
};

/** A delivery as the gateway hands it on, signed by the public library. */
const delivery = (secret = present, over: Over = {}): APIGatewayProxyEventV2 => {
  const { id = 'msg_1', at = NOW, body = '{"a":1}' } = over;
  const signature = new Webhook(secret?.text ?? '').sign(id, new Date(at), body);
  return {
    headers: {
      'webhook-id': id,
      'webhook-timestamp': over.timestamp ?? String(Math.floor(at / 1000)),
      'webhook-signature': over.signature ?? signature,
    },
    body: over.base64 ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded: over.base64 ?? false,
  } as unknown as APIGatewayProxyEventV2;
};

const without = (event: APIGatewayProxyEventV2, name: string): APIGatewayProxyEventV2 => {
  const { [name]: _, ...headers } = event.headers;
  return { ...event, headers };
};

const wrong = `v1,${Buffer.alloc(32).toString('base64')}`;

describe('the signature of a delivery', () => {
  it('is the one of the public library, whatever is signed', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\w-]{1,40}$/),
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: -300_000, max: 300_000 }),
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        (id, body, off, key) => {
          const secret = { text: `whsec_${Buffer.from(key).toString('base64')}` };
          const event = delivery(secret, { id, body, at: NOW + off });
          const apart = Math.abs(Math.floor(NOW / 1000) - Math.floor((NOW + off) / 1000));
          expect(signerOf(event, [secret], NOW)).toBe(apart <= 300 ? secret : undefined);
        },
      ),
    );
  });

  it('tells which of the two living secrets signed', () => {
    expect(signerOf(delivery(present), secrets, NOW)).toBe(present);
    expect(signerOf(delivery(former), secrets, NOW)).toBe(former);
    expect(signerOf(delivery(foreign), secrets, NOW)).toBeUndefined();
    expect(signerOf(delivery(present), [], NOW)).toBeUndefined();
  });

  it('is found among five, in any place, and not among more', () => {
    const right = delivery().headers['webhook-signature'] ?? '';
    const among = (count: number) => [...Array.from({ length: count - 1 }, () => wrong), right].join(' ');
    expect(signerOf(delivery(present, { signature: among(5) }), secrets, NOW)).toBe(present);
    expect(signerOf(delivery(present, { signature: among(6) }), secrets, NOW)).toBeUndefined();
    expect(signerOf(delivery(present, { signature: among(1000) }), secrets, NOW)).toBeUndefined();
    expect(signerOf(delivery(present, { signature: `v1a,xyz ${right}` }), secrets, NOW)).toBe(present);
  });

  it.each<[string, APIGatewayProxyEventV2]>([
    ['no signature', without(delivery(), 'webhook-signature')],
    ['no id', without(delivery(), 'webhook-id')],
    ['no timestamp', without(delivery(), 'webhook-timestamp')],
    ['an empty signature', delivery(present, { signature: '' })],
    ['a wrong signature', delivery(present, { signature: wrong })],
    ['a short signature', delivery(present, { signature: 'v1,AAAA' })],
    [
      'a truncated signature',
      delivery(present, { signature: (delivery().headers['webhook-signature'] ?? '').slice(0, -5) }),
    ],
    [
      'another version',
      delivery(present, { signature: (delivery().headers['webhook-signature'] ?? '').replace('v1,', 'v2,') }),
    ],
    [
      'no version',
      delivery(present, { signature: (delivery().headers['webhook-signature'] ?? '').replace('v1,', '') }),
    ],
    ['two headers joined by a comma', delivery(present, { signature: `${wrong},${wrong}` })],
    ['an old time', delivery(present, { at: NOW - 301_000 })],
    ['a time to come', delivery(present, { at: NOW + 301_000 })],
    ['a time in scientific notation', delivery(present, { timestamp: '1e10' })],
    ['a time with letters', delivery(present, { timestamp: '1772442000abc' })],
    ['a time with a fraction', delivery(present, { timestamp: '1772442000.5' })],
    ['a time with a sign', delivery(present, { timestamp: '+1772442000' })],
    ['another time than was signed', delivery(present, { timestamp: String(NOW / 1000 - 1) })],
    ['an id with a dot', delivery(present, { id: 'a.b' })],
    ['an id with a space', delivery(present, { id: 'a b' })],
    ['another body', { ...delivery(), body: '{"a":2}' }],
    ['a body that was written anew', { ...delivery(), body: '{ "a": 1 }' }],
    ['no body', { ...delivery(), body: undefined } as unknown as APIGatewayProxyEventV2],
  ])('is refused with %s', (_, event) => {
    expect(signerOf(event, secrets, NOW)).toBeUndefined();
  });

  it('is that of the bytes, also where the gateway passes them on in base64', () => {
    const body = '{"name":"保温杯"}';
    expect(signerOf(delivery(present, { body, base64: true }), secrets, NOW)).toBe(present);
    const latin = {
      ...delivery(present, { body: '{"a":"ü"}' }),
      body: Buffer.from('{"a":"ü"}', 'latin1').toString('base64'),
    };
    expect(signerOf({ ...latin, isBase64Encoded: true }, secrets, NOW)).toBeUndefined();
  });

  it('is never taken from noise', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (id, timestamp, signature) => {
        const event = {
          ...delivery(),
          headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
        };
        expect(
          signerOf(event, [...secrets, { text: `whsec_${randomBytes(32).toString('base64')}` }], NOW),
        ).toBeUndefined();
      }),
    );
  });
});
