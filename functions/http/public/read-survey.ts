import { readSurvey } from '#shared/app/surveys/read-survey.ts';
import { publicSurveyRoutes } from '#shared/contracts/public.ts';

export const route = publicSurveyRoutes['public/read-survey'];
export const operation = readSurvey;
