import * as z from 'zod';
import { durationSchema } from '../kernel/duration.ts';
import { decimalsOf } from '../kernel/money.ts';

/** An amount in the organisation's currency, such as `10000.00`. */
const thresholdSchema = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,9})(?:\.\d{1,4})?$/, 'must be an amount such as 10000.00')
  .meta({ example: '10000.00' });

/** What earns a grade: any one of these is enough. Purchases are purchase days within `purchasesWithin`. */
const earnedBySchema = (spend: string, purchases: number, clv: string) =>
  z
    .strictObject({
      spend: thresholdSchema.default(spend),
      purchases: z.int().min(1).max(300).default(purchases),
      clv: thresholdSchema.default(clv),
    })
    .prefault({});

/** How customers are graded (C7), with the shipped values; docs/grades.md says what each does. */
export const gradeSettingsSchema = z.strictObject({
  vip: earnedBySchema('10000.00', 24, '5000.00'),
  important: earnedBySchema('3000.00', 8, '1500.00'),
  purchasesWithin: durationSchema.default('P365D'),
  /** A customer is new for this long after their first order, and returning for this long after an order that ended a long silence. */
  newFor: durationSchema.default('P30D'),
  returningFor: durationSchema.default('P90D'),
  /**
   * Who orders nothing for longer than this is churned: `single` after one purchase day, else `gaps` times the customer's own usual gap,
   * at least `atLeast` and at most `atMost`.
   */
  silence: z
    .strictObject({
      single: durationSchema.default('P180D'),
      gaps: z.number().min(1).max(20).default(4),
      atLeast: durationSchema.default('P90D'),
      atMost: durationSchema.default('P365D'),
    })
    .prefault({}),
  /** Purchase behaviour: `frequent` from so many purchase days within the span, `occasional` from one within its span, else `none`. */
  behaviour: z
    .strictObject({
      frequent: z
        .strictObject({
          purchases: z.int().min(1).max(300).default(4),
          within: durationSchema.default('P180D'),
        })
        .prefault({}),
      occasionalWithin: durationSchema.default('P365D'),
    })
    .prefault({}),
  /** The share of an order's worth that counts into the customer's lifetime value. */
  margin: z.number().min(0).max(1).default(1),
});
export type GradeSettings = Readonly<z.infer<typeof gradeSettingsSchema>>;

/** When a customer counts as likely to leave (R2). Risks are from 0 to 1. */
export const churnSettingsSchema = z.strictObject({
  /** The risk is that of no order in this time to come. */
  horizon: durationSchema.default('P365D'),
  medium: z.number().min(0).max(1).default(0.6),
  high: z.number().min(0).max(1).default(0.85),
  /** Complaints and survey answers count for this long. */
  signalsWithin: durationSchema.default('P180D'),
  /** Customers who buy are looked at again at least this often. */
  refreshAfter: durationSchema.default('P7D'),
});
export type ChurnSettings = Readonly<z.infer<typeof churnSettingsSchema>>;

/** What the worth of customers is judged by. */
export type ValueSettings = {
  readonly currency: string;
  readonly grades: GradeSettings;
  readonly churn: ChurnSettings;
};

let grades: GradeSettings | undefined;
let churn: ChurnSettings | undefined;

/** The shipped settings; worked out when they are first asked for, not while functions load. */
export const shippedGradeSettings = (): GradeSettings => {
  grades ??= gradeSettingsSchema.parse({});
  return grades;
};
/** As `shippedGradeSettings`, for the risk of leaving. */
export const shippedChurnSettings = (): ChurnSettings => {
  churn ??= churnSettingsSchema.parse({});
  return churn;
};

/** Minor units of a threshold in that currency; decimals that the currency hasn't are left out. */
export const thresholdMinor = (threshold: string, currency: string): number => {
  const places = decimalsOf(currency) ?? 2;
  const [whole = '0', fraction = ''] = threshold.split('.');
  return Number(`${whole}${fraction.slice(0, places).padEnd(places, '0')}`);
};
