import { describe, expect, it } from 'vitest';
import { tableShape } from '#shared/adapters/dynamo/keys.ts';
import { driftOf, shapeOfTable, shapeOfTemplate } from '../../scripts/recover-table/shape.ts';
import { recoverTable } from '../../scripts/recover-table/steps.ts';
import { templatesOf } from './support/templates.ts';

type Sent = { readonly name: string; readonly input: Record<string, unknown> };

/** A database that restores as AWS does: keys and indexes come back, what surrounds them doesn't (PointInTimeRecovery_Howitworks). */
const aDatabase = (template: unknown, lost: { index?: string } = {}) => {
  const { Resources } = template as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  const [properties] = Object.values(Resources)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::DynamoDB::GlobalTable' && (Properties['KeySchema'] as unknown[]).length === 2,
    )
    .map(({ Properties }) => Properties);
  const indexes = (properties?.['GlobalSecondaryIndexes'] ?? []) as readonly { IndexName: string }[];
  const sent: Sent[] = [];
  const state = {
    made: false,
    stream: '',
    ttl: '',
    recovery: false,
    protection: false,
    tags: [] as unknown[],
  };
  const answers: Record<string, (input: Record<string, unknown>) => unknown> = {
    DescribeTableCommand: () => {
      if (!state.made) throw Object.assign(new Error('not there'), { name: 'ResourceNotFoundException' });
      return {
        Table: {
          TableStatus: 'ACTIVE',
          TableArn: 'arn:aws:dynamodb:eu-central-1:1:table/kefu-2',
          KeySchema: properties?.['KeySchema'],
          AttributeDefinitions: properties?.['AttributeDefinitions'],
          GlobalSecondaryIndexes: indexes.filter(({ IndexName }) => IndexName !== lost.index),
          BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
          StreamSpecification:
            state.stream === '' ? undefined : { StreamEnabled: true, StreamViewType: state.stream },
          DeletionProtectionEnabled: state.protection,
        },
      };
    },
    DescribeTimeToLiveCommand: () => ({
      TimeToLiveDescription: {
        TimeToLiveStatus: state.ttl === '' ? 'DISABLED' : 'ENABLED',
        AttributeName: state.ttl,
      },
    }),
    DescribeContinuousBackupsCommand: () => ({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: state.recovery ? 'ENABLED' : 'DISABLED',
        },
      },
    }),
    ListTagsOfResourceCommand: () => ({ Tags: state.tags }),
    RestoreTableToPointInTimeCommand: () => Object.assign(state, { made: true }),
    UpdateTableCommand: ({ StreamSpecification, DeletionProtectionEnabled }) =>
      Object.assign(
        state,
        StreamSpecification
          ? { stream: (StreamSpecification as { StreamViewType: string }).StreamViewType }
          : {},
        DeletionProtectionEnabled === true ? { protection: true } : {},
      ),
    UpdateTimeToLiveCommand: ({ TimeToLiveSpecification }) =>
      Object.assign(state, { ttl: (TimeToLiveSpecification as { AttributeName: string }).AttributeName }),
    UpdateContinuousBackupsCommand: () => Object.assign(state, { recovery: true }),
    TagResourceCommand: ({ Tags }) => Object.assign(state, { tags: Tags }),
  };
  const send = (command: {
    constructor: { name: string };
    input: Record<string, unknown>;
  }): Promise<unknown> => {
    const { name } = command.constructor;
    sent.push({ name, input: command.input });
    return Promise.resolve().then(() => answers[name]?.(command.input));
  };
  return { sent, client: { send } as unknown as Parameters<typeof recoverTable>[0] };
};

describe('A table that is recovered to a moment', () => {
  const template = templatesOf('prod').data.toJSON();
  const wanted = shapeOfTemplate(template);
  const recovery = {
    source: 'kefu',
    target: 'kefu-2',
    at: undefined,
    wanted,
    say: () => undefined,
    wait: () => Promise.resolve(),
  };

  it('should be as the template says: keys, seven indexes, stream, time to live, recovery, protection', () => {
    expect(wanted).toMatchObject({
      'key schema': 'HASH=pk RANGE=sk',
      'time to live': tableShape.ttl,
      recovery: 'on',
      'deletion protection': 'on',
      billing: 'PAY_PER_REQUEST',
    });
    expect(wanted['stream']).toMatch(/^NEW_/);
    expect(Object.keys(wanted).filter((field) => field.startsWith('index '))).toHaveLength(
      Object.keys(tableShape.indexes).length,
    );
  });

  it('gets back what recovery leaves behind, until nothing differs; again it does nothing more', async () => {
    const { client, sent } = aDatabase(template);
    expect(await recoverTable(client, recovery)).toEqual([]);
    const changes = (): string[] =>
      sent.map(({ name }) => name).filter((name) => !/^(?:Describe|List)/.test(name));
    expect(new Set(changes())).toEqual(
      new Set([
        'RestoreTableToPointInTimeCommand',
        'UpdateTableCommand',
        'UpdateTimeToLiveCommand',
        'UpdateContinuousBackupsCommand',
        ...(Object.keys(wanted).some((field) => field.startsWith('tag ')) ? ['TagResourceCommand'] : []),
      ]),
    );
    const before = changes().length;
    expect(await recoverTable(client, recovery)).toEqual([]);
    expect(changes()).toHaveLength(before);
  });

  it('that lacks an index is told of', async () => {
    const { client } = aDatabase(template, { index: 'gsi3' });
    expect(await recoverTable(client, recovery)).toEqual([expect.stringContaining('index gsi3')]);
  });

  it('differs in every field of an empty table', () => {
    const empty = shapeOfTable({ table: {}, timeToLive: {}, backups: {}, tags: {} } as never);
    expect(driftOf(wanted, empty).length).toBe(Object.keys(wanted).length);
  });
});
