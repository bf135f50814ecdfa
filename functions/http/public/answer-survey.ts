import { answerSurvey } from '#shared/app/surveys/answer-survey.ts';
import { publicSurveyRoutes } from '#shared/contracts/public.ts';

export const route = publicSurveyRoutes['public/answer-survey'];
export const operation = answerSurvey;
