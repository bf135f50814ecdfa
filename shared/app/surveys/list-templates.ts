import type { surveyRoutes } from '#shared/contracts/surveys.ts';
import { templatesInUse } from '#shared/domain/surveys/choose-template.ts';
import { pageAsk, pageOf, sliceOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { templateView } from './views.ts';

/** Every template in use, by language, kind and id. */
export const listTemplates: Operation<(typeof surveyRoutes)['surveys/list-templates']> = {
  run({ query }, context) {
    const all = templatesInUse(context.config.templates);
    const slice = sliceOf(
      all,
      ({ language, kind }) => `${language} ${kind}`,
      pageAsk('survey-templates', query, context),
    );
    return { body: pageOf('survey-templates', query, slice, templateView, context) };
  },
};
