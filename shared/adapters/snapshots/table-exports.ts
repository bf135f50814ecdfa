import {
  DescribeContinuousBackupsCommand,
  DescribeExportCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  type ExportDescription,
  ExportTableToPointInTimeCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { ExportRefused, type TableExport, type TableExports } from '#shared/app/snapshots/ports.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { once } from '#shared/runtime/once.ts';
import { patience } from '../patience.ts';

/** A repeat changes nothing about these (API reference, `ExportTableToPointInTime`). */
const REFUSALS = [
  'ExportConflictException',
  'InvalidExportTimeException',
  'PointInTimeRecoveryUnavailableException',
  'TableNotFoundException',
  'ValidationException',
];

const exportOf = (description: ExportDescription | undefined): TableExport => {
  const { ExportArn: arn, ExportStatus: status, IncrementalExportSpecification: window } = description ?? {};
  const to = window?.ExportToTime ?? description?.ExportTime;
  if (arn === undefined) throw new Error('the database tells nothing of an export');
  return {
    arn,
    state: status === 'COMPLETED' ? 'done' : status === 'FAILED' ? 'failed' : 'running',
    reason: description?.FailureCode,
    tableId: description?.TableId ?? '',
    to: to?.getTime(),
    manifestKey: description?.ExportManifest,
  };
};

const env = z.object({ TABLE_ARN: z.string().min(1), TABLE_NAME: z.string().min(1) });

/** Exports of the table that the environment names, into this bucket. */
export const tableExports = (
  bucket: string,
  client: () => DynamoDBClient = once(
    () => new DynamoDBClient(patience({ requestMs: 5000, maxAttempts: 5 })),
  ),
): TableExports => {
  const { TABLE_ARN: arn, TABLE_NAME: table } = readEnv(env);
  return {
    table,
    async recoverableFrom() {
      const { ContinuousBackupsDescription: backups } = await client().send(
        new DescribeContinuousBackupsCommand({ TableName: table }),
      );
      return backups?.PointInTimeRecoveryDescription?.EarliestRestorableDateTime?.getTime();
    },
    async begin({ token, prefix, from }) {
      try {
        const { ExportDescription: description } = await client().send(
          new ExportTableToPointInTimeCommand({
            TableArn: arn,
            S3Bucket: bucket,
            S3Prefix: prefix,
            ClientToken: token,
            ExportFormat: 'DYNAMODB_JSON',
            ...(from === undefined
              ? { ExportType: 'FULL_EXPORT' }
              : {
                  ExportType: 'INCREMENTAL_EXPORT',
                  IncrementalExportSpecification: {
                    ExportFromTime: new Date(from),
                    ExportViewType: 'NEW_IMAGE',
                  },
                }),
          }),
        );
        return exportOf(description);
      } catch (error) {
        if (error instanceof DynamoDBServiceException && REFUSALS.includes(error.name))
          throw new ExportRefused(error.name);
        throw error;
      }
    },
    async find(exportArn) {
      const { ExportDescription: description } = await client().send(
        new DescribeExportCommand({ ExportArn: exportArn }),
      );
      return exportOf(description);
    },
  };
};
