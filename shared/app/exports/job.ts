import { advanced, type Export, fileKeyOf, type Run } from '#shared/domain/exports/export.ts';
import { leaseFor } from '#shared/domain/jobs/lease.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { type Context, LostRace } from '../ports.ts';
import { update } from '../records.ts';
import { ExportFailure } from './failure.ts';
import { withPart } from './file.ts';
import { makerRefs, makersContext } from './maker.ts';
import { type Rows, rowsOf } from './rows.ts';
import type { ExportTools } from './tools.ts';

/** A job of this worker as it stands in the table, and the bytes of a file that needs no parts. */
export type Job = { made: Export; context: Context; whole?: Buffer };

export const runOf = ({ made: { run } }: Job): Run => {
  if (run === undefined) throw new Error('an export without a run');
  return run;
};

/** Keeps how far the job is, on the version that was read; throws `LostRace` when somebody else wrote it. */
export const checkpoint = async (
  job: Job,
  run: Run,
  tools: ExportTools,
  lease: 'keep' | 'release',
): Promise<void> => {
  job.context = await tools.open(makerRefs(job.made));
  const { now } = job.context;
  const next = advanced(job.made, run, lease === 'keep' ? leaseFor(tools.owner, now) : undefined, now);
  try {
    await tools.commit([update('export', job.made, next)]);
  } catch (error) {
    if (error instanceof LostRace) await forgetUpload(job, run, tools);
    throw error;
  }
  job.made = next;
};

/** An upload that no record tells of is known to nobody else: it goes with the worker that began it. */
const forgetUpload = async ({ made }: Job, { n, uploadId }: Run, { files }: ExportTools): Promise<void> => {
  if (uploadId !== undefined && made.run?.uploadId === undefined)
    await files.uploads.abort(fileKeyOf(made, n), uploadId);
};

/** The maker's context of a run: what came after its mark is not in it. */
export const runContext = (job: Job, tools: ExportTools): Context => ({
  ...makersContext(job.made, job.context, tools),
  now: runOf(job).startedAt,
});

/** The rows that are still to come; a filter that touches too much is no defect. */
export async function* rowsFor(job: Job, tools: ExportTools): AsyncGenerator<Rows> {
  try {
    yield* rowsOf(job.made, runOf(job), tools.sources, runContext(job, tools));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'filter_too_broad')
      throw new ExportFailure('filter_too_broad');
    throw error;
  }
}

/** The file is written to its end, which these bytes are: a small one waits to be put as a whole. */
export const writtenTo = async (job: Job, run: Run, bytes: Buffer, tools: ExportTools): Promise<void> => {
  if (run.parts.length === 0) {
    job.whole = bytes;
    job.made = { ...job.made, run };
    job.context = await tools.open(makerRefs(job.made));
    return;
  }
  const last = bytes.length === 0 ? run : await withPart(job.made, run, bytes, tools.files);
  await checkpoint(job, { ...last, isWritten: true }, tools, 'keep');
};
