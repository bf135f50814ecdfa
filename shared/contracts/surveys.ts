import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { questionKeySchema, templateKindSchema } from '#shared/domain/surveys/template.ts';
import {
  deliveryChannelSchema,
  dimensionSchema,
  endReasonSchema,
  likelihoodSchema,
  starsSchema,
  surveyLanguageSchema,
  surveyStatusSchema,
} from '#shared/domain/surveys/values.ts';
import { channelSchema, kindSchema } from '#shared/domain/tickets/values.ts';
import { defineRoutes } from './route.ts';
import {
  idParam,
  instantOut,
  instantTextSchema,
  lineSchema,
  nothing,
  pageOf,
  pageQuery,
  textSchema,
} from './words.ts';

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
  kind: kindSchema,
  channel: channelSchema,
  policyId: z.string().nullable(),
  policyVersion: z.int().nullable(),
  orderIds: z.array(z.string()),
});

const templateOut = z.object({ id: z.string(), version: z.int() });

export const surveyView = z.object({
  id: idSchema('svy'),
  version: z.int(),
  ticketId: idSchema('tkt'),
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
  ticketId: idSchema('tkt'),
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

const questionIn = z.strictObject({ key: questionKeySchema, text: lineSchema(200) });

const questionsIn = z
  .array(questionIn)
  .min(1)
  .max(9)
  .refine(
    (questions) => new Set(questions.map(({ key }) => key)).size === questions.length,
    'must not ask the same twice',
  )
  .refine((questions) => questions.some(({ key }) => key === 'csat'), 'must ask for csat');

const templateFields = {
  name: lineSchema(100),
  kind: templateKindSchema,
  language: surveyLanguageSchema,
  intro: textSchema(1000),
  thanks: textSchema(1000),
  questions: questionsIn,
};

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

const changesTemplate = { params: idParam('tpl'), query: nothing, ifMatch: true } as const;

/** Surveys, their answers, their scores and the questions they ask. */
export const surveyRoutes = defineRoutes({
  'surveys/list-templates': {
    method: 'GET',
    path: '/v1/survey-templates',
    summary: 'Survey templates in use, the newest version of each',
    permission: 'templates.read',
    params: nothing,
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(surveyTemplateView),
    refusals: ['invalid_cursor'],
  },
  'surveys/create-template': {
    method: 'POST',
    path: '/v1/survey-templates',
    summary: 'Write the questions for one kind of case in one language',
    permission: 'templates.write',
    params: nothing,
    query: nothing,
    body: z.strictObject(templateFields),
    success: [201],
    response: surveyTemplateView,
    versioned: true,
    repeats: true,
    refusals: [],
  },
  'surveys/get-template': {
    method: 'GET',
    path: '/v1/survey-templates/{id}',
    summary: 'Read a survey template',
    permission: 'templates.read',
    params: idParam('tpl'),
    query: nothing,
    body: undefined,
    success: [200],
    response: surveyTemplateView,
    versioned: true,
    refusals: ['not_found'],
  },
  'surveys/update-template': {
    method: 'PATCH',
    path: '/v1/survey-templates/{id}',
    summary: 'Make the next version of a template; surveys that are out keep theirs',
    permission: 'templates.write',
    ...changesTemplate,
    body: z.strictObject(templateFields).partial(),
    success: [200],
    response: surveyTemplateView,
    versioned: true,
    refusals: ['not_found', 'version_conflict', 'precondition_required'],
  },
  'surveys/delete-template': {
    method: 'DELETE',
    path: '/v1/survey-templates/{id}',
    summary: 'Take a template out of use; a shipped one can only be edited',
    permission: 'templates.write',
    ...changesTemplate,
    body: undefined,
    success: [204],
    response: z.undefined(),
    refusals: ['not_found', 'in_use', 'version_conflict', 'precondition_required'],
  },
  'surveys/list': {
    method: 'GET',
    path: '/v1/surveys',
    summary: 'List surveys, newest first',
    permission: 'surveys.read',
    params: nothing,
    query: z.strictObject({
      ...pageQuery,
      ticketId: idSchema('tkt').optional(),
      customerId: idSchema('cus').optional(),
      status: surveyStatusSchema.optional(),
    }),
    body: undefined,
    success: [200],
    response: pageOf(surveyView),
    refusals: ['invalid_cursor'],
  },
  'surveys/get': {
    method: 'GET',
    path: '/v1/surveys/{id}',
    summary: 'Read a survey',
    permission: 'surveys.read',
    params: idParam('svy'),
    query: nothing,
    body: undefined,
    success: [200],
    response: surveyView,
    versioned: true,
    refusals: ['not_found'],
  },
  'surveys/list-responses': {
    method: 'GET',
    path: '/v1/survey-responses',
    summary: 'List answers, newest first; of an amended answer the newest version',
    permission: 'surveys.read',
    params: nothing,
    query: z.strictObject({
      ...pageQuery,
      teamId: idSchema('team').optional(),
      agentId: idSchema('usr').optional(),
      customerId: idSchema('cus').optional(),
      answeredAfter: instantTextSchema.optional(),
      answeredBefore: instantTextSchema.optional(),
      scoreMax: z
        .string()
        .regex(/^[1-5]$/, 'must be a score from 1 to 5')
        .transform(Number)
        .optional(),
    }),
    body: undefined,
    success: [200],
    response: pageOf(surveyResponseView),
    refusals: ['invalid_cursor'],
  },
  'surveys/scores': {
    method: 'GET',
    path: '/v1/survey-scores',
    summary:
      'CSAT, NPS and CSI by group, over the whole UTC hours that `from` (default 30 days ago) to `to` (default now) touch',
    permission: 'scores.read',
    params: nothing,
    query: z.strictObject({
      groupBy: z.enum(['team', 'agent', 'kind', 'day', 'month']).default('team'),
      from: instantTextSchema.optional(),
      to: instantTextSchema.optional(),
    }),
    body: undefined,
    success: [200],
    response: surveyScoresView,
    refusals: ['filter_too_broad'],
  },
});
