import type { Priority } from '#shared/domain/tickets/values.ts';
import type { Agreement, Outcome } from './measure.ts';
import type { StepResult } from './steps.ts';

/** The figures of a replay, as `--json` writes them. */
export type Figures = Outcome & {
  readonly mapping: string;
  readonly file: string;
  /** The log's span on the system's clock, and by how many days it was moved to lie there. */
  readonly from: string;
  readonly to: string;
  readonly shiftDays: number;
  readonly tickets: number;
  readonly steps: Readonly<Record<StepResult, number>>;
  /** By how much a step came after its instant at most. */
  readonly latestSeconds: number;
  readonly scheduleRuns: number;
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly requestMs: { readonly median: number; readonly p95: number };
};

const priorities: readonly Priority[] = ['urgent', 'high', 'normal', 'low'];

/** The share of agreement, from 0 to 1; `undefined` where nothing could be compared. */
export const shareOf = (agreement: Agreement | undefined): number | undefined =>
  agreement && agreement.compared > 0 ? agreement.agreed / agreement.compared : undefined;

const percent = (share: number | undefined): string =>
  share === undefined ? '–' : `${(share * 100).toFixed(2)} %`;

const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** The figures as two tables for a terminal. */
export const renderReport = (figures: Figures): string => {
  const { steps, escalations, agreement } = figures;
  const general = columns([
    ['tickets', String(figures.tickets)],
    ['steps taken', String(steps.done)],
    ['steps not needed', String(steps.unneeded)],
    ['steps refused', String(steps.refused)],
    ['events on timelines', String(figures.events)],
    ['warnings', String(figures.warnings)],
    ['breaches', String(figures.breaches)],
    ['escalations to level 1', String(escalations.level1)],
    ['escalations to level 2', String(escalations.level2)],
    ['runs of schedules', String(figures.scheduleRuns)],
    ['latest step', `${figures.latestSeconds.toFixed(1)} s`],
    ['run time', `${figures.seconds.toFixed(1)} s`],
    ['requests', String(figures.requests)],
    ['requests per second', figures.requestsPerSecond.toFixed(1)],
    ['request, median', `${figures.requestMs.median.toFixed(1)} ms`],
    ['request, 95 of 100', `${figures.requestMs.p95.toFixed(1)} ms`],
  ]);
  const compared = priorities.flatMap((priority) => {
    const found = agreement[priority];
    if (!found) return [];
    return [
      [
        priority,
        String(found.compared),
        String(found.breachedHere),
        String(found.breachedThere),
        percent(shareOf(found)),
      ],
    ];
  });
  const heading = ['priority', 'compared', 'breached here', 'in the source', 'agreement'];
  const verdicts =
    compared.length === 0 ? 'The source gives no verdicts to compare with.' : columns([heading, ...compared]);
  return `${figures.mapping}: ${figures.from} to ${figures.to}\n\n${general}\n\n${verdicts}`;
};

/** The value below which that share of the values lies; 0 of nothing. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};
