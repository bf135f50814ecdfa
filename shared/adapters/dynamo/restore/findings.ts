import type { Checked } from '#shared/app/restores/ports.ts';
import type { RestoreProblem } from '#shared/domain/restores/restore.ts';
import type { Stored } from '#shared/domain/restores/rules.ts';
import type { Table } from '../table.ts';
import { deleteRaw, putRaw } from './raw.ts';
import { exchangeEvent } from './recount.ts';

/** Finds an item around those that are checked. */
export type Find = (key: { readonly pk: string; readonly sk: string }) => Stored | undefined;

/** Collects what is wrong, and puts right what can be: what somebody else has changed meanwhile is left to them. */
export const createFindings = (table: Table) => {
  const problems: RestoreProblem[] = [];
  const repairs: Record<string, number> = {};
  const customers: string[] = [];
  const loads: Record<string, number> = {};
  const repaired = (code: string): void => {
    repairs[code] = (repairs[code] ?? 0) + 1;
  };
  return {
    problem: (found: RestoreProblem): void => void problems.push(found),
    customer: (id: string): void => void customers.push(id),
    repaired,
    occupies: (userId: string): void => {
      loads[userId] = (loads[userId] ?? 0) + 1;
    },
    /** What leads nowhere, or belongs to a change that isn't there. */
    async remove(code: string, item: Stored): Promise<void> {
      const isGone =
        item['t'] === 'event' ? await exchangeEvent(table, item, undefined) : await deleteRaw(table, item);
      if (isGone) repaired(code);
    },
    /** What follows from a record that is there. */
    async add(code: string, item: Stored): Promise<void> {
      if (await putRaw(table, item, undefined)) repaired(code);
    },
    told: (): Checked => ({ problems, repairs, customers, loads }),
  };
};
export type Findings = ReturnType<typeof createFindings>;
