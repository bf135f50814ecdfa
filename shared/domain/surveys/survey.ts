import * as z from 'zod';
import { type Instant, instantSchema } from '../kernel/time.ts';
import { channelSchema, kindSchema } from '../tickets/values.ts';
import { answerSchema } from './answer.ts';
import {
  deliveryChannelSchema,
  endReasonSchema,
  orderOccasionSchema,
  surveyLanguageSchema,
  surveyStatusSchema,
} from './values.ts';

/** Whom and what a survey is about, as it stood when the case was resolved. Later assignments change nothing. */
export const attributionSchema = z.object({
  teamId: z.string(),
  agentId: z.string().optional(),
  /** Members of staff who wrote to the customer, newest last. */
  participants: z.array(z.string()),
  /** Of the case; a survey about an order has none. */
  kind: kindSchema.optional(),
  channel: channelSchema,
  policyId: z.string().optional(),
  policyVersion: z.int().positive().optional(),
  orderIds: z.array(z.string()),
});
export type Attribution = Readonly<z.infer<typeof attributionSchema>>;

/**
 * One question to one customer about one resolution of one case. Its id follows from the case and the cycle, so that a
 * second reservation for the same resolution finds the first.
 */
export const surveySchema = z.object({
  id: z.string(),
  version: z.int().positive(),
  /** The case whose resolution it is about; absent on a survey about an order. */
  ticketId: z.string().optional(),
  orderId: z.string().optional(),
  occasion: orderOccasionSchema.optional(),
  /** How often the case had been reopened when it was resolved: 0 the first time. */
  cycle: z.int().nonnegative(),
  customerId: z.string(),
  shopId: z.string(),
  status: surveyStatusSchema,
  reason: endReasonSchema.optional(),
  language: surveyLanguageSchema,
  templateId: z.string(),
  templateVersion: z.int().positive(),
  about: attributionSchema,
  createdAt: instantSchema,
  updatedAt: instantSchema,
  sendAt: instantSchema,
  /** How the invitation travels; chosen when it is claimed. */
  channel: deliveryChannelSchema.optional(),
  /** Channels that turned out not to reach the customer. */
  refusedChannels: z.array(deliveryChannelSchema),
  /** Since when an invitation may be on its way: the link is valid from then on. */
  claimedAt: instantSchema.optional(),
  /** Failed deliveries of what is to be sent next, and when the next try is due. */
  attempts: z.int().nonnegative(),
  retryAt: instantSchema.optional(),
  sentAt: instantSchema.optional(),
  reminderAt: instantSchema.optional(),
  remindedAt: instantSchema.optional(),
  expiresAt: instantSchema.optional(),
  /** When the first answer came; amendments don't move it. */
  answeredAt: instantSchema.optional(),
  responseId: z.string().optional(),
  /** How many answers were given: the first and each amendment. */
  answers: z.int().nonnegative(),
  answer: answerSchema.optional(),
  endedAt: instantSchema.optional(),
  followUpTaskId: z.string().optional(),
});
export type Survey = Readonly<z.infer<typeof surveySchema>>;

/**
 * One answer; the first has `n` 1 and each amendment the next. All of one survey share their `id` and `answeredAt`; only the
 * newest is listed and counted, `superseded` ones are kept as history.
 */
export const surveyResponseSchema = z.object({
  id: z.string(),
  surveyId: z.string(),
  n: z.int().positive(),
  /** 1 as given, 2 when a newer answer has taken its place. */
  version: z.int().positive(),
  superseded: z.boolean(),
  ticketId: z.string().optional(),
  orderId: z.string().optional(),
  occasion: orderOccasionSchema.optional(),
  customerId: z.string(),
  shopId: z.string(),
  about: attributionSchema,
  language: surveyLanguageSchema,
  templateId: z.string(),
  templateVersion: z.int().positive(),
  answer: answerSchema,
  sentAt: instantSchema,
  answeredAt: instantSchema,
  amendedAt: instantSchema.optional(),
});
export type SurveyResponse = Readonly<z.infer<typeof surveyResponseSchema>>;

/** The last survey a customer was sent: checked and reserved in one conditional write, so that two cases can't both ask. */
export const surveyBudgetSchema = z.object({
  customerId: z.string(),
  surveyId: z.string(),
  lastAt: instantSchema,
  version: z.int().positive(),
});
export type SurveyBudget = Readonly<z.infer<typeof surveyBudgetSchema>>;

/** Leads from the link in a message to its survey. The token itself is nowhere stored, only its SHA-256 in hexadecimal. */
export const surveyTokenSchema = z.object({ sha256: z.string(), surveyId: z.string() });
export type SurveyToken = Readonly<z.infer<typeof surveyTokenSchema>>;

/** When somebody has to look at the survey next: to send, remind or expire it. `undefined` when it is over. */
export const timerOf = (survey: Survey): Instant | undefined => {
  if (survey.status === 'scheduled') return survey.retryAt ?? survey.sendAt;
  if (survey.status !== 'sent' || survey.expiresAt === undefined) return undefined;
  const reminder = survey.remindedAt === undefined ? (survey.retryAt ?? survey.reminderAt) : undefined;
  return Math.min(reminder ?? survey.expiresAt, survey.expiresAt);
};
