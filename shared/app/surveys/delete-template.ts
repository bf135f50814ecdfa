import type { surveyRoutes } from '#shared/contracts/surveys.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { isShipped, nextVersionWrites, templateOr404 } from './templates.ts';

/** Takes a template out of use; its versions stay for the surveys made with them. Refuses with `in_use` for a shipped one. */
export const deleteTemplate: Operation<(typeof surveyRoutes)['surveys/delete-template']> = {
  run({ params, ifMatch }, context) {
    const before = templateOr404(context, params.id);
    checkVersion(before, ifMatch);
    if (isShipped(before.id)) throw new Refusal('in_use');
    const { now, caller } = context;
    const after = {
      ...before,
      archived: true,
      version: before.version + 1,
      updatedAt: now,
      updatedBy: caller.id,
    };
    return { status: 204, writes: nextVersionWrites(before, after, context) };
  },
};
