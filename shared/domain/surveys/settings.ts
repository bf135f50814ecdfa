import * as z from 'zod';
import { durationSchema, parseDuration } from '../kernel/duration.ts';
import { idSchema } from '../kernel/ids.ts';
import { wantedTagSchema } from '../kernel/tag.ts';
import { isTimeZone } from '../sla/zone.ts';
import { channelSchema, kindSchema } from '../tickets/values.ts';

const clockTimeSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 21:00');
const tagListSchema = z.array(wantedTagSchema).max(50);

/** Whether an occasion of an order is asked about, how long after it, and by which template (without one: the general one). */
const triggerSchema = (delay: string) =>
  z
    .strictObject({
      enabled: z.boolean().default(false),
      delay: durationSchema.default(delay),
      templateId: idSchema('tpl').optional(),
    })
    .prefault({});

/** Everything about surveys that an administrator may change, with the shipped values (semantics, decision 4). */
export const surveySettingsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  /** Surveys about orders (F1): off until somebody wants them. */
  triggers: z
    .strictObject({ orderPlaced: triggerSchema('PT1H'), orderDelivered: triggerSchema('P3D') })
    .prefault({}),
  /** Between the resolution and the invitation; a channel without its own delay takes the general one. */
  delay: durationSchema.default('PT24H'),
  delayByChannel: z.partialRecord(channelSchema, durationSchema).default({ chat: 'PT30M' }),
  /** Nothing is sent from `from` until `to` on the customer's clock; equal times switch it off. */
  quietHours: z
    .strictObject({ from: clockTimeSchema, to: clockTimeSchema })
    .default({ from: '21:00', to: '09:00' }),
  /** The clock of customers who named none. */
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone').default('Asia/Shanghai'),
  /** Whether those who have not answered are reminded, once, and how long after the invitation. */
  reminder: z.boolean().default(true),
  reminderAfter: durationSchema.default('P3D'),
  expiresAfter: durationSchema.default('P14D'),
  /** At most one survey a customer in this time. */
  onePer: durationSchema.default('P30D'),
  /** An answer may be amended for this long after the first. */
  amendWithin: durationSchema.default('PT72H'),
  /** Share of the resolutions that are asked about, in percent; which ones is fixed by the case. */
  samplePercent: z.number().min(0).max(100).default(100),
  /** At or below these scores a follow-up is opened, due after `dueIn`. */
  lowScore: z
    .strictObject({
      csat: z.int().min(0).max(5).default(2),
      nps: z.int().min(-1).max(10).default(4),
      dueIn: durationSchema.default('PT24H'),
    })
    .prefault({}),
  /** Cases that are never asked about. */
  exclude: z
    .strictObject({
      kinds: z.array(kindSchema).max(5).default([]),
      channels: z.array(channelSchema).max(8).default([]),
      tags: tagListSchema.default(['spam', 'merged', 'test']),
    })
    .prefault({}),
});
export type SurveySettings = Readonly<z.infer<typeof surveySettingsSchema>>;

let shipped: SurveySettings | undefined;

/** The shipped settings; worked out when they are first asked for, not while functions load. */
export const shippedSurveySettings = (): SurveySettings => {
  shipped ??= surveySettingsSchema.parse({});
  return shipped;
};

/** Milliseconds of a duration that the schema has let through. */
export const spanMs = (duration: string): number => {
  const ms = parseDuration(duration);
  if (ms === undefined) throw new Error(`a setting is not a duration: ${duration}`);
  return ms;
};
