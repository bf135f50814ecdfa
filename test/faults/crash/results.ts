import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { type Disturbance, disturbances } from './play.ts';
import type { WayReport } from './points.ts';
import { isHeld } from './report.ts';

/** What was played, one handler in one way a line, the newest last: several runs may write into one file, and a run that was cut off goes on. */

const pointSchema = z.object({
  handler: z.string(),
  disturbance: z.enum(disturbances),
  n: z.number(),
  call: z.string(),
  broken: z.array(z.string()),
});
const lineSchema = z.object({
  handler: z.string(),
  disturbance: z.enum(disturbances),
  calls: z.array(z.string()),
  points: z.array(pointSchema),
  seconds: z.number(),
});

export const noteResult = (file: string, report: WayReport): void =>
  appendFileSync(file, `\n${JSON.stringify(report)}`);

/** A line that a death has cut off says nothing. */
const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** The newest of each handler and way. */
export const knownResults = (file: string): readonly WayReport[] => {
  if (!existsSync(file)) return [];
  const newest = new Map<string, WayReport>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const { data: report } = lineSchema.safeParse(parsed(line));
    if (report) newest.set(`${report.handler} ${report.disturbance}`, report);
  }
  return [...newest.values()];
};

/** What of these ways is still to be played of a handler. */
export const waysLeft = (
  known: readonly WayReport[],
  handler: string,
  ways: readonly Disturbance[],
): readonly Disturbance[] => {
  const done = new Set(
    known
      .filter((one) => one.handler === handler && one.points.every(isHeld))
      .map(({ disturbance }) => disturbance),
  );
  return ways.filter((way) => !done.has(way));
};

/** A line for each way: how many points held of how many, in how many handlers, and how many of all handlers were played in it. */
export const wayTable = (known: readonly WayReport[], handlers: number): readonly string[] =>
  disturbances.map((way) => {
    const reports = known.filter(({ disturbance }) => disturbance === way);
    const points = reports.flatMap((report) => report.points);
    return `${way}: ${points.filter(isHeld).length} of ${points.length} held, ${reports.length} of ${handlers} handlers played`;
  });
