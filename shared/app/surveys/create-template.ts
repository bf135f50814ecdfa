import type { surveyRoutes } from '#shared/contracts/surveys.ts';
import type { SurveyTemplateVersion } from '#shared/domain/surveys/template.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';
import { templateView } from './views.ts';

/** A template of one's own; it goes before the shipped one of its kind and language from the next request on. */
export const createTemplate: Operation<(typeof surveyRoutes)['surveys/create-template']> = {
  run({ body }, context) {
    const { now, caller } = context;
    const id = context.newId('tpl');
    const template: SurveyTemplateVersion = {
      ...body,
      id,
      version: 1,
      archived: false,
      createdAt: now,
      updatedAt: now,
      updatedBy: caller.id,
    };
    return {
      body: templateView(template),
      version: 1,
      location: `/v1/survey-templates/${id}`,
      writes: configWrites(context, create('template', template)),
    };
  },
};
