import { readFileSync } from 'node:fs';
import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { operation, route } from '#functions/http/tickets/create.ts';
import { create, type Records } from '#shared/app/records.ts';
import { queues } from '#shared/contracts/queues.ts';
import { bound, httpHandler } from '#shared/runtime/http/handler.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';
import { sweepHandler } from '#shared/runtime/schedule-handler.ts';
import { memoryStore } from '../support/memory-store.ts';

const read = <Sample>(name: string): Sample =>
  JSON.parse(readFileSync(`events/samples/${name}.json`, 'utf8')) as Sample;
const context = {
  functionName: 'kefu',
  awsRequestId: 'sample',
  getRemainingTimeInMillis: () => 10_000,
} as unknown as Context;
/** When the samples happen. */
const NINE = Date.parse('2026-03-02T09:00:00Z');
const FIVE_MINUTES = 300_000;
/** The clock of the machine that runs the function; timers go on. */
const machineSays = (now: number): void => void vi.useFakeTimers({ now, toFake: ['Date'] });

beforeAll(() => {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
});
afterEach(() => {
  vi.useRealTimers();
});

describe('on a machine whose clock is five minutes off', () => {
  it.each([-FIVE_MINUTES, FIVE_MINUTES])(
    'a message is worked on as of when the queue handed it out (%i ms)',
    async (off) => {
      machineSays(NINE + off);
      const event = read<SQSEvent>('sqs-ticket-escalations');
      const seen: number[] = [];
      const handler = queueHandler(queues['ticket-escalations'], async (_, { receivedAt }) => {
        seen.push(receivedAt);
      });
      await handler(event, context);

      const [record] = event.Records;
      expect(seen[0]).toBe(Number(record?.attributes.ApproximateFirstReceiveTimestamp));
      expect(Math.abs((seen[0] ?? 0) - NINE)).toBeLessThan(1000);
    },
  );

  it('a sweep takes what is due at the scheduler’s instant, and at its own where that is later', async () => {
    const sweepAt = async (machine: number, event: unknown): Promise<number> => {
      machineSays(machine);
      let seen = 0;
      const handler = sweepHandler(async (now) => {
        seen = now;
        return { due: 0, complete: true, lagSeconds: 0 };
      });
      await handler(event, context);
      return seen;
    };
    const fired = read('schedule-sla-sweep');

    expect(await sweepAt(NINE - FIVE_MINUTES, fired)).toBe(NINE);
    expect(await sweepAt(NINE + FIVE_MINUTES, fired)).toBe(NINE + FIVE_MINUTES);
    expect(await sweepAt(NINE + 7, {})).toBe(NINE + 7);
  });

  it.each([-FIVE_MINUTES, FIVE_MINUTES])(
    'a case is opened when the gateway took the request (%i ms)',
    async (off) => {
      machineSays(NINE + off);
      const store = memoryStore();
      const team = {
        id: 'team_00000000000000000000000001',
        version: 1,
        name: 'service',
        createdAt: 0,
        updatedAt: 0,
      };
      const principal: Records['principal'] = {
        ...{ sub: '5f7c2c1e-6f0a-4a56-9f3c-2f1f3a1d9b10', type: 'user', roleId: 'agent', status: 'active' },
        ...{ id: 'usr_01K5Q8J3M9N4P6R7S8T9V0W1XY', teamIds: [team.id] },
      };
      await store.commit([create('team', team), create('principal', principal)]);
      const edge = async () => ({
        store: { ...store, lists: store.lists as never },
        rates: undefined,
        keyring: keyringOf('a root secret that is only for tests'),
        publicUrl: 'https://desk.example',
        originSecret: undefined,
      });
      const event = read<APIGatewayProxyEventV2>('http-tickets-create');
      const answer = await httpHandler({ [event.routeKey]: bound(route, operation) }, edge)(event, context);

      expect(JSON.parse((answer as { body: string }).body)).toMatchObject({
        createdAt: new Date(event.requestContext.timeEpoch).toISOString(),
      });
    },
  );
});
