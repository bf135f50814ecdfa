import * as z from 'zod';
import { shippedTagDimensions, tagDimensionsSchema } from '../customers/dimensions.ts';
import {
  churnSettingsSchema,
  gradeSettingsSchema,
  shippedChurnSettings,
  shippedGradeSettings,
} from '../customers/grade-settings.ts';
import { privacySettingsSchema, shippedPrivacySettings } from '../customers/privacy-settings.ts';
import { durationSchema } from '../kernel/duration.ts';
import { currencySchema } from '../kernel/money.ts';
import { type Instant, instantSchema } from '../kernel/time.ts';
import { shippedSurveySettings, surveySettingsSchema } from '../surveys/settings.ts';
import { categoriesSchema, shippedCategories } from './categories.ts';
import { inboundSettingsSchema, noInboundSecrets } from './inbound.ts';
import { languageTagSchema, timeZoneSchema } from './locale.ts';
import { fillIn, mergePatch } from './merge-patch.ts';
import { routingRuleSchema } from './routing.ts';
import { MAIN_SHOP, shopIdSchema } from './shop.ts';

export { type Shop, shopSchema } from './shop.ts';

/** There is one record of settings. */
export const SETTINGS_ID = 'main';

const aMinute = z.int().min(1).max(1_000_000);

/** Everything an administrator can set, each part on its own; none has a default here, so that a patch fills nothing in. */
export const settingsFields = {
  /** Requests a minute: of one caller, of one machine client, of one address without a sign-in. */
  rateLimits: z.strictObject({ perCaller: aMinute, machine: aMinute, public: aMinute }),
  categories: categoriesSchema,
  routing: z.array(routingRuleSchema).max(100),
  /** How long after `resolved` a ticket may be opened again. */
  reopenWindow: durationSchema,
  /** How long after `resolved` a ticket closes by itself. */
  autoClose: durationSchema,
  /** How long an acknowledgement holds the higher rungs of the ladder. */
  acknowledgementHold: durationSchema,
  /** The language of what is written to somebody whose own isn't known. */
  language: languageTagSchema,
  timeZone: timeZoneSchema,
  defaultShop: shopIdSchema,
  surveys: surveySettingsSchema,
  /** What signatures of incoming deliveries are checked with. */
  inbound: inboundSettingsSchema,
  privacy: privacySettingsSchema,
  /** Below this confidence a triaged ticket needs a person to look at it. */
  triage: z.strictObject({ threshold: z.number().min(0).max(1) }),
  /** How many personal records one person may reveal on one day of the organisation's calendar. */
  revealPerDay: z.int().min(0).max(1_000_000),
  /** Whether a reveal must name the case it is for. */
  revealNeedsTicket: z.boolean(),
  /** Whether files hide what their maker may see, too. */
  exportsMasked: z.boolean(),
  /** How long a password of the user pool may be in use (`null`: as long as nobody knows it). */
  signIn: z.strictObject({ passwordMaxAge: durationSchema.nullable() }),
  /** What a resolve without any reply makes of the `firstResponse` clock. */
  sla: z.strictObject({ solveWithoutReply: z.enum(['met', 'cancelled']) }),
  /** The organisation's currency: orders in others count as purchases, but not into what a customer spent. */
  currency: currencySchema,
  /** Values that tags of a dimension may have, as in `type:vip`. */
  tagDimensions: tagDimensionsSchema,
  /** How customers are graded. */
  grades: gradeSettingsSchema,
  /** When customers count as likely to leave. */
  churn: churnSettingsSchema,
} as const;

const valuesSchema = z.strictObject(settingsFields);
export type SettingsValues = Readonly<z.infer<typeof valuesSchema>>;

/** The parameters of the organisation (P1). Durations are ISO 8601; each write makes a new version. */
export const settingsSchema = z.object({
  id: z.literal(SETTINGS_ID),
  version: z.int().positive(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  ...settingsFields,
});
export type Settings = Readonly<z.infer<typeof settingsSchema>>;

let defaults: SettingsValues | undefined;

/** What is set until somebody sets something else (`api.md` and semantics, decisions). */
export const defaultSettingsValues = (): SettingsValues => {
  defaults ??= {
    rateLimits: { perCaller: 600, machine: 6000, public: 20 },
    categories: categoriesSchema.parse(shippedCategories),
    routing: [],
    reopenWindow: 'P7D',
    autoClose: 'P7D',
    acknowledgementHold: 'PT4H',
    language: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    defaultShop: MAIN_SHOP,
    surveys: shippedSurveySettings(),
    inbound: noInboundSecrets,
    privacy: shippedPrivacySettings(),
    triage: { threshold: 0.5 },
    revealPerDay: 200,
    revealNeedsTicket: false,
    exportsMasked: false,
    signIn: { passwordMaxAge: null },
    sla: { solveWithoutReply: 'met' },
    currency: 'CNY',
    tagDimensions: shippedTagDimensions(),
    grades: shippedGradeSettings(),
    churn: shippedChurnSettings(),
  };
  return defaults;
};

/** The settings of an organisation that has set nothing. */
export const defaultSettings = (at: Instant): Settings => ({
  id: SETTINGS_ID,
  version: 1,
  createdAt: at,
  updatedAt: at,
  ...defaultSettingsValues(),
});

/** Reads stored settings of any age: what they don't know yet has its default, what nobody knows any more is left out. */
export const readSettings = (stored: unknown): Settings =>
  settingsSchema.parse(fillIn(defaultSettingsValues(), stored));

/** The settings after a JSON Merge Patch (`null` means: as shipped), or what is wrong with them. The patch must name no unknown part. */
export const settingsAfter = (
  settings: Settings,
  patch: unknown,
  now: Instant,
): z.ZodSafeParseResult<Settings> => {
  const next = { version: settings.version + 1, updatedAt: Math.max(now, settings.updatedAt) };
  return settingsSchema.safeParse(
    fillIn(defaultSettingsValues(), mergePatch({ ...settings, ...next }, patch)),
  );
};
