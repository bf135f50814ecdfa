import { randomBytes } from 'node:crypto';
import { RecountDisturbed } from '#shared/adapters/dynamo/recount/correct.ts';
import { type Loads, recountLoads } from '#shared/adapters/dynamo/recount/loads.ts';
import { type Mark, putMark, readMark, removeMark } from '#shared/adapters/dynamo/recount/mark.ts';
import {
  type Found,
  foundBy,
  newRecount,
  putAllRight,
  type Recount,
  readOn,
} from '#shared/adapters/dynamo/recount/recount.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { StateFile } from './state.ts';

/** What a recount of all counters needs. */
export type Tools = {
  readonly table: Table;
  readonly state: StateFile;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  /** How long a batch may still be counted that began before the recount did. */
  readonly batchMs: number;
  /** Has the worth of these customers counted again by those who keep it. */
  readonly askForWorth: (customerIds: readonly string[]) => Promise<void>;
  /** How many pages are read between two times that the state is kept. */
  readonly keptEvery: number;
  readonly onProgress: (items: number) => void;
};

export type Wish = {
  /** Also puts right what is wrong. */
  readonly isPutRight: boolean;
  /** Begins anew although another recount seems to be at work. */
  readonly isAnew: boolean;
};

export type Report = Found & {
  readonly items: number;
  readonly loads: Loads;
  /** Of the facts that no counter knew, those that were counted now. */
  readonly counted: number;
};

/** The lists of cases follow a write within seconds. */
const LISTS_MS = 5_000;

/**
 * Counts all counters again and tells what is wrong; see `recount/mark.ts` on how it stays right while others write. Goes on where an
 * earlier run was cut off. Throws a `Failure` when another recount, or a restore, is at work or came in between.
 */
export const runRecount = async (tools: Tools, wish: Wish): Promise<Report> => {
  const { table, state } = tools;
  let recount: Recount | undefined;
  try {
    recount = await begun(tools, wish);
    await settle(tools, recount);
    await readThrough(tools, recount);
    if (recount.tally.uncounted.length + recount.tally.worth.length > 0) await tools.pause(tools.batchMs);
    const found = await foundBy(table, recount);
    const counted = wish.isPutRight ? await putAllRight(table, recount, found) : 0;
    if (wish.isPutRight && found.worth.length > 0) await tools.askForWorth(found.worth);
    const loads = await recountLoads(table, () => tools.pause(LISTS_MS), wish.isPutRight);
    await removeMark(table, recount.mark);
    await state.remove(recount.mark);
    return { ...found, items: recount.tally.items, loads, counted };
  } catch (error) {
    if (!(error instanceof RecountDisturbed)) throw error;
    if (recount !== undefined) await state.remove(recount.mark);
    throw disturbed();
  }
};

const disturbed = (): Failure =>
  new Failure(
    exitCodes.refused,
    ['a restore, or another recount, is at work or came in between: nothing more was changed; begin again'],
    { code: 'disturbed' },
  );

/** The recount that was cut off, or a new one under its mark. */
const begun = async (tools: Tools, { isAnew }: Wish): Promise<Recount> => {
  const { table, state } = tools;
  const [kept, mark] = await Promise.all([state.read(), readMark(table)]);
  if (kept !== undefined && kept.mark.id === mark?.id && !isAnew) return kept;
  if (mark !== undefined && !isAnew) throw underWay(mark);
  const ours: Mark = { id: randomBytes(6).toString('hex'), begunAt: tools.now() };
  const recount = await newRecount(table, ours);
  // Kept before the mark is there: whenever it is cut off, no mark is left that nobody can go on with.
  await state.write(recount);
  if (!(await putMark(table, ours, mark)) && !(await isAtWork(table, ours))) {
    await state.remove(ours);
    throw disturbed();
  }
  return recount;
};

const isAtWork = async (table: Table, { id }: Mark): Promise<boolean> => (await readMark(table))?.id === id;

/** Batches that began before the mark was there don't know of it: they have to be over before anything is read. */
const settle = async (tools: Tools, recount: Recount): Promise<void> => {
  if (recount.isSettled) return;
  await tools.pause(tools.batchMs);
  recount.isSettled = true;
  await keep(tools, recount);
};

/** The file may be the one of a recount that was begun in the place of this one: that one's is not written over. */
const keep = async ({ table, state }: Tools, recount: Recount): Promise<void> => {
  if (!(await isAtWork(table, recount.mark))) throw new RecountDisturbed();
  await state.write(recount);
};

const underWay = ({ begunAt }: Mark): Failure =>
  new Failure(
    exitCodes.refused,
    [
      `a recount that began at ${new Date(begunAt).toISOString()} is at work or was cut off`,
      'go on with it from where its state file lies, or begin again with --anew when nobody is at it any more',
    ],
    { code: 'underWay', begunAt },
  );

const readThrough = async (tools: Tools, recount: Recount): Promise<void> => {
  const { table, keptEvery, onProgress } = tools;
  let pages = 0;
  await readOn(table, recount, async (present) => {
    onProgress(present.tally.items);
    pages += 1;
    if (present.isWhole || pages % keptEvery === 0) await keep(tools, present);
  });
};
