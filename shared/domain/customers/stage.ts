import * as z from 'zod';
import type { Instant } from '../kernel/time.ts';
import type { GradeSettings } from './grade-settings.ts';
import { daysSince, type Rhythm, silenceOf, usualGap } from './value-rhythm.ts';
import { daysWithin, inDays, spanOf } from './value-spans.ts';

export const stageSchema = z.enum(['potential', 'new', 'active', 'churned', 'returning']);
export type Stage = z.infer<typeof stageSchema>;
export const behaviourSchema = z.enum(['frequent', 'occasional', 'none']);
export type Behaviour = z.infer<typeof behaviourSchema>;

/** A finding and why, as short comparisons such as `silence>P180D`. */
export type Found<Value> = { readonly value: Value; readonly reasons: readonly string[] };

/** How long this customer may order nothing before they count as churned, in whole days, as milliseconds. */
export const silenceAllowed = (
  gap: number | undefined,
  { silence }: Pick<GradeSettings, 'silence'>,
): number => {
  if (gap === undefined) return spanOf(silence.single);
  const own = gap * silence.gaps;
  return daysWithin(own, spanOf(silence.atLeast), spanOf(silence.atMost));
};

/** The newest purchase that ended a silence after which the customer counted as churned. */
const lastReturn = (
  { starts }: Rhythm,
  settings: Pick<GradeSettings, 'silence'>,
): { at: Instant; allowed: number } | undefined => {
  let found: { at: Instant; allowed: number } | undefined;
  for (let n = 1; n < starts.length; n++) {
    const [first = 0, before = 0, at = 0] = [starts[0], starts[n - 1], starts[n]];
    const allowed = silenceAllowed(n < 2 ? undefined : (before - first) / (n - 1), settings);
    if (at - before > allowed) found = { at, allowed };
  }
  return found;
};

/** Where in their life with the shop a customer is (C5). */
export const stageOf = (rhythm: Rhythm | undefined, settings: GradeSettings, now: Instant): Found<Stage> => {
  if (rhythm === undefined) return { value: 'potential', reasons: ['orders=0'] };
  const allowed = silenceAllowed(usualGap(rhythm), settings);
  if (silenceOf(rhythm, now) > allowed) return { value: 'churned', reasons: [`silence>${inDays(allowed)}`] };
  const back = lastReturn(rhythm, settings);
  if (back !== undefined && now - back.at <= spanOf(settings.returningFor)) {
    return {
      value: 'returning',
      reasons: [`gap>${inDays(back.allowed)}`, `sinceReturn<=${settings.returningFor}`],
    };
  }
  if (now - rhythm.firstAt <= spanOf(settings.newFor))
    return { value: 'new', reasons: [`sinceFirstOrder<=${settings.newFor}`] };
  return { value: 'active', reasons: [`silence<=${inDays(allowed)}`] };
};

/** How a customer buys (C5). */
export const behaviourOf = (
  rhythm: Rhythm | undefined,
  { behaviour }: GradeSettings,
  now: Instant,
): Found<Behaviour> => {
  const { frequent, occasionalWithin } = behaviour;
  if (rhythm === undefined) return { value: 'none', reasons: ['orders=0'] };
  if (daysSince(rhythm, now - spanOf(frequent.within)) >= frequent.purchases)
    return { value: 'frequent', reasons: [`purchases>=${frequent.purchases}/${frequent.within}`] };
  return silenceOf(rhythm, now) <= spanOf(occasionalWithin)
    ? { value: 'occasional', reasons: [`silence<=${occasionalWithin}`] }
    : { value: 'none', reasons: [`silence>${occasionalWithin}`] };
};
