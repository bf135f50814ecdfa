import { getSurvey } from '#shared/app/surveys/get-survey.ts';
import { surveyRoutes } from '#shared/contracts/surveys.ts';

export const route = surveyRoutes['surveys/get'];
export const operation = getSurvey;
