import type { importRoutes } from '#shared/contracts/imports.ts';
import { isSilent } from '#shared/domain/imports/import.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Links } from '../objects.ts';
import type { Operation, Outgoing } from '../ports.ts';
import { ref } from '../records.ts';
import { importView } from './views.ts';

/**
 * `GET /v1/imports/{id}`: how far it is. Who asks for the rows that were not taken leaves a trace. One that has lost its message goes on: who
 * waits for it asks for it.
 */
export const getImport = (
  links: Links,
  queue: () => Outgoing,
): Operation<(typeof importRoutes)['data/get-import']> => ({
  wants: ({ params }) => [ref('import', params.id)],
  run({ params }, { found, language, now }) {
    const one = found.one(ref('import', params.id));
    if (!one) throw new Refusal('not_found');
    return {
      body: importView(one, links, language),
      version: one.version,
      audit: [{ action: 'import.read', object: one.id }],
      ...(isSilent(one, now) ? { after: () => queue().send([{ body: { importId: one.id } }]) } : {}),
    };
  },
});
