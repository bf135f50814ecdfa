import { getTemplate } from '#shared/app/surveys/get-template.ts';
import { surveyRoutes } from '#shared/contracts/surveys.ts';

export const route = surveyRoutes['surveys/get-template'];
export const operation = getTemplate;
