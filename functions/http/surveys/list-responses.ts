import { listResponses } from '#shared/app/surveys/list-responses.ts';
import { surveyRoutes } from '#shared/contracts/surveys.ts';

export const route = surveyRoutes['surveys/list-responses'];
export const operation = listResponses;
