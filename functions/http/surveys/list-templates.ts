import { listTemplates } from '#shared/app/surveys/list-templates.ts';
import { surveyRoutes } from '#shared/contracts/surveys.ts';

export const route = surveyRoutes['surveys/list-templates'];
export const operation = listTemplates;
