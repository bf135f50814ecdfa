import { expect } from 'vitest';
import { NINE } from '#test/domain/tickets/support.ts';
import type { StoredItem } from '#test/support/stored-items.ts';
import type { Tools } from '../../../scripts/kefu/counters/run.ts';
import { stateFile } from '../../../scripts/kefu/counters/state.ts';
import { aDesk, countersIn, factsOf, newCase, nonZero, type Store, sumsOf } from './desk.ts';

/** A recount that waits for nobody and keeps its state in this file after every page. */
export const toolsFor = (table: Tools['table'], path: string, more: Partial<Tools> = {}): Tools => ({
  table,
  state: stateFile(path),
  now: () => NINE,
  pause: async () => {},
  batchMs: 0,
  keptEvery: 1,
  askForWorth: () => Promise.reject(new Error('nobody has a worth here')),
  onProgress: () => {},
  ...more,
});

/** What is wrong in a table that stands still: counters against the facts that notes name, and facts that none names. */
export const wrongIn = (items: readonly StoredItem[]) => {
  const notes = new Map(
    items.filter(({ t }) => t === 'counted').map(({ pk, seqs }) => [pk, seqs as Set<number>]),
  );
  const isNoted = ({ pk, seq }: StoredItem): boolean => notes.get(pk)?.has(Number(seq)) ?? false;
  const facts = items.filter(({ t }) => t === 'event');
  const [should, has] = [sumsOf(facts.filter(isNoted)), countersIn(items)];
  const off = [...new Set([...Object.keys(should), ...Object.keys(has)])].map((key) => {
    const names = [...Object.keys(should[key] ?? {}), ...Object.keys(has[key] ?? {})];
    const add = names.map((name) => [name, (should[key]?.[name] ?? 0) - (has[key]?.[name] ?? 0)] as const);
    return [key, Object.fromEntries(add)] as const;
  });
  const uncounted = facts.filter((fact) => !isNoted(fact) && fact['type'] !== 'messageAdded').length;
  return { off: nonZero(off), uncounted };
};

/** A desk of five cases where one call of each kind was spoilt. */
export const spoiltDesk = async (kept: Store) => {
  const desk = aDesk(kept);
  const team = { teamId: 'team_A' };
  for (const mishap of ['lost', 'half', 'twice', 'twice', undefined] as const) {
    await desk.write(
      factsOf(newCase(), [
        { ...team, status: 'new' },
        { ...team, status: 'open' },
      ]),
    );
    await desk.count(1000, () => mishap);
  }
  const wrong = wrongIn(await desk.items());
  expect(Object.keys(wrong.off).length).toBeGreaterThan(0);
  return { desk, wrong };
};
