import { type Disturbance, disturbances } from './play.ts';
import type { HandlerReport, Point } from './points.ts';

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

/** The words in which a line differs from the one that is most like it, with its beginning. */
const pointed = (line: string, others: readonly string[]): string => {
  const start = line.slice(0, 60);
  const [kind = '', ...words] = line.split(' ').slice(line.startsWith('missing') ? 0 : 1);
  const twin = others.find(
    (other) =>
      other !== line &&
      other
        .split(' ')
        .slice(-40)
        .some((word) => words.includes(word)) &&
      alike(other, line),
  );
  if (twin === undefined) return line.slice(0, 200);
  const known = new Set(twin.split(' '));
  return `${start}… ${kind} ${words
    .filter((word) => !known.has(word))
    .join(' ')
    .slice(0, 200)}`;
};
const alike = (a: string, b: string): boolean => keyIn(a) === keyIn(b) && a.slice(0, 7) !== b.slice(0, 7);
const keyIn = (line: string): string =>
  line
    .replace(/^(?:missing|too much) /, '')
    .split(' ')
    .slice(0, 3)
    .join(' ');

/** What does not hold, a few lines a point; what was told of a point before is not told again. */
export const brokenLines = ({ points }: HandlerReport): readonly string[] => {
  const told = new Set<string>();
  return points
    .filter((point) => !isHeld(point))
    .flatMap(({ disturbance, n, call, broken }) => {
      const lines = broken.map((line) => pointed(line, broken)).filter((line) => !told.has(line));
      for (const line of lines) told.add(line);
      return [
        `  ${disturbance} call ${n} (${call}): ${broken.length}`,
        ...lines.slice(0, 6).map((line) => `    ${line}`),
      ];
    });
};

/** `90 handlers: crash points 412 of 412, …` */
export const summary = (reports: readonly HandlerReport[]): string => {
  const points = reports.flatMap((report) => report.points);
  const crashes = points.filter(({ disturbance }) => disturbance.startsWith('killed'));
  const frozen = points.filter(({ disturbance }) => disturbance === 'frozen');
  const others = points.filter((point) => !crashes.includes(point) && !frozen.includes(point));
  const of = (all: readonly Point[]): string => `${all.filter(isHeld).length} of ${all.length}`;
  return `${reports.length} handlers: crash points ${of(crashes)}, calls unheard, repeated or refused ${of(others)}, frozen workers ${of(frozen)}`;
};
