import type { RowFault } from '#shared/domain/imports/cells.ts';
import { addCounts, appliedOne, type Import, importFiles, noCounts } from '#shared/domain/imports/import.ts';
import { laneOf } from '#shared/domain/imports/row-key.ts';
import { applyRow, type Piece } from './apply-row.ts';
import { faultLines } from './fault-lines.ts';
import { saved } from './save.ts';
import { type ImportTools, LAST_MS, type PieceEntry } from './tools.ts';

/** So many rows are in flight at once. */
const IN_FLIGHT = 16;

/**
 * Applies the next piece of an import, many rows at once, those of one person one after the other; answers the import a step further. When
 * time runs out in the middle, the import as it is: what is done is found done when the piece is begun again. A dry run leaves nothing to
 * be found, so it goes on to the end.
 */
export const applyPiece = async (
  job: Import,
  about: Pick<Piece, 'base' | 'staff'>,
  tools: ImportTools,
): Promise<Import> => {
  const n = job.appliedPieces;
  const text = await tools.objects.text(importFiles.piece(job.id, n));
  if (text === undefined) throw new Error('a piece of an import is not there');
  const entries = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PieceEntry);
  const lanes = [
    ...Map.groupBy(entries, (entry) => laneOf(job.resource, entry.body) ?? String(entry.rows[0])).values(),
  ].values();
  let counts = noCounts;
  const faults: RowFault[] = [];
  let isLate = false;
  const work = async (): Promise<void> => {
    for (const lane of lanes) {
      for (const entry of lane) {
        isLate ||= !job.dryRun && tools.workedMs() > LAST_MS;
        if (isLate) return;
        const applied = await applyRow(entry, { ...about, job }, tools);
        if ('faults' in applied) faults.push(...applied.faults);
        counts = addCounts(counts, { ...noCounts, ['outcome' in applied ? applied.outcome : 'failed']: 1 });
      }
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  if (isLate) return job;
  if (faults.length > 0)
    await tools.objects.put(importFiles.errorsOf(job.id, n), faultLines(faults), {
      contentType: 'text/csv; charset=utf-8',
    });
  const rows = entries.reduce((sum, entry) => sum + entry.rows.length, 0);
  return saved(job, appliedOne(job, tools.owner, tools.now(), { rows, counts }), tools);
};
