import type { Context, DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { handler } from '#functions/streams/aggregates.ts';
import { countEvents } from '#shared/app/aggregates/count-events.ts';

vi.mock('#shared/app/aggregates/count-events.ts', () => ({ countEvents: vi.fn() }));
vi.mock('#shared/adapters/dynamo/counters.ts', () => ({ countersOfBatch: async () => ({}) }));
vi.mock('#shared/adapters/dynamo/table.ts', () => ({ tableFromEnv: () => ({}) }));

const count = vi.mocked(countEvents);
const come = () => handler({ Records: [] as DynamoDBRecord[] }, { awsRequestId: 'r' } as Context);

describe('The consumer that counts', () => {
  it('fails where one case could not be counted, so that its facts come again', async () => {
    count.mockResolvedValue({ failed: new Map([['tkt_1', new Error('busy')]]) });

    await expect(come()).rejects.toThrow('busy');
  });

  it('is done where all were counted', async () => {
    count.mockResolvedValue({ failed: new Map() });

    await expect(come()).resolves.toBeUndefined();
  });
});
