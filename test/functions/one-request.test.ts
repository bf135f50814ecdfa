import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { LostRace, type Operation, type Store } from '#shared/app/ports.ts';
import { create, put, ref } from '#shared/app/records.ts';
import { defineRoutes, type Route } from '#shared/contracts/route.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { days } from '#shared/domain/kernel/time.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { memoryStore } from '#test/support/memory-store.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const GATEWAY = '192.0.2.1';
const ORIGIN_SECRET = 'only our own edge knows this';

const shape = {
  method: 'POST',
  params: z.object({}),
  query: z.object({}),
  body: z.object({ word: z.string() }),
  success: [200],
  response: z.object({ who: z.string(), word: z.string(), nth: z.int() }),
  refusals: [],
} as const;
const routes = defineRoutes({
  'things/say': { ...shape, path: '/v1/things', summary: 'Say', permission: 'self.read' },
  'things/shout': { ...shape, path: '/v1/shouts', summary: 'Shout', permission: 'self.read' },
  'things/whisper': { ...shape, path: '/v1/public/things', summary: 'Whisper', permission: 'public' },
});
type Say = (typeof routes)['things/say'];

const people = { ann: 'usr_01K00000000000000000000001', bob: 'usr_01K00000000000000000000002' } as const;
type Person = keyof typeof people;

