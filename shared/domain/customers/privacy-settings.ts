import * as z from 'zod';
import { durationSchema } from '../kernel/duration.ts';

const wordSchema = z.string().regex(/^[a-z][A-Za-z]{1,30}$/, 'must be a word such as marketing');

const wordingSchema = z
  .string()
  .min(1)
  .max(8000)
  .overwrite((text) => text.normalize('NFC'));

/** A text that people accept: each new text is a new version, and who accepted an older one is asked again (C9). */
const noticeSchema = z.strictObject({
  id: wordSchema,
  /** Customers accept privacy notices, staff their terms of confidentiality. */
  audience: z.enum(['customer', 'staff']),
  version: z.string().regex(/^[\w.-]{1,20}$/, 'must be a version such as 2026-01'),
  /** By language: `zh-CN` and `en`. */
  text: z.strictObject({ 'zh-CN': wordingSchema, en: wordingSchema }),
});
export type Notice = Readonly<z.infer<typeof noticeSchema>>;

/** Everything about the rights of persons that an administrator may change, with the shipped values. */
export const privacySettingsSchema = z.strictObject({
  /** For how long a merge can be undone. */
  unmergeWithin: durationSchema.default('P30D'),
  /** What customers are asked to agree to; `survey` is heeded when surveys are sent. */
  purposes: z
    .array(wordSchema)
    .min(1)
    .max(30)
    .refine((all) => new Set(all).size === all.length, 'must not repeat')
    .default(['marketing', 'survey', 'profiling', 'crossBorder']),
  notices: z.array(noticeSchema).max(10).default([]),
  /** How often the data of customers is looked at again; inactive is who had no case and no order for `inactiveAfter` (M2.1). */
  dataReview: z
    .strictObject({
      enabled: z.boolean().default(true),
      active: durationSchema.default('P30D'),
      inactive: durationSchema.default('P60D'),
      inactiveAfter: durationSchema.default('P90D'),
    })
    .prefault({}),
  /** How long things are kept after they were last of use; `null` is for ever. */
  retention: z
    .strictObject({
      /** Erases customers who had no case and no order for so long. */
      idleCustomers: durationSchema.nullable().default(null),
      /** Blanks subject and messages of cases that are closed for so long. */
      closedTicketTexts: durationSchema.nullable().default(null),
    })
    .prefault({}),
  identityCheck: z
    .strictObject({
      /** How long a passed check counts. */
      validFor: durationSchema.default('PT30M'),
      triesPerHour: z.int().min(1).max(20).default(5),
      codeValidFor: durationSchema.default('PT10M'),
    })
    .prefault({}),
});
export type PrivacySettings = Readonly<z.infer<typeof privacySettingsSchema>>;

let shipped: PrivacySettings | undefined;

/** The shipped settings; worked out when they are first asked for, not while functions load. */
export const shippedPrivacySettings = (): PrivacySettings => {
  shipped ??= privacySettingsSchema.parse({});
  return shipped;
};
