import type { surveyRoutes } from '#shared/contracts/surveys.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { mayRead } from './access.ts';
import { surveyView } from './views.ts';

/** One survey; what isn't there and what isn't theirs look the same. */
export const getSurvey: Operation<(typeof surveyRoutes)['surveys/get']> = {
  wants: ({ params }) => [ref('survey', params.id)],
  run({ params }, { caller, found }) {
    const survey = found.one(ref('survey', params.id));
    if (survey === undefined || !mayRead(caller, survey)) throw new Refusal('not_found');
    return { body: surveyView(survey, caller), version: survey.version };
  },
};
