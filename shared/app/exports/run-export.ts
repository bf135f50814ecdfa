import { columnsOf } from '#shared/domain/exports/columns/index.ts';
import {
  carryKeyOf,
  type Export,
  type ExportProblem,
  emptied,
  failed,
  finished,
  hasLeftovers,
  isUnfinished,
  MOST_TRIES,
  newRun,
  type Run,
  taken,
} from '#shared/domain/exports/export.ts';
import { isHeld } from '#shared/domain/jobs/lease.ts';
import { type Context, LostRace } from '../ports.ts';
import { create, ref, update } from '../records.ts';
import { toldOf } from './create-export.ts';
import { countErasures } from './erasures.ts';
import { ExportFailure } from './failure.ts';
import { carriedOver, publish, removeAll, withPart } from './file.ts';
import { checkpoint, type Job, rowsFor, runOf, writtenTo } from './job.ts';
import { makerRefs, makersContext } from './maker.ts';
import { type ExportTools, SLICE_MS } from './tools.ts';
import { writeDocument } from './write-document.ts';

/**
 * One slice of an export: takes the job, goes on where the last checkpoint stands, and hands it on or finishes it. Whoever calls this twice,
 * or from two places at once, gets one file: every step is written on the version that was read, and a worker that finds another one stops.
 */
export const runExport = async (exportId: string, tools: ExportTools): Promise<void> => {
  const taking = await take(exportId, tools);
  if (taking === undefined) return;
  try {
    await proceed(taking, tools);
  } catch (error) {
    if (error instanceof LostRace) return afterwards(exportId, tools);
    if (!(error instanceof ExportFailure)) throw error;
    await fail(exportId, error.problem, tools);
  }
};

type Read = { readonly made: Export; readonly context: Context };

const read = async (exportId: string, { open }: ExportTools): Promise<Read | undefined> => {
  const context = await open([ref('export', exportId)]);
  const made = context.found.one(ref('export', exportId));
  return made && { made, context };
};

/** The job with this worker's lease on it; `undefined` where there is nothing to do, or somebody else is at it. */
const take = async (exportId: string, tools: ExportTools): Promise<Export | undefined> => {
  for (;;) {
    const now = await read(exportId, tools);
    if (now === undefined) return undefined;
    const { made, context } = now;
    if (!isUnfinished(made)) return void (await cleanUp(made, context, tools));
    if (isHeld(made.lease, tools.owner, context.now)) return undefined;
    if (made.tries >= MOST_TRIES) return void (await end(made, 'internal_error', context, tools));
    const mine = taken(made, tools.owner, context.now);
    try {
      await tools.commit([update('export', made, mine)]);
      return mine;
    } catch (error) {
      // Another worker took it, or it was cancelled: the next look tells.
      if (!(error instanceof LostRace)) throw error;
    }
  }
};

/** Somebody else has written the record: who cancelled it leaves what this worker has put to it; otherwise whoever holds the job goes on. */
const afterwards = async (exportId: string, tools: ExportTools): Promise<void> => {
  const now = await read(exportId, tools);
  if (now === undefined) return;
  if (isUnfinished(now.made)) return runExport(exportId, tools);
  if (now.made.status !== 'done') await removeAll(now.made, tools.files);
  await cleanUp(now.made, now.context, tools);
};

/** What lies in the bucket and must not is taken away, and then no longer told by the record. */
const cleanUp = async (made: Export, { now }: Context, { files, commit }: ExportTools): Promise<void> => {
  if (!hasLeftovers(made, now)) return;
  await removeAll(made, files);
  await commit([update('export', made, emptied(made, now))]);
};

const fail = async (exportId: string, problem: ExportProblem, tools: ExportTools): Promise<void> => {
  const now = await read(exportId, tools);
  if (now && isUnfinished(now.made)) await end(now.made, problem, now.context, tools);
};

