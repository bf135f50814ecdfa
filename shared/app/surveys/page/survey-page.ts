import type { Instant } from '#shared/domain/kernel/time.ts';
import { editableUntil } from '#shared/domain/surveys/give.ts';
import { escapeHtml } from '#shared/domain/surveys/message.ts';
import type { SurveySettings } from '#shared/domain/surveys/settings.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import type { SurveyTemplateVersion } from '#shared/domain/surveys/template.ts';
import type { SurveyLanguage } from '#shared/domain/surveys/values.ts';
import { formOf } from './form.ts';
import { note, type Page, pageOf } from './html.ts';
import { pageWords } from './words.ts';

type About = {
  readonly survey: Survey;
  readonly template: SurveyTemplateVersion;
  readonly now: Instant;
  readonly settings: SurveySettings;
};

/** `2026-03-05 09:00 UTC`: the same for everybody, as the page knows nobody's zone. */
const when = (at: Instant): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The questions, with the answer so far or the score of a quick link chosen. */
export const surveyPage = ({ survey, template, now, settings }: About, csat: number | undefined): Page => {
  const words = pageWords[survey.language];
  const until = editableUntil(survey, settings);
  const intro = `<p>${escapeHtml(template.intro)}</p>`;
  if (until === undefined) {
    const chosen = csat === undefined ? {} : { csat };
    return pageOf(
      survey.language,
      words.title,
      `${intro}\n${formOf(template.questions, chosen, words, words.send)}`,
    );
  }
  if (now > until) return pageOf(survey.language, words.title, note(words.locked));
  const form = formOf(template.questions, survey.answer ?? {}, words, words.amend);
  return pageOf(
    survey.language,
    words.title,
    `${note(`${words.answered} ${words.until(when(until))}`)}\n${form}`,
  );
};

/** After an answer. */
export const thanksPage = ({ survey, template, settings }: About): Page => {
  const words = pageWords[survey.language];
  const until = editableUntil(survey, settings);
  const amend =
    until === undefined
      ? ''
      : `<p>${escapeHtml(words.until(when(until)))} <a href="">${escapeHtml(words.back)}</a></p>`;
  return pageOf(survey.language, words.title, `${note(template.thanks)}\n${amend}`);
};

/** A refusal as people read it; title and detail are fixed sentences. */
export const problemPage = (
  problem: { readonly title: string; readonly detail: string },
  language: SurveyLanguage,
): Page => pageOf(language, problem.title, note(problem.detail));
