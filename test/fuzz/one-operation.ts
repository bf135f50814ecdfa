import { createHash } from 'node:crypto';
import type { RouteId } from '#shared/contracts/routes.ts';
import { randomOf } from '../campaign/random.ts';
import { table } from '../support/matrix/table.ts';
import type { FamilyName } from '../support/matrix/world.ts';
import { aftermathOf } from './aftermath.ts';
import { callersOf } from './callers.ts';
import { nextCase } from './cases.ts';
import { failuresOf } from './checks.ts';
import type { Operation } from './document.ts';
import type { Draft } from './draft.ts';
import { aloneIn, budgetOf } from './guard.ts';
import { type Finding, findingOf, type Line } from './report.ts';
import type { Rig } from './rig.ts';
import type { FuzzOptions } from './run.ts';
import { slowOnes } from './slow.ts';
import type { Answer } from './wire.ts';

/**
 * What ends by itself may have ended, or be at another version, before it can be called off: that is a conflict (409, 412), not a wall.
 */
const calledOff = new Set(['data/cancel-export', 'data/cancel-import']);

/** A seed of its own for each case, so that one operation alone gets the same cases as among all. */
export const seedOf = (...parts: readonly (string | number)[]): number =>
  createHash('sha256').update(parts.join('|')).digest().readUInt32BE(0);

const familyOf = ({ name }: Operation): FamilyName => table[name as RouteId]?.on ?? 'nothing';

/** Counts answers, and keeps what has to be looked at again. */
const tallyOf = (address: string, kept: number) => {
  const statuses: Record<string, number> = {};
  const findings: Finding[] = [];
  const refusedOnes: Draft[] = [];
  let [accepted, byRule, slowest] = [0, 0, 0];
  return {
    statuses,
    findings,
    refusedOnes,
    figures: () => ({ accepted, byRule, slowest }),
    note: (draft: Draft, answer: Answer): void => {
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      slowest = Math.max(slowest, answer.milliseconds);
      if (answer.status < 300) accepted++;
      else if (answer.status === 422 && draft.expect.kind === 'fits') byRule++;
      for (const failure of failuresOf(draft, answer)) findings.push(findingOf(draft, failure, address));
      const isNew = refusedOnes.every(({ label }) => label !== draft.label);
      if (answer.status >= 400 && answer.status !== 401 && isNew && refusedOnes.length < kept)
        refusedOnes.push(draft);
    },
  };
};

/** What one operation's requests came to. */
export type Tried = {
  readonly line: Line;
  /** Some that were refused, each of another kind. */
  readonly refusedOnes: readonly Draft[];
  /** The requests by the words that were planted in them. */
  readonly byCanary: ReadonlyMap<string, Draft>;
};

/** Sends one operation its requests and checks each answer. */
export const fuzzOperation = async (operation: Operation, options: FuzzOptions, rig: Rig): Promise<Tried> => {
  const began = performance.now();
  const callers = callersOf(operation);
  const family = familyOf(operation);
  const aftermath = aftermathOf(operation, rig);
  const { address } = rig.journey.stack;
  const tally = tallyOf(address, options.kept ?? 8);
  const slow = slowOnes(rig.sender);
  const { findings, statuses } = tally;
  const byCanary = new Map<string, Draft>();
  let next = 0;
  let target = rig.targets.fresh(operation.name, family);

  const one = async (n: number): Promise<void> => {
    const random = randomOf(seedOf(options.seed, operation.name, n));
    const others = callers.slice(1);
    const user = (n > 0 && random.below(4) === 0 ? random.pick(others) : undefined) ?? callers[0];
    const params = await target;
    const making = { random, ids: rig.ids };
    const { versionOf } = aftermath;
    const shop = { world: rig.world, targets: rig.targets, making, params, versionOf };
    const spend = tally.figures().accepted < budgetOf(operation);
    const draft = await nextCase(operation, { n, user }, shop, spend);
    byCanary.set(draft.canary, draft);
    const answer = await rig.sender.send(draft);
    tally.note(draft, answer);
    slow.note(draft, answer);
    const after = await aftermath.of(draft, answer);
    for (const failure of after.failures) findings.push(findingOf(draft, failure, address));
    if (after.spent && rig.targets.canMake(operation.name, family))
      target = rig.targets.fresh(operation.name, family);
  };
  const lane = async (): Promise<void> => {
    for (let n = next++; n < options.cases; n = next++) await one(n);
  };
  await Promise.all(Array.from({ length: aloneIn(operation) ? 1 : (options.width ?? 4) }, lane));
  for (const { draft, failure } of await slow.stillSlow()) findings.push(findingOf(draft, failure, address));
  const { accepted } = tally.figures();
  const isMet =
    statuses['409'] !== undefined || (calledOff.has(operation.name) && statuses['412'] !== undefined);
  if (accepted === 0 && !isMet && !aftermath.neverTaken) {
    const why = `nothing of ${operation.name} was let through: ${JSON.stringify(statuses)}`;
    findings.push({ check: 'can be reached', why, operation: operation.name, label: '', curl: '' });
  }
  const line: Line = {
    ...tally.figures(),
    ...{ operation: operation.name, cases: options.cases, statuses, findings, repeated: 0 },
    seconds: Math.round((performance.now() - began) / 1000),
  };
  return { line, refusedOnes: tally.refusedOnes, byCanary };
};
