import type {
  Belongings,
  RestoreCounts,
  RestoreMode,
  RestoreProblem,
} from '#shared/domain/restores/restore.ts';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import type { SnapshotLine } from '#shared/domain/snapshots/line.ts';

/** What happened to the items of one type. */
export type Tally = ReadonlyMap<string, Partial<RestoreCounts>>;

/** In which restore items are handled, and what of the world its rules need. */
export type Handling = {
  readonly restoreId: string;
  readonly mode: RestoreMode;
  readonly startedAt: number;
  readonly now: number;
  readonly dryRun: boolean;
  readonly isErased: (customerId: string) => boolean;
  /** Only what belongs to these; everything when absent. */
  readonly belongings?: Belongings | undefined;
};

/** A walk over the table: what was found in one slice, and where the next one begins. */
export type Walked<T> = T & { readonly next: ItemKey | undefined };

/** What was found where a transaction had been cut in two. */
export type Checked = {
  /** Customers of whom what finds them is to be looked at; see `checkCustomer`. */
  readonly customers: readonly string[];
  readonly problems: readonly RestoreProblem[];
  /** By agent, how many of the cases gone through occupy them. */
  readonly loads: Readonly<Record<string, number>>;
  readonly repairs: Readonly<Record<string, number>>;
};

/**
 * The table as a restore sees it: items as they are stored, of any kind. Every write is on the condition of what was read, so that a
 * repeat, a second worker or a user who was quicker changes nothing.
 */
export type RestoreTable = {
  plain(line: SnapshotLine): Stored | undefined;
  /** Puts those of the items where the rules want them. A case's head is written together with the load of its agent. */
  place(items: readonly Stored[], handling: Handling): Promise<Tally>;
  /** Takes away what the snapshot doesn't have. With a dry run it counts what is there at all. */
  removeOthers(
    after: ItemKey | undefined,
    handling: Handling,
    isOver: () => boolean,
  ): Promise<Walked<{ tally: Tally }>>;
  /** Brings items of earlier versions to the present shape, in the whole table: what is compared afterwards is read as it is spelled today. */
  bringUpToDate(after: ItemKey | undefined, isOver: () => boolean): Promise<Walked<object>>;
  /** Finds halves of transactions and puts right what follows from what is there. */
  check(after: ItemKey | undefined, handling: Handling, isOver: () => boolean): Promise<Walked<Checked>>;
  /** Puts right how many cases agents have, after all cases were gone through. Answers for how many it did. */
  settleLoads(loads: Readonly<Record<string, number>>): Promise<number>;
  /** Lets the next sweeps begin anew and everybody read the settings again. */
  refresh(): Promise<void>;
};

/** The stream has not counted yet what is to be taken back: the work goes on when it has. */
export class StreamBehind extends Error {
  override readonly name = 'StreamBehind';
  constructor() {
    super('facts that are to be replaced were not counted yet');
  }
}
