import { beginning, belongs, joined } from '#shared/domain/restores/belongs.ts';
import { noBelongings, type Phase, type Restore, withCounts } from '#shared/domain/restores/restore.ts';
import { type Pass, passOf, type Stored } from '#shared/domain/restores/rules.ts';
import { applyTombstones } from '../customers/apply-tombstones.ts';
import { checkPart } from '../snapshots/read-snapshot.ts';
import { isOlderThan } from './chain.ts';
import { checkCustomer } from './check-customer.ts';
import { everyErased } from './erased.ts';
import { lastWords } from './key-files.ts';
import { type Current, currentLines, linesUpTo, type Position } from './lines.ts';
import type { Handling } from './ports.ts';
import type { Progress, Slice } from './slice.ts';

type Step = (restore: Restore, slice: Slice) => Promise<Progress>;

/** So many items are placed together: between two of these batches nothing is on its way. */
const BATCH = 400;
/** Customers looked at together. */
const CUSTOMERS = 16;
/** So many lines are gone through between two checkpoints, and so many where nothing is written but what was found. */
const LINES = 2000;
const LINES_TO_COLLECT = 20_000;

/** Reads every part once before anything is written: size and checksum must be those of the manifest. One part a step. */
const verify: Step = async ({ checkpoint, progress }, { manifests, tools }) => {
  const { member, part } = checkpoint;
  const manifest = manifests[member];
  if (manifest === undefined) return {};
  const next = manifest.parts[part];
  if (next === undefined) return { checkpoint: { ...checkpoint, member: member + 1, part: 0 } };
  await checkPart(tools.source, next);
  const position = { member, part: part + 1, line: 0 };
  return {
    checkpoint: { ...checkpoint, ...position },
    changes: { progress: { ...progress, done: linesUpTo(manifests, position) } },
  };
};

/** Nothing where time was over before it is known: the next slice goes on with it. */
const wordsOf = async (slice: Slice) => {
  slice.words ??= await lastWords(slice.tools, slice.manifests, slice.tools.isOver);
  return slice.words;
};

/** Finds out what belongs to the one case or customer: their cases, orders and surveys; some lines of the snapshot a step. */
const collect: Step = async ({ only, belongings: known, checkpoint, progress }, slice) => {
  if (only === undefined) return {};
  const { manifests, tools } = slice;
  let belongings = known ?? beginning(only);
  let lines = 0;
  const reading = await linesFor('collect', checkpoint, slice);
  if (!reading) return { checkpoint };
  for (let read = await reading.next(); read.done !== true; read = await reading.next()) {
    const { line, next } = read.value;
    lines += 1;
    const item = line.sk === 'A' ? tools.table.plain(line) : undefined;
    if (item !== undefined) belongings = joined(belongings, only, item);
    if (lines < LINES_TO_COLLECT) continue;
    const done = linesUpTo(manifests, next);
    return {
      checkpoint: { ...checkpoint, ...next },
      changes: { belongings, progress: { ...progress, done } },
    };
  }
  slice.reading = undefined;
  return { changes: { belongings } };
};

const handlingOf = async (restore: Restore, { context, tools }: Slice): Promise<Handling> => {
  const erased = await everyErased(context.lists);
  return {
    restoreId: restore.id,
    mode: restore.mode,
    startedAt: restore.startedAt ?? context.now,
    now: tools.now(),
    dryRun: restore.dryRun,
    isErased: (id) => erased.has(id),
    belongings: restore.only === undefined ? undefined : (restore.belongings ?? noBelongings),
  };
};

/** Reading goes on where the step before stopped; from a checkpoint it begins anew. */
const linesFor = async (
  pass: Pass | 'collect',
  from: Position,
  slice: Slice,
): Promise<AsyncGenerator<Current> | undefined> => {
  if (slice.reading?.pass !== pass) {
    const words = await wordsOf(slice);
    if (!words) return undefined;
    slice.reading = { pass, lines: currentLines(slice.tools.source, slice.manifests, words, from) };
  }
  return slice.reading.lines;
};

