import * as z from 'zod';
import { type Instant, instantSchema } from '../kernel/time.ts';
import { activeChance, statisticsOf } from './clv.ts';
import type { ChurnSettings } from './grade-settings.ts';
import { type Rhythm, silenceOf, usualGap } from './value-rhythm.ts';
import { inDays, spanOf } from './value-spans.ts';
import type { Tally } from './value-tally.ts';

export const churnLevelSchema = z.enum(['low', 'medium', 'high']);

/** The risk that a customer orders nothing in the time to come, from 0 to 1, and why (R2). */
export const churnSchema = z.object({
  risk: z.number().min(0).max(1),
  level: churnLevelSchema,
  /** Short comparisons such as `silence=P45D`, `complaints=1`. */
  reasons: z.array(z.string()),
  at: instantSchema,
});
export type Churn = Readonly<z.infer<typeof churnSchema>>;

/** What has been heard of a customer lately: complaints, and survey scores from 1 to 5. */
export const signalsSchema = z.object({
  complaints: z.int().nonnegative(),
  scores: z.object({ count: z.int().nonnegative(), sum: z.number() }),
  at: instantSchema,
});
export type Signals = Readonly<z.infer<typeof signalsSchema>>;

const DAY = 86_400_000;

/** One finding: how far it shifts the odds of leaving. A weight of 1 doubles them, one of -1 halves them. */
type Finding = { readonly reason: string; readonly weight: number };

/**
 * The weights are judgements in doublings of the odds, not fitted to any data: a complaint is the strongest thing a customer says and
 * counts twice at most; satisfaction counts one way and the other; what is returned, and a rhythm that slows down, count one doubling.
 */
const complaintsFinding = ({ complaints }: Pick<Signals, 'complaints'>): readonly Finding[] =>
  complaints === 0 ? [] : [{ reason: `complaints=${complaints}`, weight: complaints === 1 ? 2 : 3 }];

const scoresFinding = ({ scores: { count, sum } }: Pick<Signals, 'scores'>): readonly Finding[] => {
  if (count === 0) return [];
  const mean = sum / count;
  if (mean <= 2.5) return [{ reason: 'satisfaction<=2.5', weight: 1 }];
  return mean >= 4.5 ? [{ reason: 'satisfaction>=4.5', weight: -0.5 }] : [];
};

const returnsFinding = ({
  purchases,
  returned,
}: Pick<Tally, 'purchases' | 'returned'>): readonly Finding[] =>
  returned > 0 && returned >= (purchases + returned) / 4 ? [{ reason: 'returned>=25%', weight: 1 }] : [];

/** Among the last eight gaps the newer half is at least half as long again as the older. */
const slowingFinding = ({ starts }: Pick<Rhythm, 'starts'>): readonly Finding[] => {
  const gaps = starts.slice(1).map((at, n) => at - (starts[n] ?? at));
  const last = gaps.slice(-8);
  if (last.length < 4) return [];
  const half = last.length >> 1;
  const mean = (list: readonly number[]) => list.reduce((sum, gap) => sum + gap, 0) / list.length;
  const slower = mean(last.slice(-half)) >= 1.5 * mean(last.slice(0, half));
  return slower ? [{ reason: 'gaps>=150%', weight: 0.5 }] : [];
};

const rhythmReasons = (rhythm: Rhythm, now: Instant): readonly string[] => {
  const gap = usualGap(rhythm);
  return [
    `silence=P${Math.floor(silenceOf(rhythm, now) / DAY)}D`,
    ...(gap === undefined ? ['purchases=1'] : [`usualGap=${inDays(gap)}`]),
  ];
};

/** The risk before anything but orders is known: that of no order within the horizon, by the model of `clv.ts`. */
export const silentRisk = (
  rhythm: Rhythm,
  { horizon }: Pick<ChurnSettings, 'horizon'>,
  now: Instant,
): number => 1 - activeChance(statisticsOf(rhythm, now), spanOf(horizon) / DAY);

/** The risk after findings: each shifts the odds by its weight in doublings. */
export const shiftedRisk = (risk: number, weights: readonly number[]): number => {
  const doublings = weights.reduce((sum, weight) => sum + weight, 0);
  const odds = 2 ** doublings * (risk / Math.max(1 - risk, 1e-9));
  return odds / (1 + odds);
};

/** What a customer who has ordered says and does beyond their silence. */
export const findingsOf = (
  tally: Tally,
  rhythm: Pick<Rhythm, 'starts'>,
  signals: Signals | undefined,
): readonly Finding[] => [
  ...(signals === undefined ? [] : [...complaintsFinding(signals), ...scoresFinding(signals)]),
  ...returnsFinding(tally),
  ...slowingFinding(rhythm),
];

/** The risk that a customer leaves, its level and reasons; the older the silence against their own rhythm, the higher. */
export const churnOf = (
  { tally, rhythm, signals }: { tally: Tally; rhythm: Rhythm; signals: Signals | undefined },
  settings: ChurnSettings,
  now: Instant,
): Churn => {
  const findings = findingsOf(tally, rhythm, signals);
  const exact = shiftedRisk(
    silentRisk(rhythm, settings, now),
    findings.map(({ weight }) => weight),
  );
  const risk = Math.round(exact * 100) / 100;
  return {
    risk,
    level: risk >= settings.high ? 'high' : risk >= settings.medium ? 'medium' : 'low',
    reasons: [...rhythmReasons(rhythm, now), ...findings.map(({ reason }) => reason)],
    at: now,
  };
};
