import { describe, expect, it } from 'vitest';
import { access } from '#infra/access.ts';
import { refusedOf } from '#test/support/rights.ts';

const TABLE = 'kefu-dev-table';
const KEYS = 'kefu-dev-data-keys';
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'A' } });
const transaction = (...parts: readonly [verb: string, pk: string, table?: string][]) => ({
  service: 'dynamodb' as const,
  operation: 'TransactWriteItems',
  body: {
    TransactItems: parts.map(([verb, pk, TableName = TABLE]) => ({
      [verb]: { TableName, ...(verb === 'Put' ? { Item: key(pk) } : { Key: key(pk) }) },
    })),
  },
});
const object = (operation: string, bucket: string, path: string) => ({
  service: 's3' as const,
  operation,
  body: { bucket: `kefu-dev-${bucket}-000000000000`, key: path },
});
const message = (queue: string) => ({
  service: 'sqs' as const,
  operation: 'SendMessageBatch',
  body: { QueueUrl: `http://127.0.0.1/000000000000/kefu-dev-${queue}` },
});
const query = (IndexName?: string) => ({
  service: 'dynamodb' as const,
  operation: 'Query',
  body: { TableName: TABLE, ...(IndexName === undefined ? {} : { IndexName }) },
});

const deliveries = access['workers/webhook-deliveries'];

describe('What AWS would refuse', () => {
  it('is a write of a family that the entry does not name, in each part of a transaction', () => {
    expect(
      refusedOf(deliveries, transaction(['Put', 'HK#1'], ['Put', 'AUD#0#2026'], ['Update', 'CFG#webhook'])),
    ).toEqual(['Update CFG']);
    expect(refusedOf(access.bootstrap, transaction(['Put', 'AUD#0#2026'], ['Put', 'CFG#role']))).toEqual([]);
  });

  it('is a condition on items that the entry names for neither writes nor checks', () => {
    expect(
      refusedOf(deliveries, transaction(['ConditionCheck', 'CFG#webhook'], ['ConditionCheck', 'HK#1'])),
    ).toEqual([]);
    expect(refusedOf(deliveries, transaction(['ConditionCheck', 'TKT#1']))).toEqual(['ConditionCheck TKT']);
  });

  it('is any change of the trail, and nothing that is added to it', () => {
    const change = transaction(
      ['Put', 'AUD#1'],
      ['Update', 'AUD#1'],
      ['Delete', 'AUD#1'],
      ['ConditionCheck', 'AUD#1'],
    );

    expect(refusedOf(access['http/tickets'], change)).toEqual([
      'Update AUD',
      'Delete AUD',
      'ConditionCheck AUD',
    ]);
  });

  it('is a data key made or deleted by who may only read them, and one read by who may not', () => {
    const read = {
      service: 'dynamodb' as const,
      operation: 'BatchGetItem',
      body: { RequestItems: { [KEYS]: {} } },
    };
    const forget = transaction(['Delete', 'cus_1', KEYS]);

    expect(refusedOf(access['workers/exports'], read)).toEqual([]);
    expect(refusedOf(deliveries, read)).toEqual([`BatchGetItem ${KEYS}`]);
    expect(refusedOf(access['workers/restores'], forget)).toEqual([]);
    expect(refusedOf(access['http/tickets'], forget)).toHaveLength(1);
  });

  it('is an index, a queue, a scan or an export that the entry does not name', () => {
    const scan = { service: 'dynamodb' as const, operation: 'Scan', body: { TableName: TABLE } };
    const whole = { service: 'dynamodb' as const, operation: 'ExportTableToPointInTime', body: {} };

    expect(refusedOf(deliveries, query('gsi5'))).toEqual([]);
    expect(refusedOf(deliveries, query('gsi2'))).toEqual(['Query gsi2']);
    expect(refusedOf(deliveries, query())).toEqual([]);
    expect(refusedOf(deliveries, message('webhook-deliveries'))).toEqual([]);
    expect(refusedOf(deliveries, message('exports'))).toEqual(['SendMessageBatch kefu-dev-exports']);
    expect(refusedOf(access['workers/restores'], scan)).toEqual([]);
    expect(refusedOf(deliveries, scan)).toEqual(['Scan']);
    expect(refusedOf(access['workers/snapshots'], whole)).toEqual([]);
    expect(refusedOf(access['workers/restores'], whole)).toEqual(['ExportTableToPointInTime']);
  });

  it('is an object in a folder, or of a bucket, that the entry does not name', () => {
    const http = access['http/data'];

    expect(refusedOf(http, object('PutObject', 'files', 'imports/1/file'))).toEqual([]);
    expect(refusedOf(http, object('PutObject', 'files', 'exports/1/file'))).toHaveLength(1);
    expect(refusedOf(http, object('DeleteObject', 'files', 'imports/1/file'))).toHaveLength(1);
    expect(refusedOf(http, object('GetObject', 'snapshots', '1/manifest.json'))).toHaveLength(1);
    expect(refusedOf(access['http/snapshots'], object('GetObject', 'snapshots', '1/manifest.json'))).toEqual(
      [],
    );
    expect(
      refusedOf(access['http/snapshots'], object('PutObject', 'snapshots', '1/manifest.json')),
    ).toHaveLength(1);
    expect(
      refusedOf(access['workers/imports'], object('UploadPart', 'files', 'imports/1/errors.csv')),
    ).toEqual([]);
  });
});
