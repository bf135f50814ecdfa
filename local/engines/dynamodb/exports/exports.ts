import { createHash, randomBytes } from 'node:crypto';
import { serviceError, tableNotFound, validationError } from '../errors.ts';
import { exportPrefix, under } from '../keys.ts';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import type { Table } from '../types.ts';
import { journalOf, trimJournal } from './journal.ts';
import type { ExportTarget } from './output.ts';
import { checkTimes, type ExportRequest, tableOfArn, type Wanted, wantedOf } from './request.ts';
import { putManifests, runExport } from './run.ts';

/** A client token is valid for this long; API reference, `ExportTableToPointInTime`. */
const TOKEN_MS = 8 * 60 * 60 * 1000;
/** Finished exports are listed for this long; API reference, `ListExports`. */
const LISTED_MS = 90 * 24 * 60 * 60 * 1000;

/** An export as it is stored. */
type Stored = Omit<Wanted, 'toMs'> & {
  readonly arn: string;
  readonly exportId: string;
  readonly table: string;
  readonly tableId: string;
  readonly tableArn: string;
  readonly hash: string;
  readonly status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  readonly startMs: number;
  readonly endMs?: number;
  readonly toMs: number;
  readonly items?: number;
  readonly bytes?: number;
  readonly failure?: { readonly code: string; readonly message: string };
};

/** Exports of tables into the local S3: asynchronous, consistent, beside all other work. */
export type Exports = {
  begin: (request: ExportRequest) => Promise<unknown>;
  describe: (request: { ExportArn?: unknown }) => unknown;
  list: (request: { TableArn?: unknown; MaxResults?: unknown; NextToken?: unknown }) => Promise<unknown>;
  /** Resolves when none is running. */
  settled: () => Promise<void>;
};

type Context = {
  readonly store: Store;
  readonly tables: Tables;
  readonly now: () => number;
  readonly target: ExportTarget | undefined;
};

export const loadExports = async ({ store, tables, now, target }: Context): Promise<Exports> => {
  const known = new Map<string, Stored>();
  const running = new Set<Promise<void>>();

  const keep = (one: Stored): Promise<void> => {
    known.set(one.arn, one);
    store.put(exportPrefix(one.table) + one.exportId, JSON.stringify(one));
    return store.commit();
  };

  for await (const [, text] of store.range(under('p!'))) {
    const one = JSON.parse(text) as Stored;
    known.set(one.arn, one);
    // The process that wrote it is gone, and so is the moment that it was to show.
    if (one.status === 'IN_PROGRESS') await keep(failed(one, now(), INTERRUPTED));
  }

  const repeated = (wanted: Wanted, table: Table, hash: string): Stored | undefined => {
    if (wanted.token === undefined) return undefined;
    const found = [...known.values()].find(
      (one) => one.token === wanted.token && one.table === table.TableName && one.startMs + TOKEN_MS > now(),
    );
    if (found !== undefined && found.hash !== hash)
      throw serviceError(
        'ExportConflictException',
        'An export with the same client token and other parameters was requested before',
      );
    return found;
  };

  const begin = async (request: ExportRequest): Promise<unknown> => {
    const name = tableOfArn(request.TableArn);
    if (!tables.names().includes(name))
      throw serviceError('TableNotFoundException', tableNotFound(name).message);
    const table = tables.get(name);
    const wanted = wantedOf(request);
    const hash = createHash('sha256').update(JSON.stringify(wanted)).digest('base64');
    const before = repeated(wanted, table, hash);
    if (before !== undefined) return described(before);
    const to = target;
    if (to === undefined) throw validationError('This engine has no S3 to export to');
    // What is staged by now becomes durable; what others stage meanwhile is later, and comes again in the next increment.
    const startMs = now();
    checkTimes(wanted, table, startMs);
    await store.commit();
    const exportId = `${String(startMs).padStart(14, '0')}-${randomBytes(4).toString('hex')}`;
    const one: Stored = {
      ...wanted,
      arn: `${String(request.TableArn)}/export/${exportId}`,
      exportId,
      table: name,
      tableId: table.id,
      tableArn: String(request.TableArn),
      hash,
      status: 'IN_PROGRESS',
      startMs,
      toMs: wanted.toMs ?? startMs,
    };
    if (wanted.toMs !== undefined) await checkUnchanged(name, wanted.toMs);
    const view = store.freeze();
    await keep(one);
    const work = perform(one, table, to, view).finally(() => running.delete(work));
    running.add(work);
    return described(one);
  };

  /** Only the last state of an item is known here: an instant before it cannot be shown. */
  const checkUnchanged = async (name: string, toMs: number): Promise<void> => {
    for await (const { atMs } of journalOf(store, name))
      if (atMs > toMs)
        throw serviceError(
          'InvalidExportTimeException',
          'The local engine cannot go back behind changes made since; leave the time out for that of the request',
        );
  };

  const perform = async (
    one: Stored,
    table: Table,
    to: ExportTarget,
    view: ReturnType<Store['freeze']>,
  ): Promise<void> => {
    const folder = one.prefix === '' ? '' : `${one.prefix}/`;
    const run = { table, bucket: one.bucket, folder, exportId: one.exportId, fromMs: one.fromMs };
    try {
      await to.put(one.bucket, `${folder}AWSDynamoDB/${one.exportId}/_started`, '', 'text/plain');
      const { parts, items, bytes } = await runExport(view, to, run);
      const done: Stored = { ...one, status: 'COMPLETED', endMs: now(), items, bytes };
      await putManifests(to, run, parts, summaryOf(done));
      await keep(done);
      await trimJournal(store, one.table, now());
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === INTERNAL) console.error('DynamoDB engine, export:', error);
      await keep(failed(one, now(), failure));
    } finally {
      await view.close();
    }
  };

  return {
    begin,
    describe: ({ ExportArn: arn }) => {
      const one = known.get(String(arn));
      if (one === undefined)
        throw serviceError('ExportNotFoundException', `Export not found: ${String(arn)}`);
      return described(one);
    },
    list: async ({ TableArn: arn }) => ({
      ExportSummaries: [...known.values()]
        .filter((one) => arn === undefined || one.tableArn === arn)
        .filter((one) => (one.endMs ?? now()) > now() - LISTED_MS)
        .sort((a, b) => b.startMs - a.startMs)
        .map(({ arn: ExportArn, status: ExportStatus, type: ExportType }) => ({
          ExportArn,
          ExportStatus,
          ExportType,
        })),
    }),
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
};

