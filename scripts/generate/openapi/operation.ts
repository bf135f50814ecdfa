import type * as z from 'zod';
import type { Route } from '#shared/contracts/route.ts';
import { pageQuery } from '#shared/contracts/words.ts';
import { type RoleKey, shippedRoles } from '#shared/domain/people/permissions.ts';
import { always, type HeaderName, headerRefs } from './headers.ts';
import { type JsonSchema, nameOfRef } from './json-schema.ts';
import { parametersOf } from './parameters.ts';
import { refusalsByStatus, refusalsOf } from './refusals.ts';
import { responseName } from './responses.ts';
import { sample } from './sample.ts';
import type { Piece, Schemas } from './schemas.ts';

export type TableEntry = readonly [id: string, route: Route];

const camel = (text: string): string =>
  text.replace(/[-/](\w)/g, (_, letter: string) => letter.toUpperCase());
export const operationIdOf = (routeId: string): string => camel(routeId);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** No content: 204 alone. */
const answersBody = (route: Route): boolean => route.success.some((status) => status !== 204);

/** The shipped roles that have the route's permission; `undefined` where none is needed. */
export const rolesOf = (route: Pick<Route, 'permission'>): RoleKey[] | undefined => {
  const { permission } = route;
  if (permission === 'public') return undefined;
  return Object.values(shippedRoles)
    .filter(({ permissions }) => permissions.includes(permission))
    .map(({ key }) => key);
};

/** The schemas of a route, with the names they get unless they have one. */
export const piecesOf = ([id, route]: TableEntry): Piece[] => [
  ...(route.body
    ? [{ schema: route.body, side: 'input' as const, suggestion: `${capital(operationIdOf(id))}Body` }]
    : []),
  ...(answersBody(route)
    ? [{ schema: route.response, side: 'output' as const, suggestion: `${capital(operationIdOf(id))}Answer` }]
    : []),
];

/** The fields of a page's form: the body's members flattened one level, each of them text. */
const formSchema = (body: JsonSchema, components: ReadonlyMap<string, JsonSchema>): JsonSchema => {
  const resolved = body.$ref === undefined ? body : (components.get(nameOfRef(body.$ref)) ?? {});
  const fields = Object.entries(resolved.properties ?? {}).flatMap(
    ([name, schema]): [string, JsonSchema][] => {
      const inner = Object.keys(schema.properties ?? {});
      return inner.length > 0
        ? inner.map((member) => [`${name}.${member}`, { type: 'string' }])
        : [[name, { type: 'string' }]];
    },
  );
  return { type: 'object', properties: Object.fromEntries(fields), additionalProperties: false };
};

const requestBodyOf = (
  [id, route]: TableEntry,
  body: z.ZodType,
  { of, components }: Schemas,
  examples: Readonly<Record<string, unknown>>,
) => {
  const schema = of(body, 'input');
  const json = { schema, example: examples[id] ?? sample(schema, { components, side: 'input' }) };
  return {
    required: !body.safeParse(undefined).success,
    content: {
      'application/json': json,
      ...(route.method === 'PATCH' ? { 'application/merge-patch+json': json } : {}),
      ...(route.html
        ? {
            'application/x-www-form-urlencoded': {
              schema: formSchema(schema, components),
              example: { csat: '5', comment: '处理得很快' },
            },
          }
        : {}),
    },
  };
};

const successText: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Accepted; the work goes on.',
  204: 'Done; there is nothing to say.',
};

const successOf = (route: Route, status: number, { of, components }: Schemas) => {
  const names: HeaderName[] = [
    ...always,
    ...(route.versioned ? (['ETag'] as const) : []),
    ...(status === 201 && route.permission !== 'public' ? (['Location'] as const) : []),
    ...(route.method === 'POST' && (route.permission !== 'public' || route.keyedBy)
      ? (['Idempotency-Replayed'] as const)
      : []),
  ];
  const schema = status === 204 ? undefined : of(route.response, 'output');
  return {
    description: successText[status] ?? 'Done.',
    headers: headerRefs(names),
    ...(schema
      ? {
          content: {
            'application/json': { schema, example: sample(schema, { components, side: 'output' }) },
            ...(route.html
              ? {
                  'text/html': {
                    schema: { type: 'string' },
                    example: '<!doctype html><html lang="zh-CN">…</html>',
                  },
                }
              : {}),
          },
        }
      : {}),
  };
};

const responsesOf = (route: Route, schemas: Schemas): Record<string, unknown> => ({
  ...Object.fromEntries(route.success.map((status) => [String(status), successOf(route, status, schemas)])),
  ...(route.method === 'GET' && route.versioned
    ? {
        '304': {
          description: 'It still has the version named in `If-None-Match`.',
          headers: headerRefs([...always, 'ETag']),
        },
      }
    : {}),
  ...Object.fromEntries(
    [...refusalsByStatus(refusalsOf(route))].map(([status, codes]) => [
      String(status),
      { $ref: `#/components/responses/${responseName(status, codes)}` },
    ]),
  ),
});

const descriptionOf = (route: Route): string => {
  const roles = rolesOf(route);
  return roles
    ? `Needs the permission \`${route.permission}\`; shipped roles that have it: ${roles.join(', ')}.`
    : 'Needs no bearer token.';
};

/** One operation of the document. */
export const operationOf = (
  entry: TableEntry,
  tag: string,
  schemas: Schemas,
  examples: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const [id, route] = entry;
  return {
    operationId: operationIdOf(id),
    tags: [tag],
    summary: route.summary,
    description: descriptionOf(route),
    'x-permission': route.permission,
    security: route.permission === 'public' ? [] : [{ bearer: [] }],
    parameters: parametersOf(route, pageQuery, schemas.components),
    ...(route.body ? { requestBody: requestBodyOf(entry, route.body, schemas, examples) } : {}),
    responses: responsesOf(route, schemas),
  };
};
