import type { importRoutes } from '#shared/contracts/imports.ts';
import { newImport } from '#shared/domain/imports/import.ts';
import type { Links } from '../objects.ts';
import type { Operation } from '../ports.ts';
import { create } from '../records.ts';
import { importView } from './views.ts';

/** `POST /v1/imports`: announces a file and answers where to put it. The run starts when the file is there. */
export const createImport = (links: Links): Operation<(typeof importRoutes)['data/create-import']> => ({
  run({ body }, { caller, language, newId, now }) {
    const made = newImport({ ...body, id: newId('imp'), createdBy: caller.id, language }, now);
    return {
      body: importView(made, links, language),
      version: made.version,
      location: `/v1/imports/${made.id}`,
      writes: [create('import', made)],
    };
  },
});
