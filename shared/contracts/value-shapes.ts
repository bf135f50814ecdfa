import * as z from 'zod';
import { churnLevelSchema } from '#shared/domain/customers/churn.ts';
import { gradeSchema } from '#shared/domain/customers/grade.ts';
import { behaviourSchema, stageSchema } from '#shared/domain/customers/stage.ts';
import { moneyOut } from '#shared/domain/kernel/money.ts';
import { instantOut } from './words.ts';

/** Why something was found: short comparisons such as `spend>=10000.00`, `purchases>=24/P365D`, `silence>P120D`, `orders=0`. */
export const reasonsOut = z.array(z.string().meta({ example: 'spend>=10000.00' }));

/** A finding, why, and since when it has been this one. */
const foundOut = <Value extends z.ZodType>(value: Value) =>
  z.object({ value, reasons: reasonsOut, at: instantOut });

/** What a list shows of a customer's worth: computed from their orders (C7). */
export const worthOut = {
  grade: foundOut(gradeSchema),
  stage: stageSchema,
  /** Net of refunds, in the organisation's currency. */
  spend: moneyOut,
};

/** What a customer's record shows beyond that, to staff. */
export const valueOut = {
  ...worthOut,
  behaviour: foundOut(behaviourSchema).optional(),
  /** Worth of the orders to be expected in the year to come; an estimate. */
  lifetimeValue: moneyOut.optional(),
  /** How likely it is that the customer orders nothing more, from 0 to 1; absent until the first order. */
  churn: z
    .object({
      risk: z.number(),
      level: churnLevelSchema,
      reasons: z.array(z.string().meta({ example: 'silence=P45D' })),
      at: instantOut,
    })
    .optional(),
};
