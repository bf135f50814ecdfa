import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { templatesInUse } from '#shared/domain/surveys/choose-template.ts';
import { shippedTemplates } from '#shared/domain/surveys/shipped-templates.ts';
import type { SurveyTemplateVersion } from '#shared/domain/surveys/template.ts';
import type { Context } from '../ports.ts';
import { create, update, type Write } from '../records.ts';
import { configWrites } from '../settings/config-writes.ts';

/** The template in use with this id. Refuses with `not_found`. */
export const templateOr404 = ({ config }: Pick<Context, 'config'>, id: string): SurveyTemplateVersion => {
  const template = templatesInUse(config.templates).find((one) => one.id === id);
  if (template === undefined) throw new Refusal('not_found');
  return template;
};

/** Whether a template came with the product. */
export const isShipped = (id: string): boolean => shippedTemplates.some((template) => template.id === id);

/** The next version of a template; the first edit of a shipped one stores it for the first time. */
export const nextVersionWrites = (
  before: SurveyTemplateVersion,
  after: SurveyTemplateVersion,
  context: Pick<Context, 'config'>,
): readonly Write[] => {
  const isStored = context.config.templates.some(({ id }) => id === before.id);
  return configWrites(context, isStored ? update('template', before, after) : create('template', after));
};
