import type { KeySet } from '#shared/domain/restores/key-set.ts';
import type { Checkpoint, Restore, RestoreProblem } from '#shared/domain/restores/restore.ts';
import type { Pass } from '#shared/domain/restores/rules.ts';
import type { Manifest } from '#shared/domain/snapshots/manifest.ts';
import type { Objects } from '../objects.ts';
import type { Context, Store } from '../ports.ts';
import type { SnapshotSource } from '../snapshots/read-snapshot.ts';
import type { Current } from './lines.ts';
import type { RestoreTable } from './ports.ts';

/** What a worker brings. */
export type RestoreTools = {
  readonly contextOf: () => Promise<Context>;
  readonly commit: Store['commit'];
  readonly table: RestoreTable;
  readonly source: SnapshotSource;
  /** The same bucket, to leave beside a snapshot what later slices begin with. */
  readonly objects: Pick<Objects, 'put'>;
  /** By the type of a record the version of its shape that is known here. */
  readonly knownVersions: Readonly<Record<string, number>>;
  readonly messageId: string;
  readonly now: () => number;
  /** Whether this slice of time is over. */
  readonly isOver: () => boolean;
  /** Asks for older items to be brought up to date, as the snapshot may hold some. */
  readonly upgrade: () => Promise<void>;
  /** Asks for the next slice. */
  readonly again: (restoreId: string, delaySeconds: number) => Promise<void>;
};

/** One run of a worker: what it has read already. */
export type Slice = {
  readonly manifests: readonly Manifest[];
  readonly context: Context;
  readonly tools: RestoreTools;
  words?: KeySet | undefined;
  /** Lines that are being read: the next step of the same pass goes on with them. */
  reading?: { readonly pass: Pass | 'collect'; readonly lines: AsyncGenerator<Current> } | undefined;
};

/** What a step has come to: a place in the same phase, or, without one, the end of the phase. */
export type Progress = {
  readonly checkpoint?: Checkpoint;
  readonly changes?: Partial<Pick<Restore, 'entities' | 'progress' | 'belongings' | 'repairs' | 'loads'>>;
  readonly problems?: readonly RestoreProblem[];
  /** Nothing can be done until somebody else is further. */
  readonly waits?: boolean;
};
