import type { Failure } from './checks.ts';
import type { Draft } from './draft.ts';
import { curlOf } from './wire.ts';

/** One promise broken by one request, with the line that repeats it. */
export type Finding = Failure & { readonly operation: string; readonly label: string; readonly curl: string };

/** What was done to one operation, and what came of it. */
export type Line = {
  readonly operation: string;
  readonly cases: number;
  readonly accepted: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Of what fits the document, how many were refused by a rule that no schema tells. */
  readonly byRule: number;
  readonly slowest: number;
  /** Refusals that were sent again to see that they leave nothing behind. */
  readonly repeated: number;
  readonly seconds: number;
  readonly findings: readonly Finding[];
};

export const findingOf = (draft: Draft, failure: Failure, address: string): Finding => ({
  ...failure,
  operation: draft.operation.name,
  label: draft.label,
  curl: curlOf(draft, address),
});

/** One line for people. */
export const lineText = (line: Line): string => {
  const { operation, cases, accepted, statuses, byRule, slowest, repeated, seconds, findings } = line;
  const each = Object.entries(statuses)
    .map(([status, n]) => `${status}×${n}`)
    .join(' ');
  const result = findings.length === 0 ? 'ok' : `${findings.length} FAILED`;
  return `${operation}: ${cases} cases, ${accepted} let through, ${byRule} refused by a rule, ${repeated} repeated, slowest ${Math.round(slowest)} ms, ${seconds} s, ${result}  [${each}]`;
};

/** What all lines say together. */
export const totalText = (lines: readonly Line[]): string => {
  const sum = (of: (line: Line) => number): number => lines.reduce((total, line) => total + of(line), 0);
  const faults = sum(({ statuses }) =>
    Object.entries(statuses).reduce((total, [status, n]) => total + (Number(status) >= 500 ? n : 0), 0),
  );
  return [
    `${lines.length} operations, ${sum(({ cases }) => cases)} cases, ${sum(({ accepted }) => accepted)} let through`,
    `${sum(({ byRule }) => byRule)} refused by a rule, ${sum(({ repeated }) => repeated)} refusals repeated`,
    `${faults} answers of 5xx, ${sum(({ findings }) => findings.length)} failures`,
  ].join(', ');
};

/** Each kind of finding once, with how often it was met. */
export const findingTexts = (findings: readonly Finding[]): string[] => {
  const groups = Map.groupBy(findings, ({ check, operation, why }) =>
    [check, operation, why.replace(/[\w-]*\d[\w-]*/g, '#').slice(0, 60)].join('|'),
  );
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    return first
      ? [
          `  ✗ ${first.check} (${all.length}×): ${first.operation}: ${first.label}: ${first.why}\n    ${first.curl}`,
        ]
      : [];
  });
};
