import { createHash, randomUUID } from 'node:crypto';
import type { StreamRecord } from '../engine-ports.ts';
import type { InvocationResult } from '../lambda/types.ts';
import { canonical, type Json, objectOf } from '../net/json.ts';
import type { Filter } from './filters.ts';

export type StreamMapping = {
  /** Names the checkpoint; stays the same over restarts. */
  readonly id: string;
  readonly table: string;
  /** The attribute whose equal values keep their order when batches run in parallel. */
  readonly partitionKey: string;
  readonly streamArn: string;
  readonly region: string;
  readonly viewType: string;
  readonly functionArn: string;
  readonly batchSize: number;
  /** Batches under way at a time; records of one partition key keep their order. */
  readonly parallel: number;
  readonly startAtEnd: boolean;
  /** Infinite when absent. */
  readonly maxRetries?: number;
  readonly maxAgeMs?: number;
  readonly bisect: boolean;
  readonly reportFailures: boolean;
  readonly filter: Filter;
  /** Where a description of what was given up goes. */
  readonly onFailure?: (description: string) => Promise<void>;
};

/** Records spread over lanes by their partition key, so that each key keeps its order. */
export const lanesOf = (
  records: readonly StreamRecord[],
  { parallel, partitionKey }: StreamMapping,
): StreamRecord[][] => {
  const lanes: StreamRecord[][] = Array.from({ length: parallel }, () => []);
  for (const record of records) {
    const partition = canonical(objectOf(record.keys)[partitionKey] ?? null);
    const hash = createHash('sha256').update(partition).digest().readUInt32BE(0);
    lanes[hash % parallel]?.push(record);
  }
  return lanes.filter((lane) => lane.length > 0);
};

/** A change as a function gets it. */
export const eventRecord = (record: StreamRecord, { region, streamArn, viewType }: StreamMapping): Json => {
  const { sequenceNumber, newImage, oldImage } = record;
  return {
    eventID: createHash('md5')
      .update(streamArn + sequenceNumber)
      .digest('hex'),
    eventName: record.eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(record.approximateCreationMs / 1000),
      Keys: record.keys as Json,
      ...(newImage && viewType.startsWith('NEW') ? { NewImage: newImage as Json } : {}),
      ...(oldImage && viewType.includes('OLD') ? { OldImage: oldImage as Json } : {}),
      SequenceNumber: sequenceNumber,
      SizeBytes: record.sizeBytes,
      StreamViewType: viewType,
    },
    ...(record.expiredByTtl
      ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }
      : {}),
    eventSourceARN: streamArn,
  };
};

/** What an on-failure destination gets of records that were given up: where they were, not what they were. */
export const failureOf = (
  mapping: StreamMapping,
  records: readonly StreamRecord[],
  result: InvocationResult,
  tries: number,
  condition: string,
  nowMs: number,
) => ({
  requestContext: {
    requestId: randomUUID(),
    functionArn: mapping.functionArn,
    condition,
    approximateInvokeCount: tries,
  },
  responseContext: {
    statusCode: 200,
    executedVersion: '$LATEST',
    ...(result.ok ? {} : { functionError: 'Unhandled' }),
  },
  version: '1.0',
  timestamp: new Date(nowMs).toISOString(),
  DDBStreamBatchInfo: {
    shardId: 'shardId-00000000000000000000-local',
    startSequenceNumber: records[0]?.sequenceNumber,
    endSequenceNumber: records.at(-1)?.sequenceNumber,
    approximateArrivalOfFirstRecord: new Date(records[0]?.approximateCreationMs ?? nowMs).toISOString(),
    approximateArrivalOfLastRecord: new Date(records.at(-1)?.approximateCreationMs ?? nowMs).toISOString(),
    batchSize: records.length,
    streamArn: mapping.streamArn,
  },
});
