import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeDefaults } from '#shared/app/bootstrap/write-defaults.ts';
import type { Store } from '#shared/app/ports.ts';
import { createPublicTicket } from '#shared/app/tickets/create-public-ticket.ts';
import { publicTicketRoutes } from '#shared/contracts/public-tickets.ts';
import { days } from '#shared/domain/kernel/time.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { memoryStore } from '#test/support/memory-store.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const PATH = '/v1/public/tickets';
const form = {
  subject: 'A parcel',
  body: 'Where is it?',
  customer: { name: 'Vi Sitor', email: 'vi@example.com' },
};
type Ask = {
  readonly key?: string;
  readonly form?: object;
  readonly from?: string;
  readonly at?: number;
  readonly secret?: string;
};

describe('The form of a visitor', () => {
  let store: ReturnType<typeof memoryStore>;
  beforeEach(async () => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
    store = memoryStore();
    await writeDefaults(store, NOW);
  });
  afterEach(() => vi.unstubAllEnvs());

  const send = async ({ key, form: body = form, from = '192.0.2.1', at = NOW, secret = 'a secret' }: Ask) => {
    const edge: Edge = {
      store: store as unknown as Store,
      rates: undefined,
      keyring: keyringOf(`${secret} of at least thirty-two characters`),
      publicUrl: 'https://desk.example.com',
      originSecret: undefined,
    };
    const handler = httpHandler(
      { [`POST ${PATH}`]: bound(publicTicketRoutes['public/create-ticket'], createPublicTicket) },
      async () => edge,
    );
    const event = {
      version: '2.0',
      routeKey: `POST ${PATH}`,
      rawPath: PATH,
      rawQueryString: '',
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: {
        requestId: 'req-1',
        timeEpoch: at,
        http: { method: 'POST', path: PATH, sourceIp: from },
      },
    } as unknown as APIGatewayProxyEventV2;
    const answer = (await handler(event, {} as Context)) as APIGatewayProxyStructuredResultV2;
    const parsed = JSON.parse(answer.body ?? '{}') as { number?: string; code?: string };
    return { number: parsed.number, code: parsed.code, status: answer.statusCode, headers: answer.headers };
  };
  const cases = (): number => store.all('ticket').length;

  it('sent again under its key, also over another network, opens one case and is told the same number', async () => {
    const first = await send({ key: 'k1' });
    const again = await send({ key: 'k1', from: '198.51.100.7' });

    expect([first.status, again.status, cases()]).toEqual([201, 201, 1]);
    expect(again.number).toBe(first.number);
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true' });
  });

  it('sent by several at once under one key opens one case', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => send({ key: 'k1' })));

    expect(new Set(answers.map(({ number }) => number)).size).toBe(1);
    expect(cases()).toBe(1);
  });

  it('opens another case under another key, without one, and after a day', async () => {
    await send({ key: 'k1' });
    await send({ key: 'k2' });
    await send({});
    await send({});
    await send({ key: 'k1', at: NOW + days(1) + 1 });

    expect(cases()).toBe(5);
  });

  it('is refused with other words under the same key, and not with those of somebody else who chose the same', async () => {
    await send({ key: 'k1' });
    const other = await send({ key: 'k1', form: { ...form, body: 'Where is the other one?' } });
    const stranger = await send({
      key: 'k1',
      form: { ...form, customer: { name: 'X', email: 'x@example.com' } },
    });

    expect([other.status, other.code]).toEqual([422, 'idempotency_key_reused']);
    expect(stranger.status).toBe(201);
    expect(cases()).toBe(2);
  });

  it.each(['', 'a b', 'x'.repeat(256)])('is refused with %j for a key', async (key) => {
    expect(await send({ key })).toMatchObject({ status: 400, code: 'invalid_idempotency_key' });
    expect(cases()).toBe(0);
  });

  it('leaves neither phone nor e-mail, nor a plain hash of them, in the record of its answer', async () => {
    await send({ key: 'k1' });
    await send({ key: 'k1', secret: 'another secret' });
    const [one, other] = store.all('idempotency');

    expect(one?.key).not.toBe(other?.key);
    expect(JSON.stringify([one, other])).not.toContain('vi@example.com');
  });
});
