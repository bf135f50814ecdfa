import { deleteTemplate } from '#shared/app/surveys/delete-template.ts';
import { surveyRoutes } from '#shared/contracts/surveys.ts';

export const route = surveyRoutes['surveys/delete-template'];
export const operation = deleteTemplate;
