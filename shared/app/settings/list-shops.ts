import type { settingsRoutes } from '#shared/contracts/settings.ts';
import { pageAsk, pageOf, sliceOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { shopView } from './views.ts';

const LIST = 'shops';

/** `GET /v1/shops`, by name. */
export const listShops: Operation<(typeof settingsRoutes)['settings/list-shops']> = {
  run({ query }, context) {
    const shops = [...context.config.shops.values()];
    const slice = sliceOf(shops, ({ name }) => name, pageAsk(LIST, query, context));
    return { body: pageOf(LIST, query, slice, shopView, context) };
  },
};
