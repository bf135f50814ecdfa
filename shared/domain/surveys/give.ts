import { Refusal } from '../kernel/refusal.ts';
import type { Instant } from '../kernel/time.ts';
import { type Answer, isLow, sameAnswer } from './answer.ts';
import { isPending } from './life.ts';
import { type SurveySettings, spanMs } from './settings.ts';
import type { Survey, SurveyResponse } from './survey.ts';

/** More amendments than this are no second thoughts. */
const MOST_ANSWERS = 100;

/** What an answer changes. `superseded` is the answer before it; `low` asks for a follow-up, once a survey. */
export type Given = {
  readonly survey: Survey;
  readonly response: SurveyResponse;
  readonly previous: Answer | undefined;
  readonly low: boolean;
};

/** Until when the answer may be amended, or `undefined` before there is one. */
export const editableUntil = (survey: Survey, settings: SurveySettings): Instant | undefined =>
  survey.answeredAt === undefined ? undefined : survey.answeredAt + spanMs(settings.amendWithin);

/**
 * Whether the link leads to questions, to an answer or to nothing more. Time decides, not whether the expiry was noticed yet.
 * Refuses with `expired`, and with `not_found` while no link can be out.
 */
export const assertReachable = (survey: Survey, now: Instant): void => {
  if (survey.status === 'answered') return;
  if (!isPending(survey)) throw new Refusal('expired');
  if (survey.claimedAt === undefined) throw new Refusal('not_found');
  if (survey.expiresAt !== undefined && now >= survey.expiresAt) throw new Refusal('expired');
};

/**
 * Takes an answer: the first one, or an amendment inside the window. The same words again change nothing (`undefined`).
 * Refuses with `expired`, `survey_locked`, `not_found`.
 */
export const give = (
  survey: Survey,
  answer: Answer,
  responseId: string,
  now: Instant,
  settings: SurveySettings,
): Given | undefined => {
  assertReachable(survey, now);
  const until = editableUntil(survey, settings);
  if (until !== undefined && now > until) throw new Refusal('survey_locked');
  if (survey.answer !== undefined && sameAnswer(survey.answer, answer)) return undefined;
  if (survey.answers >= MOST_ANSWERS) throw new Refusal('survey_locked');
  const since = {
    // An answer can overtake the note that the invitation went out: then it went out when it was claimed.
    sentAt: survey.sentAt ?? survey.claimedAt ?? now,
    answeredAt: survey.answeredAt ?? now,
    responseId: survey.responseId ?? responseId,
  };
  return {
    survey: withAnswer(survey, since, answer, now),
    response: responseOf(survey, since, answer, now),
    previous: survey.answer,
    low: survey.followUpTaskId === undefined && isLow(answer, settings.lowScore),
  };
};

type Since = { readonly sentAt: Instant; readonly answeredAt: Instant; readonly responseId: string };

const withAnswer = (
  { retryAt: _, ...survey }: Survey,
  since: Since,
  answer: Answer,
  now: Instant,
): Survey => ({
  ...survey,
  ...since,
  version: survey.version + 1,
  updatedAt: Math.max(now, survey.updatedAt),
  status: 'answered',
  answers: survey.answers + 1,
  answer,
});

const responseOf = (survey: Survey, since: Since, answer: Answer, now: Instant): SurveyResponse => ({
  id: since.responseId,
  surveyId: survey.id,
  n: survey.answers + 1,
  version: 1,
  superseded: false,
  ...(survey.ticketId === undefined ? {} : { ticketId: survey.ticketId }),
  ...(survey.orderId === undefined ? {} : { orderId: survey.orderId }),
  ...(survey.occasion === undefined ? {} : { occasion: survey.occasion }),
  customerId: survey.customerId,
  shopId: survey.shopId,
  about: survey.about,
  language: survey.language,
  templateId: survey.templateId,
  templateVersion: survey.templateVersion,
  answer,
  sentAt: since.sentAt,
  answeredAt: since.answeredAt,
  ...(survey.answers > 0 ? { amendedAt: now } : {}),
});

/** The same answer once a newer one has taken its place. */
export const superseded = (response: SurveyResponse): SurveyResponse => ({
  ...response,
  superseded: true,
  version: 2,
});
