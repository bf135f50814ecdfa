import type { Counts } from './counters.ts';
import { type Dimension, dimensions } from './values.ts';

/** The 95 % quantile of the normal distribution, two-sided. */
const Z95 = 1.959963984540054;

/** The 95 % Wilson score interval of a share (Wilson 1927): honest also for few answers and for shares of 0 and 1. */
export const wilson = (hits: number, n: number): { low: number; high: number } => {
  const p = hits / n;
  const z2 = Z95 * Z95;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return {
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === n ? 1 : Math.min(1, centre + half),
  };
};

/** Net promoter score, −100 to 100 with one decimal; halves are rounded away from nought on both sides. */
export const npsScore = ({
  promoters,
  passives,
  detractors,
}: {
  promoters: number;
  passives: number;
  detractors: number;
}): number => {
  const tenths = ((promoters - detractors) * 1000) / (promoters + passives + detractors);
  return (Math.sign(tenths) * Math.round(Math.abs(tenths))) / 10;
};

/** The scores of one group (`api.md`, Survey scores). `null` where nobody answered that question. */
export type ScoreGroup = {
  readonly key: string;
  readonly n: number;
  readonly delivered: number;
  /** Share of the surveys delivered in the period that were answered, whenever the answer came. */
  readonly responseRate: number | null;
  readonly csat: {
    readonly share: number;
    readonly mean: number;
    readonly low: number;
    readonly high: number;
  } | null;
  readonly nps: {
    readonly score: number;
    readonly promoters: number;
    readonly passives: number;
    readonly detractors: number;
  } | null;
  readonly csi: Readonly<Partial<Record<Dimension, { readonly mean: number; readonly n: number }>>>;
};

const stars = [1, 2, 3, 4, 5] as const;

/** Scores from counters. Shares and means are exact quotients, not rounded; the NPS has one decimal. */
export const scoresOf = (key: string, counts: Counts): ScoreGroup => {
  const of = (name: string): number => counts[name] ?? 0;
  const n = stars.reduce((sum, star) => sum + of(`csat${star}`), 0);
  const delivered = of('delivered');
  return {
    key,
    n,
    delivered,
    responseRate: delivered === 0 ? null : of('returned') / delivered,
    csat: n === 0 ? null : csatOf(of, n),
    nps: npsOf(of),
    csi: csiOf(of),
  };
};

const csatOf = (of: (name: string) => number, n: number) => {
  const satisfied = of('csat4') + of('csat5');
  const mean = stars.reduce((sum, star) => sum + star * of(`csat${star}`), 0) / n;
  return { share: satisfied / n, mean, ...wilson(satisfied, n) };
};

const npsOf = (of: (name: string) => number) => {
  const [promoters, passives, detractors] = [of('promoters'), of('passives'), of('detractors')];
  if (promoters + passives + detractors === 0) return null;
  return { score: npsScore({ promoters, passives, detractors }), promoters, passives, detractors };
};

const csiOf = (of: (name: string) => number): ScoreGroup['csi'] =>
  Object.fromEntries(
    dimensions
      .filter((name) => of(`n.${name}`) > 0)
      .map((name) => [name, { mean: of(`sum.${name}`) / of(`n.${name}`), n: of(`n.${name}`) }]),
  );
