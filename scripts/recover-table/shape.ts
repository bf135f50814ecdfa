import type {
  DescribeContinuousBackupsOutput,
  DescribeTableOutput,
  DescribeTimeToLiveOutput,
  ListTagsOfResourceOutput,
} from '@aws-sdk/client-dynamodb';

/** What a table is besides its items: each field in one text, so that two can be compared. */
export type Shape = Readonly<Record<string, string>>;

type Plain = Readonly<Record<string, unknown>>;

const sorted = (values: readonly string[]): string => [...values].sort().join(' ');
const schemaText = (schema: unknown): string =>
  sorted(
    ((schema ?? []) as { AttributeName?: string; KeyType?: string }[]).map(
      ({ AttributeName, KeyType }) => `${KeyType}=${AttributeName}`,
    ),
  );
const projectionText = (projection: unknown): string => {
  const { ProjectionType, NonKeyAttributes = [] } = (projection ?? {}) as {
    ProjectionType?: string;
    NonKeyAttributes?: string[];
  };
  return `${ProjectionType}(${sorted(NonKeyAttributes)})`;
};
const indexTexts = (indexes: unknown): Shape =>
  Object.fromEntries(
    ((indexes ?? []) as { IndexName?: string; KeySchema?: unknown; Projection?: unknown }[]).map(
      ({ IndexName, KeySchema, Projection }) => [
        `index ${IndexName}`,
        `${schemaText(KeySchema)} ${projectionText(Projection)}`,
      ],
    ),
  );
const attributesText = (attributes: unknown): string =>
  sorted(
    ((attributes ?? []) as { AttributeName?: string; AttributeType?: string }[]).map(
      ({ AttributeName, AttributeType }) => `${AttributeName}:${AttributeType}`,
    ),
  );

/** The shape that a synthesized template gives to the one table that has a sort key. Throws where there is none. */
export const shapeOfTemplate = (template: unknown): Shape => {
  const resources = Object.values((template as { Resources: Record<string, Plain> }).Resources);
  const properties = resources
    .filter(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable')
    .map(({ Properties }) => Properties as Plain)
    .find(({ KeySchema }) => Array.isArray(KeySchema) && KeySchema.length === 2);
  if (!properties) throw new Error('the template has no table');
  const [replica = {}] = (properties['Replicas'] ?? []) as Plain[];
  const recovery = replica['PointInTimeRecoverySpecification'] as Plain | undefined;
  const tags = (replica['Tags'] ?? []) as { Key: string; Value: string }[];
  return {
    'key schema': schemaText(properties['KeySchema']),
    attributes: attributesText(properties['AttributeDefinitions']),
    ...indexTexts(properties['GlobalSecondaryIndexes']),
    billing: String(properties['BillingMode']),
    stream: String((properties['StreamSpecification'] as Plain | undefined)?.['StreamViewType'] ?? 'none'),
    'time to live': String(
      (properties['TimeToLiveSpecification'] as Plain | undefined)?.['AttributeName'] ?? 'none',
    ),
    recovery: recovery?.['PointInTimeRecoveryEnabled'] === true ? 'on' : 'off',
    'deletion protection': replica['DeletionProtectionEnabled'] === true ? 'on' : 'off',
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`tag ${Key}`, Value])),
  };
};

/** What the database says of a table. */
export type Described = {
  readonly table: DescribeTableOutput;
  readonly timeToLive: DescribeTimeToLiveOutput;
  readonly backups: DescribeContinuousBackupsOutput;
  readonly tags: ListTagsOfResourceOutput;
};

/** The shape that a table has. */
export const shapeOfTable = ({ table: { Table = {} }, timeToLive, backups, tags }: Described): Shape => {
  const { TimeToLiveDescription: ttl } = timeToLive;
  const recovery =
    backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  const isLive = ttl?.TimeToLiveStatus === 'ENABLED' || ttl?.TimeToLiveStatus === 'ENABLING';
  return {
    'key schema': schemaText(Table.KeySchema),
    attributes: attributesText(Table.AttributeDefinitions),
    ...indexTexts(Table.GlobalSecondaryIndexes),
    billing: String(Table.BillingModeSummary?.BillingMode ?? 'PROVISIONED'),
    stream: Table.StreamSpecification?.StreamEnabled
      ? String(Table.StreamSpecification.StreamViewType)
      : 'none',
    'time to live': isLive ? String(ttl?.AttributeName) : 'none',
    recovery: recovery === 'ENABLED' ? 'on' : 'off',
    'deletion protection': Table.DeletionProtectionEnabled ? 'on' : 'off',
    ...Object.fromEntries(
      (tags.Tags ?? [])
        .filter(({ Key = '' }) => !Key.startsWith('aws:'))
        .map(({ Key, Value }) => [`tag ${Key}`, String(Value)]),
    ),
  };
};

/** Fields in which a table is other than it should be, with both values. */
export const driftOf = (wanted: Shape, found: Shape): readonly string[] =>
  [...new Set([...Object.keys(wanted), ...Object.keys(found)])]
    .filter((field) => wanted[field] !== found[field])
    .map((field) => `${field}: should be ${wanted[field] ?? 'absent'}, is ${found[field] ?? 'absent'}`);
