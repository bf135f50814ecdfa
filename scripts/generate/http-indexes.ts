import type { Route } from '#shared/contracts/route.ts';
import { routes } from '#shared/contracts/routes.ts';

const table: readonly [string, Route][] = Object.entries(routes);

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The entry of each context's function, made of the route table: file path → text. */
export const httpIndexes = (): Map<string, string> => {
  const contexts = Map.groupBy(table, ([id]) => id.split('/')[0] ?? '');
  return new Map(
    [...contexts].map(([context, entries]) => [`functions/http/${context}/index.ts`, indexOf(entries)]),
  );
};

const indexOf = (entries: readonly [string, Route][]): string => {
  const names = entries.map(([id]) => id.split('/')[1] ?? '').sort();
  const byName = new Map(entries.map(([id, route]) => [id.split('/')[1] ?? '', route]));
  const alias = (name: string) => `${camel(name)}Route`;
  return [
    '// Made from the route table by `npm run generate`; a test compares it.',
    "import { allLists } from '#shared/adapters/dynamo/lists/index.ts';",
    "import { httpEdge } from '#shared/adapters/http-edge.ts';",
    "import { bound, httpHandler } from '#shared/runtime/http/handler.ts';",
    ...names.map((name) => `import * as ${alias(name)} from './${name}.ts';`),
    '',
    'export const handler = httpHandler(',
    '  {',
    ...names.map((name) => {
      const route = byName.get(name);
      return `    '${route?.method} ${route?.path}': bound(${alias(name)}.route, ${alias(name)}.operation),`;
    }),
    '  },',
    '  httpEdge(allLists),',
    ');',
    '',
  ].join('\n');
};

/** Every method and path there is, for the answer to those there are not. */
export const pathTable = (): string => {
  const rows = table.map(([, { method, path }]) => `  ['${method}', '${path}'],`).sort();
  return [
    '// Made from the route table by `npm run generate`; a test compares it.',
    '/** Method and path template of every route. */',
    'export const paths: readonly (readonly [method: string, path: string])[] = [',
    ...rows,
    '];',
    '',
  ].join('\n');
};
