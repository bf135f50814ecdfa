import * as z from 'zod';
import { dimensionSchema, likelihoodSchema, starsSchema } from './values.ts';

/** What the customer said: overall satisfaction always, the rest as far as they liked. */
export const answerSchema = z.object({
  csat: starsSchema,
  nps: likelihoodSchema.optional(),
  dimensions: z.partialRecord(dimensionSchema, starsSchema),
  comment: z.string().optional(),
});
export type Answer = Readonly<z.infer<typeof answerSchema>>;

/** Whether two answers say the same, so that a repeated request is not another amendment. */
export const sameAnswer = (a: Answer, b: Answer): boolean =>
  a.csat === b.csat &&
  a.nps === b.nps &&
  a.comment === b.comment &&
  dimensionSchema.options.every((name) => a.dimensions[name] === b.dimensions[name]);

/** Whether somebody has to call back (decision 4): unhappy with the case, or far from recommending us. */
export const isLow = (answer: Answer, limits: { readonly csat: number; readonly nps: number }): boolean =>
  answer.csat <= limits.csat || (answer.nps !== undefined && answer.nps <= limits.nps);
