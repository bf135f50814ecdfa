import type { Kind } from '../tickets/values.ts';
import { shippedTemplates } from './shipped-templates.ts';
import type { SurveyTemplateVersion } from './template.ts';
import type { SurveyLanguage } from './values.ts';

/** Every template in use, the newest version of each: what was stored, and the shipped ones that nobody edited. By id. */
export const templatesInUse = (
  stored: readonly SurveyTemplateVersion[],
): readonly SurveyTemplateVersion[] => {
  const byId = new Map(shippedTemplates.map((template) => [template.id, template]));
  for (const template of stored) {
    if (template.version >= (byId.get(template.id)?.version ?? 0)) byId.set(template.id, template);
  }
  return [...byId.values()].filter(({ archived }) => !archived).sort((a, b) => (a.id < b.id ? -1 : 1));
};

/**
 * The template for a case: of its kind before the general one, in the customer's language before the other, somebody's own
 * before a shipped one, the newest before an older. The shipped general one is always there to fall back on.
 */
export const chooseTemplate = (
  stored: readonly SurveyTemplateVersion[],
  kind: Kind | undefined,
  language: SurveyLanguage,
): SurveyTemplateVersion => {
  const rank = (template: SurveyTemplateVersion): number =>
    (template.language === language ? 4 : 0) +
    (template.kind === kind ? 2 : 0) +
    (template.updatedAt > 0 ? 1 : 0);
  const fitting = templatesInUse(stored).filter(
    (template) => template.kind === kind || template.kind === 'any',
  );
  const best = fitting.reduce<SurveyTemplateVersion | undefined>((a, b) => {
    if (a === undefined || rank(b) > rank(a)) return b;
    return rank(b) === rank(a) && b.updatedAt > a.updatedAt ? b : a;
  }, undefined);
  const fallback =
    best ?? shippedTemplates.find((template) => template.kind === 'any' && template.language === language);
  if (fallback === undefined) throw new Error(`no template is shipped in ${language}`);
  return fallback;
};

/** The language to ask in: the customer's, else the case's, else Chinese. */
export const surveyLanguage = (...wishes: readonly (string | undefined)[]): SurveyLanguage => {
  for (const wish of wishes) {
    if (wish === undefined) continue;
    if (/^zh\b/i.test(wish)) return 'zh-CN';
    if (/^en\b/i.test(wish)) return 'en';
  }
  return 'zh-CN';
};
