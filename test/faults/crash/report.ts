import { type Disturbance, disturbances, type HandlerReport, type Point } from './points.ts';

export const isHeld = ({ broken }: Point): boolean => broken.length === 0;

const heldOf = (points: readonly Point[]): string => `${points.filter(isHeld).length}/${points.length}`;

const columns = [32, 5, 13, 13, 11, 13, 9, 9, 9, 5] as const;
const row = (cells: readonly string[]): string =>
  cells.map((cell, n) => (n === 0 ? cell.padEnd(columns[n] ?? 0) : cell.padStart(columns[n] ?? 0))).join(' ');

const inWay = ({ points }: HandlerReport, way: Disturbance): readonly Point[] =>
  points.filter(({ disturbance }) => disturbance === way);

/** `handler  calls  killed before  killed after  reply lost  busy  seconds`, each as held/points. */
export const headline = (): string => row(['handler', 'calls', ...disturbances, 's']);

export const lineOf = (report: HandlerReport): string =>
  row([
    report.handler,
    String(report.calls.length),
    ...disturbances.map((way) => heldOf(inWay(report, way))),
    report.seconds.toFixed(0),
  ]);

const shortened = (text: string): string => (text.length > 220 ? `${text.slice(0, 220)}…` : text);

/** What does not hold, a few lines a point. */
export const brokenLines = ({ points }: HandlerReport): readonly string[] =>
  points
    .filter((point) => !isHeld(point))
    .flatMap(({ disturbance, n, call, broken }) => [
      `  ${disturbance} call ${n} (${call})`,
      ...broken.slice(0, 8).map((line) => `    ${shortened(line)}`),
    ]);

/** `90 handlers: crash points 412 of 412, …` */
export const summary = (reports: readonly HandlerReport[]): string => {
  const points = reports.flatMap((report) => report.points);
  const crashes = points.filter(({ disturbance }) => disturbance.startsWith('killed'));
  const frozen = points.filter(({ disturbance }) => disturbance === 'frozen');
  const others = points.filter((point) => !crashes.includes(point) && !frozen.includes(point));
  const of = (all: readonly Point[]): string => `${all.filter(isHeld).length} of ${all.length}`;
  return `${reports.length} handlers: crash points ${of(crashes)}, calls unheard, repeated or refused ${of(others)}, frozen workers ${of(frozen)}`;
};