const INTERNAL = 'InternalServerError';
const INTERRUPTED = { code: INTERNAL, message: 'The engine ended while the export ran' };

/** What the local S3 refuses is told by its code, as `S3NoSuchBucket`. */
const failureOf = (error: unknown): NonNullable<Stored['failure']> => {
  const code =
    error instanceof Error && 'code' in error && 'status' in error ? `S3${String(error.code)}` : INTERNAL;
  return { code, message: error instanceof Error ? error.message : String(error) };
};

const failed = (one: Stored, endMs: number, failure: NonNullable<Stored['failure']>): Stored => ({
  ...one,
  status: 'FAILED',
  endMs,
  failure,
});

const seconds = (ms: number): number => ms / 1000;

/** An export as `DescribeExport` shows it. */
const described = (one: Stored): unknown => ({
  ExportArn: one.arn,
  ExportStatus: one.status,
  ExportType: one.type,
  ExportFormat: 'DYNAMODB_JSON',
  StartTime: seconds(one.startMs),
  TableArn: one.tableArn,
  TableId: one.tableId,
  S3Bucket: one.bucket,
  S3SseAlgorithm: 'AES256',
  ...(one.prefix !== '' && { S3Prefix: one.prefix }),
  ...(one.token !== undefined && { ClientToken: one.token }),
  ...(one.endMs !== undefined && { EndTime: seconds(one.endMs) }),
  ...timesOf(one),
  ...(one.status === 'FAILED' && {
    FailureCode: one.failure?.code,
    FailureMessage: one.failure?.message,
  }),
  ...(one.status === 'COMPLETED' && {
    ExportManifest: `${one.prefix === '' ? '' : `${one.prefix}/`}AWSDynamoDB/${one.exportId}/manifest-summary.json`,
    BilledSizeBytes: one.bytes,
    ItemCount: one.items,
  }),
});

const timesOf = ({ fromMs, toMs, view }: Stored): Readonly<Record<string, unknown>> =>
  fromMs === undefined
    ? { ExportTime: seconds(toMs) }
    : {
        IncrementalExportSpecification: {
          ExportFromTime: seconds(fromMs),
          ExportToTime: seconds(toMs),
          ExportViewType: view,
        },
      };

const isoOf = (ms: number | undefined): string => new Date(ms ?? 0).toISOString();

/** `manifest-summary.json`; AWS documentation, "DynamoDB table export output format". */
const summaryOf = (one: Stored): Readonly<Record<string, unknown>> => ({
  version: one.fromMs === undefined ? '2020-06-30' : '2023-08-01',
  exportArn: one.arn,
  startTime: isoOf(one.startMs),
  endTime: isoOf(one.endMs),
  tableArn: one.tableArn,
  tableId: one.tableId,
  ...(one.fromMs === undefined
    ? { exportTime: isoOf(one.toMs) }
    : { exportFromTime: isoOf(one.fromMs), exportToTime: isoOf(one.toMs), outputView: one.view }),
  exportType: one.type,
  s3Bucket: one.bucket,
  s3Prefix: one.prefix === '' ? null : one.prefix,
  s3SseAlgorithm: 'AES256',
  s3SseKmsKeyId: null,
  billedSizeBytes: one.bytes,
  itemCount: one.items,
  outputFormat: 'DYNAMODB_JSON',
});
