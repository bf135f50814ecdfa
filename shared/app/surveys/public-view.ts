import type { publicSurveyRoutes } from '#shared/contracts/public.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import { type Instant, isoOrNull } from '#shared/domain/kernel/time.ts';
import { editableUntil } from '#shared/domain/surveys/give.ts';
import type { SurveySettings } from '#shared/domain/surveys/settings.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import type { Question, SurveyTemplateVersion } from '#shared/domain/surveys/template.ts';

type View = ResponseOf<(typeof publicSurveyRoutes)['public/read-survey']>;

const questionView = ({ key, text }: Question): View['questions'][number] => {
  if (key === 'comment') return { key, text, required: false };
  return key === 'nps'
    ? { key, text, required: false, min: 0, max: 10 }
    : { key, text, required: key === 'csat', min: 1, max: 5 };
};

/** The survey as its customer sees it. */
export const publicView = (
  survey: Survey,
  template: SurveyTemplateVersion,
  now: Instant,
  settings: SurveySettings,
): View => {
  const until = editableUntil(survey, settings);
  const { answer } = survey;
  return {
    status: answer === undefined ? 'sent' : 'answered',
    language: survey.language,
    intro: template.intro,
    thanks: template.thanks,
    questions: template.questions.map(questionView),
    answer:
      answer === undefined
        ? null
        : {
            csat: answer.csat,
            nps: answer.nps ?? null,
            dimensions: answer.dimensions,
            comment: answer.comment ?? null,
          },
    editable: until === undefined || now <= until,
    editableUntil: isoOrNull(until),
    expiresAt: isoOrNull(answer === undefined ? survey.expiresAt : undefined),
  };
};
