import * as z from 'zod';
import { moneySchema } from '../kernel/money.ts';
import { instantSchema } from '../kernel/time.ts';
import type { Customer } from './customer.ts';
import { gradeSchema } from './grade.ts';
import { stageSchema } from './stage.ts';
import { gradeValueOf, stageValueOf } from './value.ts';

/** One step in a customer's standing: another grade or stage than before, and what it was worked out from. */
export const gradeChangeSchema = z.object({
  customerId: z.string(),
  /** The version of the customer's record that brought it. */
  version: z.int().positive(),
  at: instantSchema,
  grade: z.object({ value: gradeSchema, reasons: z.array(z.string()) }),
  stage: z.object({ value: stageSchema, reasons: z.array(z.string()) }),
  was: z.object({ grade: gradeSchema, stage: stageSchema }),
  spend: moneySchema,
  lifetimeValue: moneySchema,
});
export type GradeChange = Readonly<z.infer<typeof gradeChangeSchema>>;

const nobody = { value: undefined };

/** What a write of a customer's record means to the history of their grade; `undefined` where grade and stage stay. */
export const gradeChangeOf = (after: Customer, before: Customer | undefined): GradeChange | undefined => {
  const was = { grade: gradeValueOf(before ?? nobody), stage: stageValueOf(before ?? nobody) };
  const { value } = after;
  if (value === undefined) return undefined;
  const { grade, stage, spend, clv } = value;
  if (grade.value === was.grade && stage.value === was.stage) return undefined;
  return {
    customerId: after.id,
    version: after.version,
    at: after.updatedAt,
    grade: { value: grade.value, reasons: [...grade.reasons] },
    stage: { value: stage.value, reasons: [...stage.reasons] },
    was,
    spend,
    lifetimeValue: clv,
  };
};
