import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { questionKeySchema, templateKindSchema } from '#shared/domain/surveys/template.ts';
import { surveyLanguageSchema, surveyStatusSchema } from '#shared/domain/surveys/values.ts';
import { defineRoutes } from './route.ts';
import { surveyResponseView, surveyScoresView, surveyTemplateView, surveyView } from './survey-views.ts';
import { idParam, instantTextSchema, lineSchema, nothing, pageOf, pageQuery, textSchema } from './words.ts';

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
