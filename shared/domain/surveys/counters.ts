import type { Answer } from './answer.ts';
import { dimensions } from './values.ts';

/** What a group of surveys adds up to, by name; every counter can be added and taken away, so amendments keep it exact. */
export type Counts = Readonly<Record<string, number>>;

/** Adds counters; what comes to nothing is left out. */
export const addCounts = (...all: readonly Counts[]): Counts => {
  const sum: Record<string, number> = {};
  for (const counts of all) for (const [name, n] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + n;
  return Object.fromEntries(Object.entries(sum).filter(([, n]) => n !== 0));
};

const negative = (counts: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, -n]));

const npsClass = (nps: number): string => (nps >= 9 ? 'promoters' : nps >= 7 ? 'passives' : 'detractors');

/** One answer as counters: `csat1`…`csat5`, promoters, passives, detractors, and sum and number for each dimension. */
export const countsOf = (answer: Answer): Counts => {
  const rated = dimensions.flatMap((name): [string, number][] => {
    const stars = answer.dimensions[name];
    return stars === undefined
      ? []
      : [
          [`sum.${name}`, stars],
          [`n.${name}`, 1],
        ];
  });
  const likelihood: [string, number][] = answer.nps === undefined ? [] : [[npsClass(answer.nps), 1]];
  return Object.fromEntries([[`csat${answer.csat}`, 1], ...likelihood, ...rated]);
};

/** What an answer changes in the sums, an amendment taking away what it replaces. */
export const changeOf = (answer: Answer, previous: Answer | undefined): Counts =>
  previous === undefined ? countsOf(answer) : addCounts(countsOf(answer), negative(countsOf(previous)));
