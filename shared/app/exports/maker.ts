import type { Export } from '#shared/domain/exports/export.ts';
import type { Context } from '../ports.ts';
import { ref } from '../records.ts';
import { rightsOf } from './access.ts';
import { ExportFailure } from './failure.ts';
import type { ExportTools } from './tools.ts';

/** What has to be read to know an export and its maker. */
export const makerRefs = (made: Export) => [ref('export', made.id), ref('user', made.createdBy)];

/**
 * The context in which an export's rows are made: its maker's, who sees plain what the export says and nothing else. Fails with
 * `rights_changed` when they may sign in no more, or their rights are not those with which they asked.
 */
export const makersContext = (
  made: Export,
  context: Context,
  { callerOf }: Pick<ExportTools, 'callerOf'>,
): Context => {
  const user = context.found.one(ref('user', made.createdBy));
  const caller = user && callerOf(user, context.config);
  if (!caller || rightsOf(caller, made.resource, context) !== made.rights)
    throw new ExportFailure('rights_changed');
  return { ...context, caller: { ...caller, reveal: new Set(made.revealed) }, language: made.language };
};
