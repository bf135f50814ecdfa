import * as z from 'zod';
import { questionKeySchema } from '#shared/domain/surveys/template.ts';
import {
  dimensionSchema,
  likelihoodSchema,
  starsSchema,
  surveyLanguageSchema,
} from '#shared/domain/surveys/values.ts';
import { defineRoutes } from './route.ts';
import { instantOut, nothing, textSchema } from './words.ts';

/** 256 bits in base64url; anything else cannot be a token. */
const tokenParam = z.strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

const dimensionsIn = z.strictObject({
  responseSpeed: starsSchema.optional(),
  serviceQuality: starsSchema.optional(),
  informationAccuracy: starsSchema.optional(),
  afterSales: starsSchema.optional(),
  product: starsSchema.optional(),
  logistics: starsSchema.optional(),
} satisfies Record<z.infer<typeof dimensionSchema>, z.ZodType>);

export const surveyAnswerBody = z.strictObject({
  csat: starsSchema,
  nps: likelihoodSchema.optional(),
  dimensions: dimensionsIn.optional(),
  comment: textSchema(4096).optional(),
});

const numberText = /^\d{1,2}$/;
const numbered = (text: string): string | number => (numberText.test(text) ? Number(text) : text);

/**
 * The fields of the page's form as the body they stand for: `csat`, `nps`, `comment`, `dimensions.<name>`. What was left empty
 * is left out; what is no number stays text and is refused by the body's schema.
 */
export const surveyAnswerFromForm = (fields: Readonly<Record<string, string>>): unknown => {
  const filled = Object.entries(fields).filter(([, value]) => value.trim() !== '');
  const prefix = 'dimensions.';
  const rated = filled
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), numbered(value)]);
  const plain = filled
    .filter(([name]) => !name.startsWith(prefix))
    .map(([name, value]) => [name, name === 'comment' ? value : numbered(value)]);
  return {
    ...Object.fromEntries(plain),
    ...(rated.length === 0 ? {} : { dimensions: Object.fromEntries(rated) }),
  };
};

/** A survey as the customer sees it: its questions, and the answer once there is one. Nothing about the case or the person. */
export const publicSurveyView = z.object({
  status: z.enum(['sent', 'answered']),
  language: surveyLanguageSchema,
  intro: z.string(),
  thanks: z.string(),
  questions: z.array(
    z.object({
      key: questionKeySchema,
      text: z.string(),
      required: z.boolean(),
      min: z.int().optional(),
      max: z.int().optional(),
    }),
  ),
  answer: z
    .object({
      csat: starsSchema,
      nps: likelihoodSchema.nullable(),
      dimensions: z.partialRecord(dimensionSchema, starsSchema),
      comment: z.string().nullable(),
    })
    .nullable(),
  /** Whether an answer would be taken now. */
  editable: z.boolean(),
  /** Until when an answer may be amended. */
  editableUntil: instantOut.nullable(),
  /** Until when a first answer is taken. */
  expiresAt: instantOut.nullable(),
});

/** What people do without signing in: the token in the path is what lets them. */
export const publicSurveyRoutes = defineRoutes({
  'public/read-survey': {
    method: 'GET',
    path: '/v1/public/surveys/{token}',
    summary:
      'The questions of a survey, as JSON or as a page; reading stores nothing. `csat` pre-selects a score on the page',
    permission: 'public',
    params: tokenParam,
    // Mail programs and scanners add parameters of their own to links.
    query: z.object({ csat: z.string().optional() }),
    body: undefined,
    success: [200],
    response: publicSurveyView,
    html: true,
    refusals: ['not_found', 'expired', 'too_many_requests'],
  },
  'public/answer-survey': {
    method: 'POST',
    path: '/v1/public/surveys/{token}',
    summary: 'Answer a survey, or amend the answer within the window',
    permission: 'public',
    params: tokenParam,
    query: nothing,
    body: surveyAnswerBody,
    form: surveyAnswerFromForm,
    success: [201, 200],
    response: publicSurveyView,
    html: true,
    repeats: true,
    refusals: ['not_found', 'expired', 'survey_locked', 'too_many_requests'],
  },
});
