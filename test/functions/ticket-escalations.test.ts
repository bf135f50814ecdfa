import { readFileSync } from 'node:fs';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '#functions/workers/ticket-escalations.ts';
import type { Store } from '#shared/app/ports.ts';
import { create, ref } from '#shared/app/records.ts';
import { hours, minutes } from '#shared/domain/kernel/time.ts';
import { aTicket, desk, NINE } from '#test/domain/tickets/support.ts';
import { memoryStore } from '#test/support/memory-store.ts';

const world = vi.hoisted(() => ({ store: undefined as unknown }));
vi.mock('#shared/adapters/http-edge.ts', () => ({
  httpEdge: () => async () => ({
    store: world.store,
    keyring: {},
    publicUrl: 'https://desk.example.com',
  }),
}));

const { id } = aTicket();
const DUE = NINE + hours(24);

/** The message of a sweep, handed out at an instant to a machine whose clock says another. */
const come = (receivedAt: number, machine: number) => {
  vi.useFakeTimers({ now: machine, toFake: ['Date'] });
  const event = JSON.parse(readFileSync('events/samples/sqs-ticket-escalations.json', 'utf8')) as SQSEvent;
  const [record] = event.Records;
  if (!record) throw new Error('the sample has no record');
  record.body = JSON.stringify({ ticketId: id, timerAt: new Date(DUE).toISOString() });
  record.attributes.ApproximateFirstReceiveTimestamp = String(receivedAt);
  return handler({ Records: [record] }, { awsRequestId: 'r' } as Context);
};

describe('The worker of deadlines', () => {
  let store: ReturnType<typeof memoryStore>;
  beforeEach(async () => {
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
    store = memoryStore();
    const open: Store['open'] = async (first) => {
      const opened = await store.open(first);
      return { ...opened, config: { ...opened.config, ...desk } };
    };
    world.store = { ...store, open };
    await store.commit([create('ticket', aTicket())]);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });
  const level = () => store.one(ref('ticket', id))?.escalationLevel;

  it('breaches nothing early because its own clock is ahead', async () => {
    expect(await come(DUE - minutes(1), DUE + minutes(5))).toEqual({ batchItemFailures: [] });
    expect(level()).toBe(0);
  });

  it('breaches in time though its own clock is behind', async () => {
    expect(await come(DUE + minutes(1), DUE - minutes(5))).toEqual({ batchItemFailures: [] });
    expect(level()).toBe(1);
  });
});
