import { isHeld, leaseFor } from '#shared/domain/jobs/lease.ts';
import type { ItemKey } from '#shared/domain/restores/rules.ts';
import { nextUpgrade, UPGRADE_ID, type Upgrade } from '#shared/domain/restores/upgrade.ts';
import { LostRace, type Store } from '../ports.ts';
import { create, ref, update } from '../records.ts';

/** What one slice has gone through, and where the next one begins. */
export type UpgradeStep = {
  readonly read: number;
  readonly upgraded: number;
  readonly newer: number;
  readonly next: ItemKey | undefined;
};

export type UpgradeTools = {
  readonly store: Pick<Store, 'commit' | 'reader'>;
  readonly versions: Readonly<Record<string, number>>;
  readonly messageId: string;
  readonly now: () => number;
  readonly pass: (after: ItemKey | undefined) => Promise<UpgradeStep>;
  /** Asks for the next slice. */
  readonly again: () => Promise<void>;
};

/**
 * Brings the items of the table to the present versions of their shapes, slice by slice, while everybody works: older ones are read all the
 * same. `anew` begins again though the versions are known, as a restore may have brought back older items. Safe to repeat at any point.
 */
export const runUpgrade = async (anew: boolean, tools: UpgradeTools): Promise<void> => {
  try {
    await slice(anew, tools);
  } catch (error) {
    if (!(error instanceof LostRace)) throw error;
  }
};

const slice = async (
  anew: boolean,
  { store, versions, messageId, now, pass, again }: UpgradeTools,
): Promise<void> => {
  const wanted = ref('upgrade', UPGRADE_ID);
  const stored = (await store.reader.get([wanted])).one(wanted);
  if (isHeld(stored?.lease, messageId, now())) return;
  const asked = nextUpgrade(stored, { versions, anew }, now());
  if (asked === undefined) return;
  const save = async (before: Upgrade | undefined, after: Upgrade): Promise<Upgrade> => {
    const next = { ...after, version: (before?.version ?? 0) + 1 };
    await store.commit([before === undefined ? create('upgrade', next) : update('upgrade', before, next)]);
    return next;
  };
  if (asked.status === 'done') return void (await save(stored, asked));
  const held = await save(stored, { ...asked, lease: leaseFor(messageId, now()) });
  const { next, ...done } = await pass(held.after);
  const { lease: _, after: __, ...rest } = held;
  const sums = {
    read: held.read + done.read,
    upgraded: held.upgraded + done.upgraded,
    newer: held.newer + done.newer,
  };
  await save(
    held,
    next === undefined
      ? { ...rest, ...sums, status: 'done', finishedAt: now() }
      : { ...rest, ...sums, after: { ...next } },
  );
  if (next !== undefined) await again();
};
