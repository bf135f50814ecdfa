import { shippedTemplates } from '#shared/domain/surveys/shipped-templates.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import type { SurveyTemplateVersion } from '#shared/domain/surveys/template.ts';
import type { Context } from '../ports.ts';
import { ref } from '../records.ts';

/** The very version that a survey was made with; versions never change, so what memory has is right. */
export const templateOf = async (
  { templateId, templateVersion }: Pick<Survey, 'templateId' | 'templateVersion'>,
  { config, reader }: Pick<Context, 'config' | 'reader'>,
): Promise<SurveyTemplateVersion> => {
  const isIt = ({ id, version }: SurveyTemplateVersion) => id === templateId && version === templateVersion;
  const known = config.templates.find(isIt) ?? shippedTemplates.find(isIt);
  if (known !== undefined) return known;
  const wanted = ref('template', templateId, String(templateVersion));
  const stored = (await reader.get([wanted])).one(wanted);
  if (stored === undefined) throw new Error('a survey was made with a template that is not there');
  return stored;
};
