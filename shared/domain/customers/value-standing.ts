import * as z from 'zod';
import { moneySchema } from '../kernel/money.ts';
import { type Instant, instantSchema } from '../kernel/time.ts';
import { churnOf, churnSchema, type Signals } from './churn.ts';
import { lifetimeMinor, statisticsOf } from './clv.ts';
import { gradeOf, gradeSchema } from './grade.ts';
import type { ValueSettings } from './grade-settings.ts';
import { behaviourOf, behaviourSchema, stageOf, stageSchema } from './stage.ts';
import { rhythmOf } from './value-rhythm.ts';
import { spanOf } from './value-spans.ts';
import type { Tally } from './value-tally.ts';

const foundSchema = <Value extends z.ZodType>(value: Value) =>
  z.object({ value, reasons: z.array(z.string()), at: instantSchema });

/** Where a customer stands: all of it computed from the tally, what was heard of them, the settings and the time, and nothing else. */
export const standingSchema = z.object({
  /** `at` is since when it has been this value. */
  grade: foundSchema(gradeSchema),
  stage: foundSchema(stageSchema),
  behaviour: foundSchema(behaviourSchema),
  /** Net of refunds, in the organisation's currency. */
  spend: moneySchema,
  /** What they are worth in the year to come; in the same currency. */
  clv: moneySchema,
  churn: churnSchema.exactOptional(),
});
export type Standing = Readonly<z.infer<typeof standingSchema>>;

export type Known = {
  readonly tally: Tally;
  readonly signals?: Signals | undefined;
  /** The customer has said no to being profiled: nobody is graded, estimated or foretold. */
  readonly withdrawn?: boolean | undefined;
};

/** What is said of somebody who is not to be judged by what they buy. Their stage says when they bought and stays. */
const unjudged = { reasons: ['profiling=withdrawn'] } as const;

const kept = <Value extends string>(
  found: { readonly value: Value; readonly reasons: readonly string[] },
  before: { readonly value: Value; readonly at: Instant } | undefined,
  now: Instant,
) => ({
  value: found.value,
  reasons: [...found.reasons],
  at: before?.value === found.value ? before.at : now,
});

/** Where the customer stands now; `before` tells since when. */
export const standingOf = (
  { tally, signals, withdrawn = false }: Known,
  settings: ValueSettings,
  now: Instant,
  before?: Standing,
): Standing => {
  const rhythm = rhythmOf(tally);
  const { currency, grades, churn } = settings;
  const sum = tally.sums[currency] ?? { orders: 0, minor: 0 };
  const clvMinor =
    withdrawn || rhythm === undefined ? 0 : lifetimeMinor(statisticsOf(rhythm, now), sum, grades.margin);
  const stage = stageOf(rhythm, grades, now);
  const grade = withdrawn
    ? ({ value: 'ordinary', ...unjudged } as const)
    : gradeOf({ rhythm, stage, spendMinor: sum.minor, clvMinor, currency }, grades, now);
  const behaviour = withdrawn ? ({ value: 'none', ...unjudged } as const) : behaviourOf(rhythm, grades, now);
  return {
    grade: kept(grade, before?.grade, now),
    stage: kept(stage, before?.stage, now),
    behaviour: kept(behaviour, before?.behaviour, now),
    spend: { minor: sum.minor, currency },
    clv: { minor: clvMinor, currency },
    ...(withdrawn || rhythm === undefined ? {} : { churn: churnOf({ tally, rhythm, signals }, churn, now) }),
  };
};

const wordsOf = ({ grade, stage, behaviour, churn }: Standing): string =>
  [grade.value, stage.value, behaviour.value, churn?.level].join();

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Nobody is silent for longer than this without having been churned. */
const FARTHEST = 3_700 * DAY;

/**
 * The first minute after `now` in which the standing would be another though nothing happens, or `undefined` where that is later than
 * `within`. Without orders a standing only sinks, so that halving the span finds the first change.
 */
export const nextChangeAt = (
  known: Known,
  settings: ValueSettings,
  now: Instant,
  within = FARTHEST,
): Instant | undefined => {
  const words = wordsOf(standingOf(known, settings, now));
  const changedAt = (at: Instant) => wordsOf(standingOf(known, settings, at)) !== words;
  if (!changedAt(now + within)) return undefined;
  let [same, other] = [now, now + within];
  while (other - same > MINUTE) {
    const middle = Math.floor((same + other) / 2);
    if (changedAt(middle)) other = middle;
    else same = middle;
  }
  return other;
};

/** When somebody has to look at the customer again: at the next change by time alone, and while they buy every so often. */
export const reviewAtOf = (
  known: Known,
  standing: Standing,
  settings: ValueSettings,
  now: Instant,
): Instant | undefined => {
  if (standing.stage.value === 'potential') return undefined;
  if (standing.stage.value === 'churned') return nextChangeAt(known, settings, now);
  const refresh = spanOf(settings.churn.refreshAfter);
  return nextChangeAt(known, settings, now, refresh) ?? now + refresh;
};
