import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { questionKeySchema, templateKindSchema } from '#shared/domain/surveys/template.ts';
import {
  deliveryChannelSchema,
  dimensionSchema,
  endReasonSchema,
  likelihoodSchema,
  orderOccasionSchema,
  starsSchema,
  surveyLanguageSchema,
  surveyStatusSchema,
} from '#shared/domain/surveys/values.ts';
import { channelSchema, kindSchema } from '#shared/domain/tickets/values.ts';
import { instantOut } from './words.ts';

const answerOut = z.object({
  csat: starsSchema,
  nps: likelihoodSchema.nullable(),
  dimensions: z.partialRecord(dimensionSchema, starsSchema),
  comment: z.string().nullable(),
});

const attributionOut = z.object({
  teamId: z.string(),
  agentId: z.string().nullable(),
  participants: z.array(z.string()),
  kind: kindSchema.nullable(),
  channel: channelSchema,
  policyId: z.string().nullable(),
  policyVersion: z.int().nullable(),
  orderIds: z.array(z.string()),
});

const templateOut = z.object({ id: z.string(), version: z.int() });

export const surveyView = z.object({
  id: idSchema('svy'),
  version: z.int(),
  ticketId: idSchema('tkt').nullable(),
  orderId: idSchema('ord').nullable(),
  occasion: z.enum(['resolution', ...orderOccasionSchema.options]),
  cycle: z.int(),
  customerId: z.string(),
  shopId: z.string(),
  status: surveyStatusSchema,
  reason: endReasonSchema.nullable(),
  language: surveyLanguageSchema,
  template: templateOut,
  attribution: attributionOut,
  channel: deliveryChannelSchema.nullable(),
  attempts: z.int(),
  createdAt: instantOut,
  updatedAt: instantOut,
  sendAt: instantOut,
  sentAt: instantOut.nullable(),
  remindedAt: instantOut.nullable(),
  expiresAt: instantOut.nullable(),
  answeredAt: instantOut.nullable(),
  endedAt: instantOut.nullable(),
  answer: answerOut.nullable(),
  responseId: z.string().nullable(),
  followUpTaskId: z.string().nullable(),
});

export const surveyResponseView = z.object({
  id: idSchema('rsp'),
  surveyId: idSchema('svy'),
  ticketId: idSchema('tkt').nullable(),
  orderId: idSchema('ord').nullable(),
  occasion: z.enum(['resolution', ...orderOccasionSchema.options]),
  customerId: z.string(),
  shopId: z.string(),
  teamId: z.string(),
  agentId: z.string().nullable(),
  attribution: attributionOut,
  language: surveyLanguageSchema,
  template: templateOut,
  csat: starsSchema,
  nps: likelihoodSchema.nullable(),
  dimensions: z.partialRecord(dimensionSchema, starsSchema),
  comment: z.string().nullable(),
  sentAt: instantOut,
  answeredAt: instantOut,
  amendedAt: instantOut.nullable(),
});

export const surveyTemplateView = z.object({
  id: idSchema('tpl'),
  version: z.int(),
  name: z.string(),
  kind: templateKindSchema,
  language: surveyLanguageSchema,
  intro: z.string(),
  thanks: z.string(),
  questions: z.array(z.object({ key: questionKeySchema, text: z.string() })),
  createdAt: instantOut,
  updatedAt: instantOut,
});

const share = z.number().min(0).max(1);

export const surveyScoresView = z.object({
  from: instantOut,
  to: instantOut,
  groups: z.array(
    z.object({
      key: z.string(),
      n: z.int(),
      delivered: z.int(),
      responseRate: share.nullable(),
      csat: z.object({ share, mean: z.number(), low: share, high: share }).nullable(),
      nps: z
        .object({
          score: z.number().min(-100).max(100),
          promoters: z.int(),
          passives: z.int(),
          detractors: z.int(),
        })
        .nullable(),
      csi: z.partialRecord(dimensionSchema, z.object({ mean: z.number(), n: z.int() })),
    }),
  ),
});
