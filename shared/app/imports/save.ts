import type { Import } from '#shared/domain/imports/import.ts';
import { update } from '../records.ts';
import type { ImportTools } from './tools.ts';

/**
 * Writes the import's next state on the version that was read. Throws `LostRace` when another worker, or who called it off, was there
 * first: then this one stops.
 */
export const saved = async (before: Import, after: Import, tools: ImportTools): Promise<Import> => {
  const { id, status, counts, rows, dryRun } = after;
  const ends = status === 'done' || status === 'failed';
  const context = await tools.contextFor(before, []);
  const notes = ends
    ? [
        {
          action: 'import.ended',
          object: id,
          data: {
            ...counts,
            status,
            dryRun,
            ...(rows === undefined ? {} : { rows }),
            ...(after.problem === undefined ? {} : { problem: after.problem.code }),
          },
        },
      ]
    : [];
  await tools.commit(tools.withTrail(before, [update('import', before, after)], context, notes));
  return after;
};
