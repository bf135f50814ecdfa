import type { Route } from '#shared/contracts/route.ts';
import { routes } from '#shared/contracts/routes.ts';

export type ServedRoute = Pick<Route, 'method' | 'path' | 'permission'>;

/** What `functions/http/meta` answers by name; these two are no part of the contract's table, because they are about the API itself. */
const metaRoutes = {
  'meta/health': { method: 'GET', path: '/health', permission: 'public' },
  'meta/openapi': { method: 'GET', path: '/v1/openapi.json', permission: 'public' },
} as const satisfies Record<string, ServedRoute>;

/** Every route of the API, by the key whose first segment names its function. */
export const servedRoutes: Readonly<Record<string, ServedRoute>> = { ...routes, ...metaRoutes };

export const routeKeyOf = ({ method, path }: ServedRoute): string => `${method} ${path}`;
