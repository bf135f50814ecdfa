import { createHash } from 'node:crypto';
import type { RouteId } from '#shared/contracts/routes.ts';
import { randomOf } from '../campaign/random.ts';
import { table } from '../support/matrix/table.ts';
import type { FamilyName } from '../support/matrix/world.ts';
import { aftermathOf } from './aftermath.ts';
import { callersOf } from './callers.ts';
import { nextCase } from './cases.ts';
import { failuresOf } from './checks.ts';
import { type Operation, operations } from './document.ts';
import type { Draft } from './draft.ts';
import { aloneIn, budgetOf, late } from './guard.ts';
import { type Finding, findingOf, type Line } from './report.ts';
import type { Rig } from './rig.ts';
import { SLOW_MS } from './sending.ts';
import { unchanged } from './unchanged.ts';
import type { Answer } from './wire.ts';

export type FuzzOptions = {
  readonly seed: number;
  /** Requests of each operation. */
  readonly cases: number;
  /** Only operations whose name begins so. */
  readonly only?: string | undefined;
  /** How many requests are under way at once. */
  readonly width?: number;
  /** How many refusals of each operation are sent again to see that they leave nothing behind. */
  readonly kept?: number;
  readonly tell?: (line: Line) => void;
};
export type FuzzReport = {
  readonly lines: readonly Line[];
  readonly cases: number;
  readonly findings: readonly Finding[];
  readonly seconds: number;
  readonly repeated: number;
};

/**
 * What ends by itself may have ended, or be at another version, before it can be called off: that is a conflict (409, 412), not a wall.
 */
const calledOff = new Set(['data/cancel-export', 'data/cancel-import']);

/** A seed of its own for each case, so that one operation alone gets the same cases as among all. */
export const seedOf = (...parts: readonly (string | number)[]): number =>
  createHash('sha256').update(parts.join('|')).digest().readUInt32BE(0);

const familyOf = ({ name }: Operation): FamilyName => table[name as RouteId]?.on ?? 'nothing';

/** On a machine with other work everything takes longer: then odd requests may take so many times what the operation's usually take. */
const SLOWER = 5;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const fuzzOperation = async (operation: Operation, options: FuzzOptions, rig: Rig) => {
  const callers = callersOf(operation);
  const family = familyOf(operation);
  const aftermath = aftermathOf(operation, rig);
  const statuses: Record<string, number> = {};
  const findings: Finding[] = [];
  const refusedOnes: Draft[] = [];
  const times: number[] = [];
  let [accepted, byRule, slowest, next] = [0, 0, 0, 0];
  let target = rig.targets.fresh(family);
  const { address } = rig.journey.stack;

  const note = (draft: Draft, answer: Answer): void => {
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    slowest = Math.max(slowest, answer.milliseconds);
    if (answer.status < 300) accepted++;
    else if (answer.status === 422 && draft.expect.kind === 'fits') byRule++;
    const limit = Math.max(SLOW_MS, SLOWER * median(times));
    times.push(answer.milliseconds);
    const slow =
      answer.milliseconds > limit
        ? [{ check: 'within a second', why: `${Math.round(answer.milliseconds)} ms` }]
        : [];
    for (const failure of [...failuresOf(draft, answer), ...slow])
      findings.push(findingOf(draft, failure, address));
    const isNew = refusedOnes.every(({ label }) => label !== draft.label);
    if (answer.status >= 400 && answer.status !== 401 && isNew && refusedOnes.length < (options.kept ?? 8))
      refusedOnes.push(draft);
  };

  const one = async (n: number): Promise<void> => {
    const random = randomOf(seedOf(options.seed, operation.name, n));
    const others = callers.slice(1);
    const user = (n > 0 && random.below(4) === 0 ? random.pick(others) : undefined) ?? callers[0];
    const params = await target;
    const making = { random, ids: rig.ids };
    const shop = { world: rig.world, targets: rig.targets, making, versionOf: aftermath.versionOf };
    const spend = accepted < budgetOf(operation);
    const draft = await nextCase(operation, { n, user, params }, shop, spend);
    const answer = await rig.sender.send(draft);
    note(draft, answer);
    const after = await aftermath.of(draft, answer);
    for (const failure of after.failures) findings.push(findingOf(draft, failure, address));
    if (after.spent && rig.targets.canMake(family)) target = rig.targets.fresh(family);
  };
  const lane = async (): Promise<void> => {
    for (let n = next++; n < options.cases; n = next++) await one(n);
  };
  await Promise.all(Array.from({ length: aloneIn(operation) ? 1 : (options.width ?? 4) }, lane));
  const isMet =
    statuses['409'] !== undefined || (calledOff.has(operation.name) && statuses['412'] !== undefined);
  if (accepted === 0 && !isMet && !aftermath.neverTaken) {
    findings.push({
      check: 'can be reached',
      why: `nothing of ${operation.name} was let through: ${JSON.stringify(statuses)}`,
      operation: operation.name,
      label: '',
      curl: '',
    });
  }
  const line: Line = {
    operation: operation.name,
    cases: options.cases,
    accepted,
    statuses,
    byRule,
    slowest,
    findings,
  };
  return { line, refusedOnes };
};

/** Sends every operation so many requests, made by its own description, and checks each answer. */
export const fuzzAll = async (options: FuzzOptions, rig: Rig): Promise<FuzzReport> => {
  const began = performance.now();
  const chosen = operations
    .filter(({ name }) => name.startsWith(options.only ?? ''))
    .toSorted((a, b) => late(a) - late(b));
  const lines: Line[] = [];
  const kept: Draft[] = [];
  for (const operation of chosen) {
    const { line, refusedOnes } = await fuzzOperation(operation, options, rig);
    lines.push(line);
    kept.push(...refusedOnes);
    options.tell?.(line);
  }
  const left = await unchanged(kept, rig);
  const seconds = Math.round((performance.now() - began) / 1000);
  const findings = [...lines.flatMap((line) => line.findings), ...left];
  return { lines, cases: lines.length * options.cases, findings, seconds, repeated: kept.length };
};
