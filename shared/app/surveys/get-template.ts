import type { surveyRoutes } from '#shared/contracts/surveys.ts';
import type { Operation } from '../ports.ts';
import { templateOr404 } from './templates.ts';
import { templateView } from './views.ts';

/** One template in use. */
export const getTemplate: Operation<(typeof surveyRoutes)['surveys/get-template']> = {
  run({ params }, context) {
    const template = templateOr404(context, params.id);
    return { body: templateView(template), version: template.version };
  },
};
