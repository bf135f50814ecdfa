import { type Operation, operations } from './document.ts';
import { late } from './guard.ts';
import { chosenStrings } from './naughty.ts';
import type { Finding } from './report.ts';
import type { Rig } from './rig.ts';
import { isAsked } from './run.ts';
import { type StringsLine, stringsOf } from './string-rounds.ts';

export type StringsOptions = {
  /** How many of the strings, evenly chosen among all, or which. */
  readonly strings: number | readonly string[];
  readonly only?: string | undefined;
  /** Operations that need no run, by their names. */
  readonly isDone?: (operation: string) => boolean;
  /** How many operations are given strings at once; those of one context follow each other, since they share names, and so do those that make cases. */
  readonly width?: number;
  readonly tell?: (line: StringsLine) => void;
};
export type StringsReport = {
  readonly lines: readonly StringsLine[];
  readonly fields: number;
  readonly stored: number;
  readonly refused: number;
  readonly findings: readonly Finding[];
  readonly seconds: number;
};

/** What several operations say together. */
export const sumOf = (lines: readonly StringsLine[]): Omit<StringsReport, 'seconds'> => {
  const sum = (of: (line: StringsLine) => number): number =>
    lines.reduce((total, line) => total + of(line), 0);
  return {
    lines,
    fields: sum(({ fields }) => fields.length),
    stored: sum(({ stored }) => stored),
    refused: sum(({ refused }) => refused),
    findings: lines.flatMap(({ findings }) => findings),
  };
};

/** Contexts whose operations write what every function keeps in memory: one after the other, or they would keep each other waiting. */
const configuring = ['people', 'settings', 'sla', 'surveys', 'webhooks'];
const laneOf = (operation: Operation): string => {
  const [context = ''] = operation.name.split('/');
  if (configuring.includes(context)) return 'configuration';
  return ['public', 'tickets'].includes(context) ? 'cases' : context;
};

/** Gives every string to every field for text of every operation: it comes back as it was sent, composed, or it is refused. */
export const stringsAll = async (options: StringsOptions, rig: Rig): Promise<StringsReport> => {
  const began = performance.now();
  const { only, isDone, width = 3, tell } = options;
  const strings = chosenStrings(options.strings);
  const lines: StringsLine[] = [];
  const chosen = operations.filter(
    ({ name, body }) => body && isAsked(name, only) && isDone?.(name) !== true,
  );
  const follow = async (some: readonly Operation[]): Promise<void> => {
    for (const operation of some) {
      const line = await stringsOf(operation, strings, rig);
      if (!line) continue;
      lines.push(line);
      tell?.(line);
    }
  };
  const [early = [], atLast = []] = [false, true].map((isLate) =>
    chosen.filter((operation) => late(operation) > 0 === isLate).toSorted((a, b) => late(a) - late(b)),
  );
  const lanes = [...Map.groupBy(early, laneOf).values()].toSorted((a, b) => b.length - a.length);
  const next = lanes.values();
  const work = async (): Promise<void> => {
    for (const lane of next) await follow(lane);
  };
  await Promise.all(Array.from({ length: width }, work));
  await follow(atLast);
  return { ...sumOf(lines), seconds: Math.round((performance.now() - began) / 1000) };
};
