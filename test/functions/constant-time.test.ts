import type * as nodeCrypto from 'node:crypto';
import { timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { addressOf } from '#shared/runtime/http/caller.ts';
import { signerOf } from '#shared/runtime/http/webhook-signature.ts';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof nodeCrypto>();
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});

const NOW = Date.parse('2026-03-02T09:00:00Z');
const secretOf = (fill: number) => ({ text: `whsec_${Buffer.alloc(32, fill).toString('base64')}` });
const [present, former] = [secretOf(1), secretOf(2)];
const wrong = `v1,${Buffer.alloc(32, 9).toString('base64')}`;
const compared = vi.mocked(timingSafeEqual);

const delivery = (...signatures: string[]): APIGatewayProxyEventV2 =>
  ({
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(NOW / 1000),
      'webhook-signature': signatures.join(' '),
    },
    body: '{}',
    isBase64Encoded: false,
  }) as unknown as APIGatewayProxyEventV2;
const signedBy = ({ text }: { text: string }) => new Webhook(text).sign('msg_1', new Date(NOW), '{}');

beforeEach(() => {
  compared.mockClear();
});

describe('Secrets are compared in a time that tells nothing', () => {
  it.each([
    ['the first fits', [signedBy(present), wrong]],
    ['the last fits', [wrong, signedBy(former)]],
    ['none fits', [wrong, wrong]],
  ])('of a delivery: every signature with every secret, to the end, where %s', (_, signatures) => {
    signerOf(delivery(...signatures), [present, former], NOW);

    expect(compared).toHaveBeenCalledTimes(4);
    for (const [a, b] of compared.mock.calls) expect([a.byteLength, b.byteLength]).toEqual([32, 32]);
  });

  it('of our own edge: the whole of what it shows', () => {
    const shown = (secret: string) =>
      addressOf(
        {
          headers: { 'x-origin-secret': secret, 'cloudfront-viewer-address': '198.51.100.7:1' },
          requestContext: { http: { sourceIp: '192.0.2.1' } },
        } as unknown as APIGatewayProxyEventV2,
        'a secret',
      );

    expect([shown('a secret'), shown('b secret')]).toEqual(['198.51.100.7', '192.0.2.1']);
    expect(compared).toHaveBeenCalledTimes(2);
  });
});
