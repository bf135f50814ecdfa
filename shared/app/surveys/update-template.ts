import type { surveyRoutes } from '#shared/contracts/surveys.ts';
import type { SurveyTemplateVersion } from '#shared/domain/surveys/template.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { nextVersionWrites, templateOr404 } from './templates.ts';
import { templateView } from './views.ts';

/** Makes the next version. Surveys that are out keep the questions they were made with. */
export const updateTemplate: Operation<(typeof surveyRoutes)['surveys/update-template']> = {
  run({ params, body, ifMatch }, context) {
    const before = templateOr404(context, params.id);
    checkVersion(before, ifMatch);
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    const after: SurveyTemplateVersion = {
      ...before,
      ...given,
      version: before.version + 1,
      updatedAt: context.now,
      updatedBy: context.caller.id,
    };
    return {
      body: templateView(after),
      version: after.version,
      writes: nextVersionWrites(before, after, context),
    };
  },
};
