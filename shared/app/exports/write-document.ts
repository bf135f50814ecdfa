import { MOST_ROWS } from '#shared/domain/documents/kind.ts';
import type { Row } from '#shared/domain/exports/columns/column.ts';
import type { Run } from '#shared/domain/exports/export.ts';
import { composeDocument } from '../documents/compose.ts';
import { ExportFailure } from './failure.ts';
import { withPart } from './file.ts';
import { checkpoint, type Job, rowsFor, runContext, runOf, writtenTo } from './job.ts';
import { makersContext } from './maker.ts';
import type { ExportTools } from './tools.ts';

/** A document that takes longer is too long; its function has two minutes. */
const LONGEST_MS = 100_000;

/**
 * Writes a document from its first page to its last. Nobody can go on in the middle of one, as its pages share fonts and a list of where
 * everything is: who takes the job over begins anew, and leaves out the parts that were there. Of the file no more than a part is held.
 */
export const writeDocument = async (job: Job, tools: ExportTools): Promise<true> => {
  const { typeset } = tools;
  if (typeset === undefined) throw new Error(`${job.made.id} is made by the worker of documents`);
  const { upTo: _, carry: __, ...begun } = runOf(job);
  let run: Run = { ...begun, parts: [], rows: 0 };
  job.made = { ...job.made, run };
  const counted = countedRows(job, tools);
  let pending: Uint8Array[] = [];
  let size = 0;
  for await (const piece of composeDocument(job.made, counted.rows, runContext(job, tools), typeset)) {
    if (tools.spentMs() > LONGEST_MS) throw new ExportFailure('too_many_rows');
    pending.push(piece);
    size += piece.length;
    if (size < tools.partBytes(run.parts.length)) continue;
    run = { ...(await withPart(job.made, run, Buffer.concat(pending), tools.files)), rows: counted.count() };
    await checkpoint(job, run, tools, 'keep');
    makersContext(job.made, job.context, tools);
    pending = [];
    size = 0;
  }
  await writtenTo(job, { ...run, rows: counted.count() }, Buffer.concat(pending), tools);
  return true;
};

/** Row by row, with a count; too many of them are told as a failure of the export. */
const countedRows = (job: Job, tools: ExportTools) => {
  let count = 0;
  async function* rows(): AsyncGenerator<Row> {
    for await (const batch of rowsFor(job, tools)) {
      for (const row of batch.rows) {
        count += 1;
        if (count > MOST_ROWS) throw new ExportFailure('too_many_rows');
        yield row;
      }
    }
  }
  return { rows: rows(), count: () => count };
};
