import * as z from 'zod';
import { durationSchema, parseDuration } from '../kernel/duration.ts';
import { idSchema } from '../kernel/ids.ts';
import { instantSchema } from '../kernel/time.ts';
import {
  type Channel,
  channelSchema,
  type Kind,
  kindSchema,
  type Priority,
  prioritySchema,
  type Severity,
  severitySchema,
} from '../tickets/values.ts';
import { calendarDefinitionSchema } from './calendar-definition.ts';
import { type SlaTarget, slaTargets, type WaitingStatus, waitingStatusSchema } from './values.ts';

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(50).readonly().optional();
const wordSchema = z.string().min(1).max(80);

/** When a policy applies: every list that is given must hold the ticket's value. Without any list it applies to all. */
export const conditionsSchema = z.strictObject({
  kind: listOf(kindSchema),
  category: listOf(wordSchema),
  severity: listOf(severitySchema),
  priority: listOf(prioritySchema),
  channel: listOf(channelSchema),
  grade: listOf(z.enum(['vip', 'important', 'ordinary', 'churned'])),
  teamId: listOf(wordSchema),
  shopId: listOf(wordSchema),
});
export type Conditions = Readonly<z.infer<typeof conditionsSchema>>;

const targetSchema = z.strictObject({
  duration: durationSchema,
  pausedIn: z.array(waitingStatusSchema).max(2).readonly().optional(),
});
export type TargetDefinition = Readonly<z.infer<typeof targetSchema>>;

/** What is promised, by target. Without `pausedIn` a clock pauses in `pending` and `onHold`, but `firstResponse` never. */
export const targetsSchema = z.strictObject({
  firstResponse: targetSchema.optional(),
  nextResponse: targetSchema.optional(),
  initialHandling: targetSchema.optional(),
  resolution: targetSchema.optional(),
});

/** The parts of a policy that an administrator writes (`api.md`, The main requests). */
export const policyFields = {
  name: wordSchema,
  /** Policies are asked in this order, lowest first; no two have the same. */
  position: z.int().min(0).max(1_000_000),
  conditions: conditionsSchema,
  calendarId: idSchema('cal'),
  targets: targetsSchema,
};

/** A policy as it is written down, all of it. */
export const writtenPolicySchema = z.strictObject(policyFields);

/** What every version of something that an administrator wrote has. Shipped ones have no author. */
const authored = {
  createdAt: instantSchema.exactOptional(),
  updatedAt: instantSchema.exactOptional(),
  updatedBy: z.string().exactOptional(),
  /** The last version of what was deleted: no new ticket gets it. */
  archived: z.literal(true).exactOptional(),
};

/** One immutable version of a policy. */
export const policyVersionSchema = z.object({
  ...policyFields,
  ...authored,
  policyId: z.string(),
  version: z.int().positive(),
  /** The calendar's version to measure with; without it the newest. */
  calendarVersion: z.int().positive().optional(),
});
export type PolicyVersion = Readonly<z.infer<typeof policyVersionSchema>>;

/** One immutable version of a calendar. */
export const calendarVersionSchema = z.object({
  calendarId: z.string(),
  version: z.int().positive(),
  name: z.string(),
  definition: calendarDefinitionSchema,
  ...authored,
});
export type CalendarVersion = Readonly<z.infer<typeof calendarVersionSchema>>;

/** What policies choose by (D1). */
export type PolicyFacts = {
  readonly kind: Kind;
  readonly category?: string | undefined;
  readonly severity: Severity;
  readonly priority: Priority;
  readonly channel: Channel;
  readonly grade?: string | undefined;
  readonly teamId?: string | undefined;
  readonly shopId?: string | undefined;
};

const holds = (conditions: Conditions, facts: PolicyFacts): boolean =>
  Object.entries(conditions).every(([name, allowed]) => {
    const value = facts[name as keyof PolicyFacts];
    return allowed === undefined || (value !== undefined && (allowed as readonly string[]).includes(value));
  });

/** The first policy that isn't archived, lowest position first, whose conditions all hold. Two of one position are told apart by their id. */
export const choosePolicy = (
  policies: readonly PolicyVersion[],
  facts: PolicyFacts,
): PolicyVersion | undefined =>
  policies
    .filter(({ conditions, archived }) => !archived && holds(conditions, facts))
    .sort((a, b) => a.position - b.position || (a.policyId < b.policyId ? -1 : 1))[0];

/** A policy that applies to every ticket. */
export const isFallback = ({ conditions }: Pick<PolicyVersion, 'conditions'>): boolean =>
  Object.values(conditions).every((allowed) => allowed === undefined);

/** The statuses in which a target pauses: those it names, else none for `firstResponse` and both for the others (decision 1). */
export const pausedInOf = (target: SlaTarget, { pausedIn }: TargetDefinition): readonly WaitingStatus[] =>
  pausedIn ?? (target === 'firstResponse' ? [] : waitingStatusSchema.options);

/** A target as clocks need it: its length in milliseconds and the statuses in which it waits. */
export type TargetPromise = { readonly ms: number; readonly pausedIn: readonly WaitingStatus[] };

/** The promises of a policy, with the defaults filled in. */
export const promisesOf = ({
  targets,
}: Pick<PolicyVersion, 'targets'>): Partial<Record<SlaTarget, TargetPromise>> =>
  Object.fromEntries(
    slaTargets.flatMap((target) => {
      const given = targets[target];
      const ms = given && parseDuration(given.duration);
      return ms ? [[target, { ms, pausedIn: pausedInOf(target, given) }]] : [];
    }),
  );
