import { serviceError, validationError } from '../errors.ts';
import type { Tables } from '../tables.ts';
import type { Table } from '../types.ts';
import { RECOVERABLE_MS } from './journal.ts';

export type BackupsRequest = {
  PointInTimeRecoverySpecification?: { PointInTimeRecoveryEnabled?: boolean };
};

/** From which instant on a table can be exported. Throws `PointInTimeRecoveryUnavailableException`. */
export const recoverableFrom = ({ TableName, recoverableFromMs }: Table, nowMs: number): number => {
  if (recoverableFromMs === undefined)
    throw serviceError(
      'PointInTimeRecoveryUnavailableException',
      `Point in time recovery is not enabled for table '${TableName}'`,
    );
  return Math.max(recoverableFromMs, nowMs - RECOVERABLE_MS);
};

/** As `DescribeContinuousBackups` answers. The latest instant is now: nothing here is written later than it is acknowledged. */
export const describeBackups = (table: Table, nowMs: number): unknown => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription:
      table.recoverableFromMs === undefined
        ? { PointInTimeRecoveryStatus: 'DISABLED' }
        : {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: RECOVERABLE_MS / 86_400_000,
            EarliestRestorableDateTime: recoverableFrom(table, nowMs) / 1000,
            LatestRestorableDateTime: nowMs / 1000,
          },
  },
});

/** Switches point-in-time recovery; switched on again, it knows nothing of what was before. */
export const setRecovery = async (
  tables: Tables,
  table: Table,
  enabled: boolean,
  nowMs: number,
): Promise<void> => {
  if (enabled === (table.recoverableFromMs !== undefined)) return;
  await tables.save({ ...table, recoverableFromMs: enabled ? nowMs : undefined });
};

export const updateBackups = async (
  tables: Tables,
  table: Table,
  { PointInTimeRecoverySpecification: wanted }: BackupsRequest,
  nowMs: number,
): Promise<unknown> => {
  const enabled = wanted?.PointInTimeRecoveryEnabled;
  if (typeof enabled !== 'boolean')
    throw validationError('PointInTimeRecoverySpecification needs PointInTimeRecoveryEnabled');
  await setRecovery(tables, table, enabled, nowMs);
  return describeBackups(tables.get(table.TableName), nowMs);
};
