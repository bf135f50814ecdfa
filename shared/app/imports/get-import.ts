import type { importRoutes } from '#shared/contracts/imports.ts';
import { type Import, isSilent, nudged } from '#shared/domain/imports/import.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Links } from '../objects.ts';
import type { Operation, Outgoing } from '../ports.ts';
import { ref, update } from '../records.ts';
import { importView } from './views.ts';

/** Where the messages of imports go, and who is told that one could not be sent. */
type Nudging = { readonly queue: () => Outgoing; readonly unsent: (error: unknown) => void };

/**
 * `GET /v1/imports/{id}`: how far it is. Who asks for the rows that were not taken leaves a trace. One that has lost its message goes on: who
 * waits for it asks for it. The record says so first: of many who ask in the same two minutes, one sends.
 */
export const getImport = (
  links: Links,
  nudging: Nudging,
): Operation<(typeof importRoutes)['data/get-import']> => ({
  wants: ({ params }) => [ref('import', params.id)],
  run({ params }, { found, language, now }) {
    const stored = found.one(ref('import', params.id));
    if (!stored) throw new Refusal('not_found');
    const isLost = isSilent(stored, now);
    const one = isLost ? nudged(stored, now) : stored;
    return {
      body: importView(one, links, language),
      version: one.version,
      audit: [{ action: 'import.read', object: one.id }],
      ...(isLost ? { writes: [update('import', stored, one)], after: () => nudge(one, nudging) } : {}),
    };
  },
});

/** A message that can't be sent fails no answer: who asks when two minutes have passed sends the next one. */
const nudge = async ({ id }: Import, { queue, unsent }: Nudging): Promise<void> => {
  try {
    await queue().send([{ body: { importId: id } }]);
  } catch (error) {
    unsent(error);
  }
};
