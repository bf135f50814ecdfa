import type { ResponseOf } from '#shared/contracts/route.ts';
import type { surveyRoutes } from '#shared/contracts/surveys.ts';
import { maskText } from '#shared/domain/customers/mask-text.ts';
import { iso, isoOrNull } from '#shared/domain/kernel/time.ts';
import type { Answer } from '#shared/domain/surveys/answer.ts';
import type { Attribution, Survey, SurveyResponse } from '#shared/domain/surveys/survey.ts';
import type { SurveyTemplateVersion } from '#shared/domain/surveys/template.ts';
import type { Caller } from '../ports.ts';

type View<K extends keyof typeof surveyRoutes> = ResponseOf<(typeof surveyRoutes)[K]>;
type SurveyView = View<'surveys/get'>;

/** Free words as this caller may read them: numbers that identify people are masked to all but roles that may reveal phones (`api.md`, Text). */
const textFor = (caller: Caller, text: string): string =>
  caller.reveal.has('phone') ? text : maskText(text);

const answerView = (answer: Answer, caller: Caller): NonNullable<SurveyView['answer']> => ({
  csat: answer.csat,
  nps: answer.nps ?? null,
  dimensions: answer.dimensions,
  comment: answer.comment === undefined ? null : textFor(caller, answer.comment),
});

const attributionView = (about: Attribution): SurveyView['attribution'] => ({
  teamId: about.teamId,
  agentId: about.agentId ?? null,
  participants: [...about.participants],
  kind: about.kind ?? null,
  channel: about.channel,
  policyId: about.policyId ?? null,
  policyVersion: about.policyVersion ?? null,
  orderIds: [...about.orderIds],
});

export const surveyView = (survey: Survey, caller: Caller): SurveyView => ({
  id: survey.id,
  version: survey.version,
  ticketId: survey.ticketId ?? null,
  orderId: survey.orderId ?? null,
  occasion: survey.occasion ?? 'resolution',
  cycle: survey.cycle,
  customerId: survey.customerId,
  shopId: survey.shopId,
  status: survey.status,
  reason: survey.reason ?? null,
  language: survey.language,
  template: { id: survey.templateId, version: survey.templateVersion },
  attribution: attributionView(survey.about),
  channel: survey.channel ?? null,
  attempts: survey.attempts,
  createdAt: iso(survey.createdAt),
  updatedAt: iso(survey.updatedAt),
  sendAt: iso(survey.sendAt),
  sentAt: isoOrNull(survey.sentAt),
  remindedAt: isoOrNull(survey.remindedAt),
  expiresAt: isoOrNull(survey.expiresAt),
  answeredAt: isoOrNull(survey.answeredAt),
  endedAt: isoOrNull(survey.endedAt),
  answer: survey.answer === undefined ? null : answerView(survey.answer, caller),
  responseId: survey.responseId ?? null,
  followUpTaskId: survey.followUpTaskId ?? null,
});

export const responseView = (
  response: SurveyResponse,
  caller: Caller,
): View<'surveys/list-responses'>['items'][number] => ({
  id: response.id,
  surveyId: response.surveyId,
  ticketId: response.ticketId ?? null,
  orderId: response.orderId ?? null,
  occasion: response.occasion ?? 'resolution',
  customerId: response.customerId,
  shopId: response.shopId,
  teamId: response.about.teamId,
  agentId: response.about.agentId ?? null,
  attribution: attributionView(response.about),
  language: response.language,
  template: { id: response.templateId, version: response.templateVersion },
  ...answerView(response.answer, caller),
  sentAt: iso(response.sentAt),
  answeredAt: iso(response.answeredAt),
  amendedAt: isoOrNull(response.amendedAt),
});

export const templateView = (template: SurveyTemplateVersion): View<'surveys/get-template'> => ({
  id: template.id,
  version: template.version,
  name: template.name,
  kind: template.kind,
  language: template.language,
  intro: template.intro,
  thanks: template.thanks,
  questions: template.questions.map(({ key, text }) => ({ key, text })),
  createdAt: iso(template.createdAt),
  updatedAt: iso(template.updatedAt),
});
