import { type MissReason, missReasonSchema } from './attainment.ts';
import { type SlaTarget, slaTargets } from './values.ts';

export type AttainmentGroupBy = 'policy' | 'team' | 'agent' | 'kind' | 'day' | 'month';

/** One counter: `<teamId>` or `<teamId>|<policy, agent or kind>`, the UTC hour or day it is about, and its sums. */
export type AttainmentRow = {
  readonly key: string;
  readonly hour: string;
  readonly counts: Readonly<Record<string, number>>;
};

type Figures = { met: number; missed: number; share: number | null };
export type AttainmentGroup = Figures & {
  key: string;
  targets: Partial<Record<SlaTarget, Figures>>;
  reasons: Partial<Record<MissReason, number>>;
};

const groupOf = ({ key, hour }: AttainmentRow, groupBy: AttainmentGroupBy): string => {
  const [teamId = '', within = ''] = key.split('|');
  if (groupBy === 'team') return teamId;
  if (groupBy === 'day') return hour.slice(0, 10);
  return groupBy === 'month' ? hour.slice(0, 7) : within;
};

const figuresOf = (met: number, missed: number): Figures => ({
  met,
  missed,
  share: met + missed === 0 ? null : Math.round((met / (met + missed)) * 10_000) / 10_000,
});

const sum = (rows: readonly AttainmentRow[], name: string): number =>
  rows.reduce((total, { counts }) => total + (counts[name] ?? 0), 0);

/** Attainment of each group, by key: the share of decided promises that were kept, from 0 to 1, with four decimals. Days and months are those of UTC. */
export const attainmentGroups = (
  rows: readonly AttainmentRow[],
  groupBy: AttainmentGroupBy,
  teams: ReadonlySet<string> | undefined,
): AttainmentGroup[] => {
  const seen = rows.filter(({ key }) => teams === undefined || teams.has(key.split('|')[0] ?? ''));
  return [...Map.groupBy(seen, (row) => groupOf(row, groupBy))]
    .map(([key, members]) => groupFigures(key, members))
    .filter(({ met, missed }) => met + missed > 0)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
};

const groupFigures = (key: string, rows: readonly AttainmentRow[]): AttainmentGroup => {
  const targets: AttainmentGroup['targets'] = {};
  for (const target of slaTargets) {
    const figures = figuresOf(sum(rows, `${target}.met`), sum(rows, `${target}.missed`));
    if (figures.share !== null) targets[target] = figures;
  }
  const reasons: AttainmentGroup['reasons'] = {};
  for (const reason of missReasonSchema.options) {
    const n = sum(rows, `reason.${reason}`);
    if (n > 0) reasons[reason] = n;
  }
  const all = Object.values(targets);
  const [met, missed] = [
    all.reduce((n, each) => n + each.met, 0),
    all.reduce((n, each) => n + each.missed, 0),
  ];
  return { key, ...figuresOf(met, missed), targets, reasons };
};
