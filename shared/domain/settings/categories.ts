import * as z from 'zod';
import { type Kind, kindSchema } from '../tickets/values.ts';

/** The categories of each kind, the one an unknown case gets first. */
export type Categories = Readonly<Record<Kind, readonly string[]>>;

/** The shipped categories (`api.md`, The ticket). */
export const shippedCategories: Categories = {
  consultation: [
    'consultation.basic',
    'consultation.product',
    'consultation.order',
    'consultation.payment',
    'consultation.account',
    'consultation.afterSales',
  ],
  complaint: ['complaint.quality', 'complaint.attitude', 'complaint.logistics', 'complaint.afterSales'],
  return: ['return.general'],
  exchange: ['exchange.general'],
  productIssue: [
    'productIssue.quality',
    'productIssue.function',
    'productIssue.logistics',
    'productIssue.afterSales',
  ],
};

const ofKind = (kind: Kind) =>
  z
    .array(
      z
        .string()
        .regex(new RegExp(`^${kind}\\.[a-z][A-Za-z0-9]{0,39}$`), `must be a name like ${kind}.general`),
    )
    .min(1)
    .max(50)
    .refine((names) => new Set(names).size === names.length, 'must not name a category twice');

/** Every kind has at least one category, named `<kind>.<word>`. */
export const categoriesSchema = z.strictObject({
  consultation: ofKind('consultation'),
  complaint: ofKind('complaint'),
  return: ofKind('return'),
  exchange: ofKind('exchange'),
  productIssue: ofKind('productIssue'),
} satisfies Record<Kind, unknown>);

/** The kind a category belongs to, or `undefined` where the settings don't list it. */
export const kindOfCategory = (category: string, categories: Categories): Kind | undefined =>
  kindSchema.options.find((kind) => categories[kind].includes(category));

/** Categories that an unknown case of each kind gets, where the settings still list them. */
const general: Readonly<Record<Kind, string>> = {
  consultation: 'consultation.basic',
  complaint: 'complaint.afterSales',
  return: 'return.general',
  exchange: 'exchange.general',
  productIssue: 'productIssue.afterSales',
};

/** The category of a case of which only the kind is known. */
export const generalCategory = (kind: Kind, categories: Categories): string => {
  const named = categories[kind];
  return named.includes(general[kind]) ? general[kind] : (named[0] ?? general[kind]);
};
