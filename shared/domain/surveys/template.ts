import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';
import { kindSchema } from '../tickets/values.ts';
import { dimensionSchema, surveyLanguageSchema } from './values.ts';

/** What one question asks for; its answer goes by the same name. */
export const questionKeySchema = z.enum(['csat', 'nps', 'comment', ...dimensionSchema.options]);
export type QuestionKey = z.infer<typeof questionKeySchema>;

export const questionSchema = z.object({ key: questionKeySchema, text: z.string() });
export type Question = Readonly<z.infer<typeof questionSchema>>;

/** Cases of one kind, or of every kind that has no template of its own. */
export const templateKindSchema = z.enum([...kindSchema.options, 'any']);
export type TemplateKind = z.infer<typeof templateKindSchema>;

/** The questions for one kind of case in one language. A version never changes; an edit makes the next one (F2). */
export const surveyTemplateVersionSchema = z.object({
  id: z.string(),
  version: z.int().positive(),
  name: z.string(),
  kind: templateKindSchema,
  language: surveyLanguageSchema,
  /** The sentence above the questions. */
  intro: z.string(),
  /** What the page says after an answer. */
  thanks: z.string(),
  questions: z.array(questionSchema),
  archived: z.boolean(),
  /** When the template was made; each version has its own `updatedAt`. */
  createdAt: instantSchema,
  updatedAt: instantSchema,
  updatedBy: z.string(),
});
export type SurveyTemplateVersion = Readonly<z.infer<typeof surveyTemplateVersionSchema>>;