/** Puts the items of one pass, some thousand lines a step. */
const place =
  (pass: Pass): Step =>
  async (restore, slice) => {
    const { tools, manifests } = slice;
    const handling = await handlingOf(restore, slice);
    let { entities, checkpoint } = restore;
    let batch: Stored[] = [];
    let lines = 0;
    const flush = async (): Promise<void> => {
      if (batch.length > 0) entities = withCounts(entities, await tools.table.place(batch, handling));
      batch = [];
    };
    const reading = await linesFor(pass, checkpoint, slice);
    if (!reading) return { checkpoint };
    for (let read = await reading.next(); read.done !== true; read = await reading.next()) {
      const { line, next } = read.value;
      lines += 1;
      const item = passOf({ pk: line.pk, sk: line.sk }) === pass ? tools.table.plain(line) : undefined;
      if (item && (!handling.belongings || belongs(item, handling.belongings))) batch.push(item);
      if (batch.length < BATCH && lines < LINES) continue;
      await flush();
      checkpoint = { ...checkpoint, ...next };
      if (lines < LINES && !tools.isOver()) continue;
      const progress = { ...restore.progress, done: linesUpTo(manifests, next) };
      return { checkpoint, changes: { entities, progress } };
    }
    slice.reading = undefined;
    await flush();
    return { changes: { entities } };
  };

/** Takes away what the snapshot doesn't have. */
const remove: Step = async (restore, slice) => {
  if (restore.mode !== 'replace') return {};
  const { table, isOver } = slice.tools;
  const { checkpoint, entities } = restore;
  const { tally, next } = await table.removeOthers(
    checkpoint.after,
    await handlingOf(restore, slice),
    isOver,
  );
  const changes = { entities: withCounts(entities, tally) };
  if (next !== undefined) return { checkpoint: { ...checkpoint, after: next }, changes };
  return { changes: { entities: restore.dryRun ? spared(changes.entities) : changes.entities } };
};

/** A dry run counts all that could be taken away; what the snapshot has too would stay. */
const spared = (entities: Restore['entities']): Restore['entities'] =>
  Object.fromEntries(
    Object.entries(entities).map(([type, counts]) => {
      const { removed, changed, unchanged, skipped } = counts;
      return [type, { ...counts, removed: Math.max(0, removed - changed - unchanged - skipped) }];
    }),
  );

/** What an older snapshot has brought is written in the present shape, before anybody compares it with what belongs to it. */
const upgrade: Step = async ({ dryRun, checkpoint }, { manifests, tools }) => {
  if (dryRun || !isOlderThan(manifests, tools.knownVersions)) return {};
  const { next } = await tools.table.bringUpToDate(checkpoint.after, tools.isOver);
  return next === undefined ? {} : { checkpoint: { ...checkpoint, after: next } };
};

/** Finds halves of transactions, and puts right what follows from what is there. */
const check: Step = async (restore, slice) => {
  if (restore.dryRun) return {};
  const { context, tools } = slice;
  const handling = await handlingOf(restore, slice);
  const { checkpoint } = restore;
  const { next, ...found } = await tools.table.check(checkpoint.after, handling, tools.isOver);
  const repairs: Record<string, number> = { ...restore.repairs };
  const add = (more: Readonly<Record<string, number>>): void => {
    for (const [code, times] of Object.entries(more)) repairs[code] = (repairs[code] ?? 0) + times;
  };
  add(found.repairs);
  const loads: Record<string, number> = { ...restore.loads };
  for (const [userId, cases] of Object.entries(found.loads)) loads[userId] = (loads[userId] ?? 0) + cases;
  for (let at = 0; at < found.customers.length; at += CUSTOMERS) {
    const some = found.customers.slice(at, at + CUSTOMERS);
    for (const repaired of await Promise.all(some.map((id) => checkCustomer(id, context, tools.commit))))
      add(repaired);
  }
  if (next !== undefined)
    return {
      problems: found.problems,
      changes: { repairs, loads },
      checkpoint: { ...checkpoint, after: next },
    };
  // Who goes through one case only learns nothing of the others that an agent has.
  const settled = restore.only === undefined ? await tools.table.settleLoads(loads) : 0;
  if (settled > 0) add({ loadWrong: settled });
  return { problems: found.problems, changes: { repairs, loads } };
};

/** Last of all: who was erased is erased again, everybody reads the settings anew, sweeps begin from the beginning. */
const finish: Step = async ({ dryRun }, { context, tools }) => {
  if (dryRun) return {};
  await applyTombstones(context, { commit: tools.commit });
  await tools.table.refresh();
  await tools.upgrade();
  return {};
};

export const phaseSteps: Readonly<Record<Phase, Step>> = {
  verify,
  collect,
  parts: place('parts'),
  heads: place('heads'),
  tickets: place('tickets'),
  remove,
  upgrade,
  check,
  finish,
};
