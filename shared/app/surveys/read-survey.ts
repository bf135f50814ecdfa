import type { publicSurveyRoutes } from '#shared/contracts/public.ts';
import type { Operation } from '../ports.ts';
import { surveyByToken } from './by-token.ts';
import { problemPage, surveyPage } from './page/survey-page.ts';
import { publicView } from './public-view.ts';
import { templateOf } from './template-of.ts';

const scores: readonly (string | undefined)[] = ['1', '2', '3', '4', '5'];

/** Shows a survey to whoever has its link. Stores nothing, however often a mail scanner opens it. */
export const readSurvey: Operation<(typeof publicSurveyRoutes)['public/read-survey']> = {
  problemPage,
  async run({ params, query }, context) {
    const survey = await surveyByToken(params.token, context);
    const template = await templateOf(survey, context);
    const settings = context.config.settings.surveys;
    if (context.accepts !== 'html') return { body: publicView(survey, template, context.now, settings) };
    const csat = scores.includes(query.csat) ? Number(query.csat) : undefined;
    return surveyPage({ survey, template, now: context.now, settings }, csat);
  },
};
