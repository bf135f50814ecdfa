import { surveyScores } from '#shared/app/surveys/scores.ts';
import { surveyRoutes } from '#shared/contracts/surveys.ts';

export const route = surveyRoutes['surveys/scores'];
export const operation = surveyScores;
