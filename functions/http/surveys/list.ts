import { listSurveys } from '#shared/app/surveys/list-surveys.ts';
import { surveyRoutes } from '#shared/contracts/surveys.ts';

export const route = surveyRoutes['surveys/list'];
export const operation = listSurveys;
