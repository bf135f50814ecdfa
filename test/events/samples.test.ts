import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
  DynamoDBStreamEvent,
  SQSEvent,
} from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import { catalogue, publishedEvent } from '#events/catalogue.ts';
import { handler as metaHandler } from '#functions/http/meta/index.ts';
import { eventOfChange, streamChange } from '#shared/adapters/dynamo/stream-image.ts';
import { outgoing } from '#shared/app/events/outgoing.ts';
import { create } from '#shared/app/records.ts';
import { bootstrapSchema } from '#shared/contracts/bootstrap.ts';
import { type QueueId, queues } from '#shared/contracts/queues.ts';
import type { Route } from '#shared/contracts/route.ts';
import { type RouteId, routes } from '#shared/contracts/routes.ts';
import { schedules } from '#shared/contracts/schedules.ts';
import { type Bound, bound, httpHandler } from '#shared/runtime/http/handler.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';
import { streamHandler } from '#shared/runtime/stream-handler.ts';
import { samples } from '../../scripts/generate/samples/all.ts';
import { memoryStore } from '../support/memory-store.ts';

const read = <Sample>(name: string): Sample =>
  JSON.parse(readFileSync(`events/samples/${name}.json`, 'utf8')) as Sample;
const names = globSync('events/samples/*.json').map((file) =>
  file.replace(/^events\/samples\/|\.json$/g, ''),
);
const context = {
  functionName: 'kefu',
  awsRequestId: 'sample',
  getRemainingTimeInMillis: () => 10_000,
} as unknown as Context;
const queueIds = Object.keys(queues) as QueueId[];

beforeAll(() => {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe('the samples of what invokes functions', () => {
  it('are those that the tables give, and no others', () => {
    expect(names.toSorted()).toEqual(
      [...samples().keys()].map((file) => file.replace(/^events\/samples\/|\.json$/g, '')).toSorted(),
    );
  });

  it('cover every queue, every schedule, every event and every way in', () => {
    const wanted = [
      ...queueIds.map((id) => `sqs-${id}`),
      ...Object.keys(schedules).map((id) => `schedule-${id}`),
      ...[...catalogue.keys()].map((type) => `bus-${type}`),
      'stream-table',
      'http-tickets-create',
      'http-health',
      'bootstrap-custom-resource',
    ];

    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(queueIds)('hold messages that the worker of %s takes', async (id) => {
    const taken: unknown[] = [];
    const event = read<SQSEvent>(`sqs-${id}`);
    const result = await queueHandler<z.ZodType>(queues[id], async (message) => void taken.push(message))(
      event,
      context,
    );

    expect(result).toEqual({ batchItemFailures: [] });
    expect(taken.length).toBe(event.Records.length);
    expect(taken.length).toBeGreaterThan(0);
  });

  it('hold a message that is told apart from one that a worker cannot take', async () => {
    const [record] = read<SQSEvent>('sqs-ticket-escalations').Records;
    const spoiled = { ...record, body: '{"ticketId":"tkt_1"}' } as SQSEvent['Records'][number];
    const result = await queueHandler(queues['ticket-escalations'], async () => {})(
      { Records: [spoiled] },
      context,
    );

    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: record?.messageId }] });
  });

  it('hold a record of the table stream that becomes an event of the catalogue', async () => {
    const changes: ReturnType<typeof streamChange>[] = [];
    await streamHandler(streamChange, async (some) => void changes.push(...some))(
      read<DynamoDBStreamEvent>('stream-table'),
      context,
    );
    const facts = changes.flatMap((change) => eventOfChange(change) ?? []);

    expect(facts.map((fact) => publishedEvent(outgoing(fact)).type)).toEqual(['ticket.statusChanged']);
  });

  it.each([...catalogue.keys()])('hold %s as a rule of the bus hands it on', (type) => {
    const event = read<{ 'detail-type': string; source: string; detail: { type: string } }>(`bus-${type}`);

    expect(event).toMatchObject({ source: 'kefu', 'detail-type': type });
    expect(publishedEvent(event.detail).type).toBe(type);
  });

  it.each(['bootstrap-custom-resource', 'bootstrap-add-staff'])(
    'hold what the bootstrap function is asked for: %s',
    (name) => {
      expect(bootstrapSchema.safeParse(read(name)).error?.issues ?? []).toEqual([]);
    },
  );
});

describe('the sample requests', () => {
  const store = memoryStore();
  const edge = async () => ({
    store: { ...store, lists: store.lists as never },
    rates: undefined,
    keyring: keyringOf('a root secret that is only for tests'),
    publicUrl: 'https://desk.example',
    originSecret: undefined,
  });
  const sub = '5f7c2c1e-6f0a-4a56-9f3c-2f1f3a1d9b10';
  const team = {
    id: 'team_00000000000000000000000001',
    version: 1,
    name: 'service',
    createdAt: 0,
    updatedAt: 0,
  };

  beforeAll(async () => {
    await store.commit([
      create('team', team),
      create('principal', {
        sub,
        type: 'user',
        id: 'usr_01K5Q8J3M9N4P6R7S8T9V0W1XY',
        roleId: 'agent',
        teamIds: [team.id],
        status: 'active',
      }),
    ]);
  });

  const answer = async (
    name: string,
    change: (event: APIGatewayProxyEventV2) => APIGatewayProxyEventV2 = (event) => event,
  ) => {
    const event = change(read<APIGatewayProxyEventV2>(`http-${name}`));
    const id = (Object.keys(routes) as RouteId[]).find(
      (one) => `${routes[one].method} ${routes[one].path}` === event.routeKey,
    );
    if (id === undefined) return metaHandler(event);
    const { route, operation } = (await import(resolve(`functions/http/${id}.ts`))) as {
      route: Route;
      operation: Parameters<typeof bound>[1];
    };
    const operations: Record<string, Bound> = { [event.routeKey]: bound(route, operation) };
    return (await httpHandler(operations, edge)(event, context)) as APIGatewayProxyStructuredResultV2;
  };

  it.each([
    ['tickets-create', 201],
    ['tickets-list', 200],
    ['tickets-get', 404],
    ['tickets-edit', 404],
    ['public-read-survey', 404],
    ['public-answer-survey', 404],
    ['health', 200],
    ['unknown-path', 404],
    ['unknown-method', 405],
  ])('are read by the real edge: %s is answered with %i where there is nothing yet', async (name, status) => {
    const result = await answer(name);

    expect([result.statusCode, String(result.body).slice(0, 300)]).toEqual([status, expect.anything()]);
  });

  it('are refused once they lose their token or their key', async () => {
    const { authorizer, ...stranger } = read<
      APIGatewayProxyEventV2 & { requestContext: { authorizer: unknown } }
    >('http-tickets-create').requestContext;
    const unsigned = await answer('tickets-create', (event) => ({ ...event, requestContext: stranger }));
    const keyless = await answer('tickets-create', (event) => ({
      ...event,
      headers: { ...event.headers, 'idempotency-key': undefined },
    }));

    expect(authorizer).toBeDefined();
    expect([unsigned.statusCode, keyless.statusCode]).toEqual([401, 400]);
  });
});
