import type { Instant } from '../kernel/time.ts';
import { evolve } from './evolve.ts';
import type { LedgerEntry } from './ledger.ts';
import type { SlaState } from './state.ts';
import type { Rung, SlaTarget } from './values.ts';

/** One rung of one clock that was passed: to be told once, at the instant the deadline says. */
export type Fired = {
  readonly target: SlaTarget;
  readonly cycle: number;
  readonly instance: number;
  readonly rung: Rung;
  readonly at: Instant;
  /** The level the ticket rises to; missing where it is there already. */
  readonly level?: 1 | 2;
};

/** The state after a transition, what to append to the ledger, and what to tell. The three are saved together. */
export type SlaChange = {
  readonly sla: SlaState;
  readonly ledger: readonly LedgerEntry[];
  readonly fired: readonly Fired[];
};

export const unchanged = (sla: SlaState): SlaChange => ({ sla, ledger: [], fired: [] });

/** Notes one entry: the state follows from it. */
export const note = (change: SlaChange, entry: LedgerEntry, ...fired: readonly Fired[]): SlaChange => ({
  sla: evolve(change.sla, entry),
  ledger: [...change.ledger, entry],
  fired: [...change.fired, ...fired],
});

const rungOf = (entry: LedgerEntry): Rung | undefined => {
  if (entry.kind === 'escalate') return entry.rung;
  return entry.kind === 'warn' ? 'warning' : entry.kind === 'breach' ? 'breach' : undefined;
};

/** The ledger entries that belong to a rung that fired, to be kept with the event that tells it. */
export const entriesOf = (fired: Fired, ledger: readonly LedgerEntry[]): readonly LedgerEntry[] =>
  ledger.filter(
    (entry) =>
      'target' in entry &&
      entry.target === fired.target &&
      entry.cycle === fired.cycle &&
      entry.instance === fired.instance &&
      rungOf(entry) === fired.rung,
  );
