import type { importRoutes } from '#shared/contracts/imports.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { importSummary } from './views.ts';

/** `GET /v1/imports`: those of all administrators. */
export const listImports: Operation<(typeof importRoutes)['data/list-imports']> = {
  async run({ query }, context) {
    const slice = await context.lists.imports(pageAsk('imports', query, context));
    return { body: pageOf('imports', query, slice, (one) => importSummary(one, context.language), context) };
  },
};
