import { updateTemplate } from '#shared/app/surveys/update-template.ts';
import { surveyRoutes } from '#shared/contracts/surveys.ts';

export const route = surveyRoutes['surveys/update-template'];
export const operation = updateTemplate;
