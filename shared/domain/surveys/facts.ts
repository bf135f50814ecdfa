import * as z from 'zod';
import { type Instant, iso } from '../kernel/time.ts';
import { kindSchema } from '../tickets/values.ts';
import { type Answer, answerSchema } from './answer.ts';
import type { Survey, SurveyResponse } from './survey.ts';
import type { EndReason } from './values.ts';

const aboutSchema = z.object({
  surveyId: z.string(),
  teamId: z.string(),
  agentId: z.string().optional(),
  kind: kindSchema,
});

const at = z.iso.datetime({ precision: 3 });
const saidSchema = answerSchema.omit({ comment: true });

/** `data` of `surveySent`: what the counters of delivered surveys need. */
export const surveySentSchema = z.object({ ...aboutSchema.shape, sentAt: at });

/** `data` of `surveyAnswered`. An amendment carries the answer it replaces; free text never travels in events. */
export const surveyAnsweredSchema = z.object({
  ...aboutSchema.shape,
  sentAt: at,
  answeredAt: at,
  n: z.int().positive(),
  answer: saidSchema,
  previous: saidSchema.optional(),
});

const aboutOf = ({ id, about }: Survey) => ({
  surveyId: id,
  teamId: about.teamId,
  ...(about.agentId === undefined ? {} : { agentId: about.agentId }),
  kind: about.kind,
});

const said = ({ comment: _, ...rest }: Answer): z.infer<typeof saidSchema> => rest;

/** What the timeline tells of an invitation or a reminder that went out. */
export const sentFact = (survey: Survey, sentAt: Instant): Readonly<Record<string, unknown>> => ({
  ...aboutOf(survey),
  sentAt: iso(sentAt),
  channel: survey.channel,
  cycle: survey.cycle,
  templateId: survey.templateId,
  templateVersion: survey.templateVersion,
});

/** Why nothing went out, for staff. */
export const notSentFact = (survey: Survey, reason: EndReason): Readonly<Record<string, unknown>> => ({
  surveyId: survey.id,
  cycle: survey.cycle,
  reason,
});

/** What the customer said in numbers, and what it replaces. */
export const answeredFact = (
  survey: Survey,
  response: SurveyResponse,
  previous: Answer | undefined,
): Readonly<Record<string, unknown>> => ({
  ...aboutOf(survey),
  responseId: response.id,
  sentAt: iso(response.sentAt),
  answeredAt: iso(response.answeredAt),
  n: response.n,
  answer: said(response.answer),
  ...(previous === undefined ? {} : { previous: said(previous) }),
});
