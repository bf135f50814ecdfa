import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Lists } from '../lists.ts';
import type { Objects } from '../objects.ts';
import type { Store } from '../ports.ts';
import type { SnapshotSource } from './read-snapshot.ts';

/** An export as the database tells of it. */
export type TableExport = {
  readonly arn: string;
  readonly state: 'running' | 'done' | 'failed';
  /** Of a failed one, the database's word for why. */
  readonly reason: string | undefined;
  readonly tableId: string;
  /** The moment it shows; the database may tell of it only when it has finished. */
  readonly to: Instant | undefined;
  /** Key of the summary, of a finished one. */
  readonly manifestKey: string | undefined;
};

/** The database would not export for a reason that a repeat doesn't change. */
export class ExportRefused extends Error {
  override readonly name = 'ExportRefused';
  readonly reason: string;

  constructor(reason: string) {
    super(`the table can't be exported: ${reason}`);
    this.reason = reason;
  }
}

/** Exports of the table by the database itself. */
export type TableExports = {
  /** The table's name. */
  readonly table: string;
  /** Since when changes are kept; `undefined` when they aren't. */
  recoverableFrom(): Promise<Instant | undefined>;
  /**
   * Begins one into the bucket below `prefix`, up to now: of all items, or of those changed since `from`. The same token begins it once
   * in eight hours. Throws `ExportRefused`.
   */
  begin(wanted: {
    readonly token: string;
    readonly prefix: string;
    readonly from: Instant | undefined;
  }): Promise<TableExport>;
  find(arn: string): Promise<TableExport>;
};

/** What the worker needs of the world. */
export type SnapshotTools = {
  readonly store: Pick<Store, 'commit' | 'reader'> & { readonly lists: Pick<Lists, 'snapshots'> };
  readonly source: SnapshotSource;
  readonly objects: Pick<Objects, 'put'>;
  readonly exports: TableExports;
  readonly messageId: string;
  now(): Instant;
  wait(ms: number): Promise<void>;
  /** The next message about the same snapshot. */
  again(snapshotId: string, delaySeconds: number): Promise<void>;
};
