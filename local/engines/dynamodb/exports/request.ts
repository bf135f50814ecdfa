import { serviceError, validationError } from '../errors.ts';
import type { Table } from '../types.ts';
import { recoverableFrom } from './backups.ts';

const LEAST_WINDOW_MS = 15 * 60 * 1000;
const MOST_WINDOW_MS = 24 * 60 * 60 * 1000;

export type ExportRequest = {
  readonly TableArn?: unknown;
  readonly S3Bucket?: unknown;
  readonly S3Prefix?: unknown;
  readonly S3SseAlgorithm?: unknown;
  readonly ClientToken?: unknown;
  readonly ExportTime?: unknown;
  readonly ExportFormat?: unknown;
  readonly ExportType?: unknown;
  readonly IncrementalExportSpecification?: unknown;
};

/** What is to be exported; without `fromMs` all of the table. `toMs` is `undefined` for the instant at which the export begins. */
export type Wanted = {
  readonly bucket: string;
  readonly prefix: string;
  readonly token: string | undefined;
  readonly type: 'FULL_EXPORT' | 'INCREMENTAL_EXPORT';
  readonly view: 'NEW_IMAGE' | undefined;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
};

const text = (value: unknown, name: string): string => {
  if (typeof value !== 'string' || value === '') throw validationError(`${name} must be a text`);
  return value;
};

const instant = (value: unknown, name: string): number | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw validationError(`${name} must be seconds since the epoch`);
  return Math.round(value * 1000);
};

/** The name in a table's ARN. */
export const tableOfArn = (arn: unknown): string => {
  const name = /^arn:[\w-]+:dynamodb:[\w-]+:[\w-]+:table\/([a-zA-Z0-9_.-]{3,255})$/.exec(
    text(arn, 'TableArn'),
  )?.[1];
  if (name === undefined) throw validationError(`Invalid TableArn: ${String(arn)}`);
  return name;
};

/** Reads a request as far as that can be done without the table. */
export const wantedOf = (request: ExportRequest): Wanted => {
  const type = request.ExportType ?? 'FULL_EXPORT';
  if (type !== 'FULL_EXPORT' && type !== 'INCREMENTAL_EXPORT')
    throw validationError(`ExportType must be FULL_EXPORT or INCREMENTAL_EXPORT, not ${String(type)}`);
  if ((request.ExportFormat ?? 'DYNAMODB_JSON') !== 'DYNAMODB_JSON')
    throw validationError('The local engine exports DYNAMODB_JSON only');
  const common = {
    bucket: text(request.S3Bucket, 'S3Bucket'),
    prefix: request.S3Prefix === undefined ? '' : text(request.S3Prefix, 'S3Prefix').replace(/\/+$/, ''),
    token: request.ClientToken === undefined ? undefined : text(request.ClientToken, 'ClientToken'),
    type,
  } as const;
  if (type === 'FULL_EXPORT') {
    if (request.IncrementalExportSpecification !== undefined)
      throw validationError('IncrementalExportSpecification is not allowed for FULL_EXPORT');
    return { ...common, view: undefined, fromMs: undefined, toMs: instant(request.ExportTime, 'ExportTime') };
  }
  if (request.ExportTime !== undefined)
    throw validationError('ExportTime is not allowed for INCREMENTAL_EXPORT');
  return { ...common, ...incrementOf(request.IncrementalExportSpecification) };
};

const incrementOf = (given: unknown): Pick<Wanted, 'view' | 'fromMs' | 'toMs'> => {
  const { ExportFromTime, ExportToTime, ExportViewType }: Record<string, unknown> =
    typeof given === 'object' && given !== null ? { ...given } : {};
  const fromMs = instant(ExportFromTime, 'ExportFromTime');
  if (fromMs === undefined) throw validationError('IncrementalExportSpecification needs ExportFromTime');
  // AWS's own default is NEW_AND_OLD_IMAGES; old images are not kept here.
  if (ExportViewType !== 'NEW_IMAGE') throw validationError('The local engine exports NEW_IMAGE only');
  return { view: 'NEW_IMAGE', fromMs, toMs: instant(ExportToTime, 'ExportToTime') };
};

const outside = (message: string) => serviceError('InvalidExportTimeException', message);

/** Checks the times of a request against what the table can be recovered to (API reference, `ExportTableToPointInTime`). */
export const checkTimes = (wanted: Wanted, table: Table, nowMs: number): void => {
  const earliest = recoverableFrom(table, nowMs);
  const to = wanted.toMs ?? nowMs;
  const from = wanted.fromMs ?? to;
  if (to > nowMs || from < earliest || to < earliest)
    throw outside('The specified ExportTime is outside of the point in time recovery window.');
  if (wanted.fromMs === undefined) return;
  if (to - from < LEAST_WINDOW_MS)
    throw outside('The difference between ExportFromTime and ExportToTime must be at least 15 minutes.');
  if (to - from > MOST_WINDOW_MS)
    throw outside('The difference between ExportFromTime and ExportToTime must be at most 24 hours.');
};
