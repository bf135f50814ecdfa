import type { Outcome } from '#shared/app/ports.ts';
import { ref } from '#shared/app/records.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Answer } from './answer.ts';
import type { Edge } from './edge.ts';
import { type IdempotencyKey, replayOf } from './idempotency.ts';

export type Decided = { readonly outcome: Outcome } | { readonly replay: Answer };

/**
 * What `run` decides. A "no" may rest on what another try of this very request has written since this one looked: a try that stood still is not told
 * that its own merge is undone already (410), but what the other one answered.
 */
export const orReplay = async (
  run: () => Promise<Outcome> | Outcome,
  key: IdempotencyKey | undefined,
  { store, keyring }: Pick<Edge, 'store' | 'keyring'>,
  now: Instant,
): Promise<Decided> => {
  try {
    return { outcome: await run() };
  } catch (error) {
    if (!(error instanceof Refusal) || key === undefined) throw error;
    const wanted = ref('idempotency', key.key);
    const replay = replayOf((await store.reader.get([wanted])).one(wanted), key, now, keyring);
    if (replay === undefined) throw error;
    return { replay };
  }
};