describe('One request', () => {
  let store: ReturnType<typeof memoryStore>;
  let seen: string[];
  let losses: number;
  let runs: number;
  /** What happens after a request was looked up and before it is decided. */
  let meanwhile: (() => Promise<void>) | undefined;

  const commit: Store['commit'] = async (writes) => {
    seen.push('commit');
    if (losses-- > 0) throw new LostRace([0]);
    await store.commit(writes);
  };
  const say: Operation<Say> = {
    run: async ({ body }, { caller }) => {
      await meanwhile?.();
      return {
        body: { who: caller.id, word: body.word, nth: ++runs },
        // Something is written, so that there is something to commit without an idempotency record, too.
        writes: [create('ticketNumber', { number: `K${runs}`, ticketId: 'tkt_1' })],
        after: async () => void seen.push('after'),
      };
    },
  };
  const edge = (): Edge => ({
    store: { ...store, commit } as unknown as Store,
    rates: undefined,
    keyring: keyringOf('a secret of at least thirty-two characters'),
    publicUrl: 'https://desk.example.com',
    originSecret: ORIGIN_SECRET,
  });

  type Ask = {
    readonly path?: string;
    readonly person?: Person;
    readonly key?: string;
    readonly word?: string;
    readonly headers?: Record<string, string>;
  };
  const eventOf = ({ path = '/v1/things', person = 'ann', key = 'k', word = 'hello', headers = {} }: Ask) =>
    ({
      version: '2.0',
      routeKey: `POST ${path}`,
      rawPath: path,
      rawQueryString: '',
      headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
      body: JSON.stringify({ word }),
      isBase64Encoded: false,
      requestContext: {
        requestId: 'req-1',
        http: { method: 'POST', path, sourceIp: GATEWAY },
        authorizer: { jwt: { claims: { sub: person, token_use: 'access' } } },
      },
    }) as unknown as APIGatewayProxyEventV2;
  const ask = async (
    of: Ask = {},
  ): Promise<{ status: number | undefined; body: Record<string, unknown> }> => {
    const handler = httpHandler(
      Object.fromEntries(
        Object.values<Route>(routes).map((route) => [
          `${route.method} ${route.path}`,
          bound(route, say as unknown as Operation<Route>),
        ]),
      ),
      async () => edge(),
    );
    let isOver = false;
    const asking = (
      handler(eventOf(of), {} as Context) as Promise<APIGatewayProxyStructuredResultV2>
    ).finally(() => {
      isOver = true;
    });
    while (!isOver) await vi.advanceTimersToNextTimerAsync();
    const { statusCode, body } = await asking;
    return { status: statusCode, body: JSON.parse(body ?? '{}') as Record<string, unknown> };
  };

  beforeEach(async () => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
    vi.useFakeTimers({ toFake: ['setTimeout', 'Date'], now: NOW });
    store = memoryStore();
    [seen, losses, runs, meanwhile] = [[], 0, 0, undefined];
    for (const [sub, id] of Object.entries(people)) {
      const person = { sub, id, type: 'user', roleId: 'agent', teamIds: [], status: 'active' } as const;
      await store.commit([create('principal', person)]);
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });

  it('brings others in line once its writes are stored, not before and not without', async () => {
    expect((await ask()).status).toBe(200);
    expect(seen).toEqual(['commit', 'after']);

    losses = 3;
    seen = [];
    expect((await ask({ key: 'other' })).status).toBe(200);
    expect(seen).toEqual(['commit', 'commit', 'commit', 'commit', 'after']);
  });

  it('is given up after seven lost races, and nobody is brought in line with what was not written', async () => {
    losses = 30;

    expect(await ask()).toMatchObject({ status: 503, body: { code: 'busy' } });
    expect(seen).toEqual(Array.from({ length: 7 }, () => 'commit'));
  });

  it.each([
    'x-user-id',
    'x-tenant-id',
    'x-principal-id',
    'x-forwarded-user',
    'x-amzn-oidc-identity',
    'x-amzn-oidc-data',
    'authorization',
    'cookie',
  ])('is its token’s and nobody else’s, whatever %s says', async (name) => {
    for (const said of ['bob', people.bob, `sub=bob`])
      expect((await ask({ key: said, headers: { [name]: said } })).body['who']).toBe(people.ann);
  });

  it.each(['x-forwarded-for', 'x-real-ip', 'forwarded', 'cloudfront-viewer-address', 'true-client-ip'])(
    'of a visitor comes from where the gateway saw it, whatever %s says',
    async (name) => {
      const path = '/v1/public/things';
      const from = async (headers: Record<string, string>) => (await ask({ path, headers })).body['who'];

      expect(await from({ [name]: '198.51.100.7' })).toBe(GATEWAY);
      expect(await from({ [name]: '198.51.100.7', 'x-origin-secret': 'guessed' })).toBe(GATEWAY);
    },
  );

  it('of a visitor comes from where our own edge saw it, if it was our own edge', async () => {
    const headers = { 'cloudfront-viewer-address': '198.51.100.7:443', 'x-origin-secret': ORIGIN_SECRET };

    expect((await ask({ path: '/v1/public/things', headers })).body['who']).toBe('198.51.100.7');
  });

  it('of whoever was disabled is refused, whatever the token says', async () => {
    const ann = store.one(ref('principal', 'ann'));
    if (ann) await store.commit([put('principal', { ...ann, status: 'disabled' })]);

    expect(await ask()).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(runs).toBe(0);
  });

  it('that comes again under its key is answered as the first time, and nothing is done', async () => {
    const first = await ask();

    expect(await ask()).toEqual(first);
    expect(runs).toBe(1);
  });

  it('that stood still while it came again is answered as that one, though nothing is left for it to do', async () => {
    const refusing = (other: Ask) => async (): Promise<void> => {
      meanwhile = undefined;
      await ask(other);
      throw new Refusal('expired');
    };
    meanwhile = refusing({});
    const stood = await ask();
    meanwhile = refusing({ key: 'another' });
    const refused = await ask({ key: 'its-own' });

    expect(stood).toMatchObject({ status: 200, body: { nth: 1 } });
    expect(refused).toMatchObject({ status: 410, body: { code: 'expired' } });
    expect(runs).toBe(2);
  });

  it('has its key to itself: another caller and another address do their own under the same', async () => {
    await ask();

    expect((await ask({ person: 'bob' })).body).toEqual({ who: people.bob, word: 'hello', nth: 2 });
    expect((await ask({ path: '/v1/shouts' })).body).toEqual({ who: people.ann, word: 'hello', nth: 3 });
  });

  it('is refused under the key of another request', async () => {
    await ask();

    expect(await ask({ word: 'something else' })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('is a new one when a day has passed, though the stored answer is still there', async () => {
    await ask();
    vi.setSystemTime(NOW + days(1) - 1);
    expect((await ask()).body['nth']).toBe(1);
    vi.setSystemTime(NOW + days(1));
    expect((await ask()).body['nth']).toBe(2);
  });
});
