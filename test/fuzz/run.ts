import { lookBehind } from './behind.ts';
import { type Operation, operations } from './document.ts';
import { late } from './guard.ts';
import { fuzzOperation, type Tried } from './one-operation.ts';
import { type Finding, findingOf, type Line } from './report.ts';
import type { Rig } from './rig.ts';
import { unchanged } from './unchanged.ts';

export type FuzzOptions = {
  readonly seed: number;
  /** Requests of each operation. */
  readonly cases: number;
  /** Only operations whose name begins with one of these, divided by commas. */
  readonly only?: string | undefined;
  /** Operations that need no run, by their names. */
  readonly isDone?: (operation: string) => boolean;
  /** How many requests are under way at once. */
  readonly width?: number;
  /** How many refusals of each operation are sent again to see that they leave nothing behind. */
  readonly kept?: number;
  /** After so many operations the refusals are sent again; all operations where it isn't said. */
  readonly chunk?: number;
  readonly tell?: (line: Line) => void;
};
export type FuzzReport = {
  readonly lines: readonly Line[];
  readonly cases: number;
  readonly findings: readonly Finding[];
  readonly seconds: number;
  readonly repeated: number;
};

/** Whether a name begins with one of those that were asked for. */
export const isAsked = (name: string, only = ''): boolean =>
  only.split(',').some((one) => name.startsWith(one));

const chunksOf = (all: readonly Operation[], size: number): Operation[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

type Behind = Awaited<ReturnType<ReturnType<typeof lookBehind>>>;

/** What broke behind the answers of one operation; what was given up may be of any operation that was tried beside it. */
const behindIts = ({ line, byCanary }: Tried, { givenUp, inLogs }: Behind, address: string): Finding[] => [
  ...givenUp.map((failure) => ({ ...failure, operation: line.operation, label: '', curl: '' })),
  ...[...inLogs].flatMap(([word, failure]) => {
    const draft = byCanary.get(word);
    return draft ? [findingOf(draft, failure, address)] : [];
  }),
];

const fuzzChunk = async (
  chunk: readonly Operation[],
  options: FuzzOptions,
  rig: Rig,
  look: () => Promise<Behind>,
): Promise<Line[]> => {
  const tried: Tried[] = [];
  for (const operation of chunk) tried.push(await fuzzOperation(operation, options, rig));
  const behind = await look();
  const left = await unchanged(
    tried.flatMap(({ refusedOnes }) => refusedOnes),
    rig,
  );
  const lines = tried.map((one) => ({
    ...one.line,
    repeated: one.refusedOnes.length,
    findings: [
      ...one.line.findings,
      ...behindIts(one, behind, rig.journey.stack.address),
      ...left.filter(({ operation }) => operation === one.line.operation),
    ],
  }));
  for (const line of lines) options.tell?.(line);
  return lines;
};

/** Sends every operation so many requests, made by its own description, and checks each answer. */
export const fuzzAll = async (options: FuzzOptions, rig: Rig): Promise<FuzzReport> => {
  const began = performance.now();
  const { only, isDone, chunk } = options;
  const chosen = operations
    .filter(({ name }) => isAsked(name, only) && isDone?.(name) !== true)
    .toSorted((a, b) => late(a) - late(b));
  const look = lookBehind(rig.journey);
  const lines: Line[] = [];
  for (const part of chunksOf(chosen, chunk ?? operations.length))
    lines.push(...(await fuzzChunk(part, options, rig, look)));
  return {
    lines,
    cases: lines.length * options.cases,
    findings: lines.flatMap(({ findings }) => findings),
    seconds: Math.round((performance.now() - began) / 1000),
    repeated: lines.reduce((sum, { repeated }) => sum + repeated, 0),
  };
};
