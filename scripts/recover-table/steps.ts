import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  RestoreTableToPointInTimeCommand,
  TagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type Described, driftOf, type Shape, shapeOfTable } from './shape.ts';

export type Recovery = {
  readonly source: string;
  readonly target: string;
  /** The moment to go back to; the latest there is when absent. */
  readonly at: Date | undefined;
  readonly wanted: Shape;
  readonly say: (line: string) => void;
  readonly wait: (ms: number) => Promise<void>;
};

type Client = Pick<DynamoDBClient, 'send'>;

/** Everything the database tells of a table. */
export const describe = async (client: Client, name: string): Promise<Described> => {
  const table = await client.send(new DescribeTableCommand({ TableName: name }));
  const ResourceArn = table.Table?.TableArn;
  const [timeToLive, backups, tags] = await Promise.all([
    client.send(new DescribeTimeToLiveCommand({ TableName: name })),
    client.send(new DescribeContinuousBackupsCommand({ TableName: name })),
    client.send(new ListTagsOfResourceCommand({ ResourceArn })),
  ]);
  return { table, timeToLive, backups, tags };
};

const POLL_MS = 15_000;

const untilActive = async (client: Client, { target, say, wait }: Recovery): Promise<void> => {
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: target }));
    if (Table?.TableStatus === 'ACTIVE') return;
    say(`${target} is ${Table?.TableStatus ?? 'unknown'}`);
    await wait(POLL_MS);
  }
};

/**
 * Makes a new table of another one as it was at a moment, and gives it back what point-in-time recovery leaves behind: stream, time to
 * live, recovery, protection, tags. Each step is done only where it is needed, so that a recovery that was cut off is run again. Answers
 * what is left different from the template: nothing, when all is well.
 */
export const recoverTable = async (client: Client, recovery: Recovery): Promise<readonly string[]> => {
  const { source, target, at, wanted, say } = recovery;
  if (!(await exists(client, target))) {
    say(
      `restoring ${source} as ${target} ${at === undefined ? 'at the latest moment' : `as of ${at.toISOString()}`}`,
    );
    await client.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: source,
        TargetTableName: target,
        ...(at === undefined ? { UseLatestRestorableTime: true } : { RestoreDateTime: at }),
      }),
    );
  }
  await untilActive(client, recovery);
  await mend(client, recovery);
  return driftOf(wanted, shapeOfTable(await describe(client, target)));
};

const exists = async (client: Client, name: string): Promise<boolean> => {
  try {
    await client.send(new DescribeTableCommand({ TableName: name }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
};

const mend = async (client: Client, recovery: Recovery): Promise<void> => {
  const { target: TableName, wanted, say } = recovery;
  const found = await describe(client, TableName);
  const has = shapeOfTable(found);
  const differs = (field: string): boolean => wanted[field] !== has[field];
  const tags = Object.keys(wanted).filter((field) => field.startsWith('tag ') && differs(field));
  if (differs('stream') && wanted['stream'] !== 'none') {
    say('switching on the stream');
    const StreamSpecification = { StreamEnabled: true, StreamViewType: wanted['stream'] as 'NEW_IMAGE' };
    await client.send(new UpdateTableCommand({ TableName, StreamSpecification }));
    await untilActive(client, recovery);
  }
  if (differs('time to live')) {
    say('switching on time to live');
    const TimeToLiveSpecification = { Enabled: true, AttributeName: wanted['time to live'] };
    await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  }
  if (differs('recovery')) {
    say('switching on point-in-time recovery');
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
  }
  if (differs('deletion protection')) {
    say('switching on deletion protection');
    await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
    await untilActive(client, recovery);
  }
  if (tags.length > 0) {
    say('putting tags');
    const Tags = tags.map((field) => ({ Key: field.slice('tag '.length), Value: wanted[field] }));
    await client.send(new TagResourceCommand({ ResourceArn: found.table.Table?.TableArn, Tags }));
  }
};
