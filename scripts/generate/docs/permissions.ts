import type { Route } from '#shared/contracts/route.ts';
import { routes } from '#shared/contracts/routes.ts';
import {
  type Permission,
  permissions,
  type Scope,
  type ShippedRole,
  shippedRoles,
} from '#shared/domain/people/permissions.ts';
import { grantablePermissionSchema } from '#shared/domain/people/role.ts';
import { code, markdownTable, page } from './table.ts';

const roles: readonly ShippedRole[] = Object.values(shippedRoles);
const headings = roles.map(({ key }) => key);
const table: readonly Route[] = Object.values(routes);

const scopes: Readonly<Record<Scope, string>> = {
  own: 'what is their own',
  teams: 'their teams',
  escalatingTeams: 'their teams and those that escalate to them',
  all: 'everything',
};

const roleRow = ({ key, name, scope, reveal }: ShippedRole): string[] => [
  code(key),
  name,
  scopes[scope],
  reveal.join(', ') || 'nothing',
];

const ticks = (permission: Permission): string[] =>
  roles.map((role) => (role.permissions.includes(permission) ? '✓' : ''));

const permissionRow = (permission: Permission): string[] => [
  code(permission),
  ...ticks(permission),
  grantablePermissionSchema.safeParse(permission).success ? 'may' : 'never',
];

const routeRow = ({ method, path, permission }: Route): string[] => [
  code(`${method} ${path}`),
  permission === 'public' ? 'none' : code(permission),
  ...(permission === 'public' ? roles.map(() => '✓') : ticks(permission)),
];

const byPath = (a: Route, b: Route): number => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1);

/** `docs/generated/permissions.md`: which role may what, by permission and by route. */
export const permissionsPage = (): string =>
  page(
    'Permissions',
    'Who may do what. A permission says whether, the scope says with whose work: what lies outside it is answered as if it were not there (404). `test/journeys/matrix.test.ts` asks every route by every kind of caller about objects in every relation to them.',
    '## Shipped roles',
    'They can neither be changed nor taken away.',
    markdownTable(['role', 'name', 'scope', 'may reveal'], roles.map(roleRow)),
    '## Permissions',
    "The last column says whether a role of the organisation's own may have the permission.",
    markdownTable(['permission', ...headings, 'own roles'], permissions.map(permissionRow)),
    '## Routes',
    'What a role may call; every route needs exactly one permission.',
    markdownTable(['route', 'permission', ...headings], table.toSorted(byPath).map(routeRow)),
  );
