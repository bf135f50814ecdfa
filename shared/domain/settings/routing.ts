import * as z from 'zod';
import { gradeSchema } from '../customers/grade.ts';
import { idSchema } from '../kernel/ids.ts';
import { wantedTagSchema } from '../kernel/tag.ts';
import { channelSchema, kindSchema, prioritySchema, severitySchema } from '../tickets/values.ts';
import { languageTagSchema } from './locale.ts';
import { shopIdSchema } from './shop.ts';

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(50).optional();

/** What must hold of a new ticket: each given field lists the values that fit, and all of them must fit. */
export const routingConditionsSchema = z.strictObject({
  kind: listOf(kindSchema),
  category: listOf(z.string().min(1).max(60)),
  severity: listOf(severitySchema),
  priority: listOf(prioritySchema),
  channel: listOf(channelSchema),
  language: listOf(languageTagSchema),
  shopId: listOf(shopIdSchema),
  grade: listOf(gradeSchema),
  tag: listOf(wantedTagSchema),
});
export type RoutingConditions = Readonly<z.infer<typeof routingConditionsSchema>>;

/** One routing setting: the first that fits decides which team a new ticket goes to. */
export const routingRuleSchema = z.strictObject({
  conditions: routingConditionsSchema,
  teamId: idSchema('team'),
});
export type RoutingRule = Readonly<z.infer<typeof routingRuleSchema>>;

/** What is known of a ticket when its team is chosen. */
export type RoutingFacts = {
  readonly kind: string;
  readonly category: string;
  readonly severity: string;
  readonly priority: string;
  readonly channel: string;
  readonly language: string;
  readonly shopId: string;
  /** The customer's. */
  readonly grade?: string;
  readonly tags: readonly string[];
};

const fits = (conditions: RoutingConditions, { tags, ...facts }: RoutingFacts): boolean => {
  const { tag, ...single } = conditions;
  const known: Readonly<Record<string, string>> = facts;
  const singleFit = Object.entries(single).every(([field, values]) => {
    const value = known[field];
    return values === undefined || (value !== undefined && (values as readonly string[]).includes(value));
  });
  return singleFit && (tag === undefined || tag.some((wanted) => tags.includes(wanted)));
};

/** The team of the first routing setting that fits and whose team is there, else `otherwise` (`api.md`, Teams). */
export const routeTicket = (
  rules: readonly RoutingRule[],
  facts: RoutingFacts,
  { teams, otherwise }: { teams: ReadonlyMap<string, unknown>; otherwise: string },
): string =>
  rules.find((rule) => teams.has(rule.teamId) && fits(rule.conditions, facts))?.teamId ?? otherwise;
