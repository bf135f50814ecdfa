import { createTemplate } from '#shared/app/surveys/create-template.ts';
import { surveyRoutes } from '#shared/contracts/surveys.ts';

export const route = surveyRoutes['surveys/create-template'];
export const operation = createTemplate;
