import type { Route } from '#shared/contracts/route.ts';
import { routes } from '#shared/contracts/routes.ts';
import { rolesOf } from '../openapi/operation.ts';
import { tagOf, tagsOf } from '../openapi/tags.ts';
import { code, markdownTable, page } from './table.ts';

type Entry = readonly [string, Route];
const table: readonly Entry[] = Object.entries(routes);

const traits = (route: Route): string =>
  [
    route.ifMatch ? '`If-Match`' : '',
    route.method === 'POST' && route.permission !== 'public' ? '`Idempotency-Key`' : '',
    route.keyedBy ? '`Idempotency-Key` (may)' : '',
    route.html ? 'HTML' : '',
  ]
    .filter(Boolean)
    .join(', ');

const row = ([id, route]: Entry): string[] => [
  code(`${route.method} ${route.path}`),
  route.summary,
  route.permission === 'public' ? 'none' : code(route.permission),
  rolesOf(route)?.join(', ') ?? 'everybody',
  traits(route),
  code(id),
];

/** `docs/generated/routes.md`: who may do what at which address. */
export const routesPage = (): string =>
  page(
    'Routes',
    'Every address of the API with the permission it needs and the shipped roles that have it.',
    ...tagsOf(table.map(([id]) => id)).flatMap(({ name, description }) => {
      const rows = table
        .filter(([id]) => tagOf(id) === name)
        .sort(([, a], [, b]) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
      if (rows.length === 0) return [];
      return [
        `## ${name}`,
        description,
        markdownTable(
          ['address', 'what', 'permission', 'roles', 'needs or gives', 'operation'],
          rows.map(row),
        ),
      ];
    }),
  );