const end = async (
  made: Export,
  problem: ExportProblem,
  context: Context,
  tools: ExportTools,
): Promise<void> => {
  await removeAll(made, tools.files);
  await tools.commit([
    update('export', made, failed(made, problem, context.now)),
    auditOf(made, 'export.failed', { problem }, context),
  ]);
};

const auditOf = (made: Export, action: string, more: Record<string, unknown>, context: Context) =>
  create('audit', {
    id: context.newId('aud'),
    at: context.now,
    actor: { type: 'system', id: 'exports' },
    action,
    object: made.id,
    result: 'done',
    data: { ...toldOf(made), by: made.createdBy, ...more },
  });

const proceed = async (mine: Export, tools: ExportTools): Promise<void> => {
  const job: Job = { made: mine, context: await tools.open(makerRefs(mine)) };
  if (mine.run === undefined || mine.mustRestart) await restart(job, tools, 'keep');
  const writing = tools.typeset === undefined ? write : writeDocument;
  if (!job.made.run?.isWritten && !(await writing(job, tools))) return tools.queue.send(mine);
  await finish(job, tools);
};

/** Begins from nothing. Who has been erased is counted before anything is read for the file: who is erased later makes another number. */
const restart = async (job: Job, tools: ExportTools, lease: 'keep' | 'release'): Promise<void> => {
  if (job.made.run) await removeAll(job.made, tools.files);
  const erasures = await countErasures(job.context);
  await checkpoint(job, newRun(job.made, erasures, job.context.now), tools, lease);
};

/** Writes rows until there are no more, and then answers `true`; `false` when the slice was over before. */
const write = async (job: Job, tools: ExportTools): Promise<boolean> => {
  let run = runOf(job);
  const writer = tools.writer(job.made, columnsOf(job.made.resource, job.made.fields), run.writer);
  let pending = await carriedOver(run, tools.files);
  for await (const { rows, upTo } of rowsFor(job, tools)) {
    for (const row of rows) writer.add(row);
    run = { ...run, rows: run.rows + rows.length, upTo };
    const isFull = pending.length + writer.size() >= tools.partBytes(run.parts.length);
    const isOver = tools.spentMs() > SLICE_MS;
    if (!isFull && !isOver) continue;
    const bytes = Buffer.concat([pending, writer.take()]);
    run = { ...run, writer: writer.state() };
    pending = isFull ? Buffer.alloc(0) : bytes;
    run = isFull
      ? await withPart(job.made, run, bytes, tools.files)
      : await carry(job.made, run, bytes, tools);
    await checkpoint(job, run, tools, isOver ? 'release' : 'keep');
    makersContext(job.made, job.context, tools);
    if (isOver) return false;
  }
  writer.end();
  await writtenTo(job, run, Buffer.concat([pending, writer.take()]), tools);
  return true;
};

const carry = async (made: Export, run: Run, bytes: Buffer, { files }: ExportTools): Promise<Run> => {
  const key = carryKeyOf(made, run.n);
  await files.put(key, bytes, { contentType: 'application/octet-stream' });
  return { ...run, carry: key };
};

/**
 * Makes the file visible, unless its maker has lost rights, or somebody was erased since it was begun: then it is made again, without them
 * (F59). An erasure after this look finds the export done, or makes the last write here fail.
 */
const finish = async (job: Job, tools: ExportTools): Promise<void> => {
  const run = runOf(job);
  makersContext(job.made, job.context, tools);
  if (job.made.mustRestart || (await countErasures(job.context)) !== run.erasures) {
    await restart(job, tools, 'release');
    return tools.queue.send(job.made);
  }
  const file = await publish(job.made, run, job.whole, tools.files);
  const done = finished(job.made, { ...file, rows: run.rows }, job.context.now);
  await tools.commit([
    update('export', job.made, done),
    auditOf(job.made, 'export.made', { rows: done.rows, bytes: done.bytes }, job.context),
  ]);
};
