import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { routes } from '#shared/contracts/routes.ts';
import { headers } from './headers.ts';
import type { JsonSchema } from './json-schema.ts';
import { metaCodes, metaPaths } from './meta-routes.ts';
import { operationOf, piecesOf, type TableEntry } from './operation.ts';
import { sharedParameters } from './parameters.ts';
import { problemSchemas } from './problems.ts';
import { refusalsByStatus, refusalsOf } from './refusals.ts';
import { requestExamples } from './request-examples.ts';
import { problemExamples, problemResponse, type Response, responseName } from './responses.ts';
import { type Schemas, translatePieces } from './schemas.ts';
import { tagOf, tagsOf } from './tags.ts';

const table: readonly TableEntry[] = Object.entries(routes);
const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'] as const;

export type OpenApi = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> } & Readonly<
    Record<string, Readonly<Record<string, unknown>>>
  >;
} & Readonly<Record<string, unknown>>;

const description = `
Tickets, deadlines, escalation, customers and surveys of an online shop's customer service.

* **Lists** hold summaries and follow a write within seconds. Go on with \`nextCursor\` until it is absent; a page may be shorter than \`limit\`, even empty.
* **Idempotency**: a \`POST\` with a bearer token needs an \`Idempotency-Key\`; repeating it within 24 h gives the first answer again.
* **Versions**: \`ETag\` names the version of a resource; changes quote it in \`If-Match\`. \`PATCH\` is JSON Merge Patch; arrays are replaced whole.
* **Errors** are problem details (RFC 9457) with a stable \`code\`. Answers that the gateway makes before any of our code runs keep its JSON. A path without the method is 405 with \`Allow\`, an unknown path 404.
* **Answers may grow**: bear members and kinds of event that you don't know.
* **Personal data** is masked unless a role may see it.
`.trim();

const inMethodOrder = ([, a]: TableEntry, [, b]: TableEntry): number =>
  METHODS.indexOf(a.method) - METHODS.indexOf(b.method);

const pathsOf = (schemas: Schemas): Record<string, Record<string, unknown>> => {
  const byPath = Map.groupBy(table, ([, route]) => route.path as string);
  return Object.fromEntries(
    [...byPath]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, entries]) => [
        path,
        Object.fromEntries(
          entries
            .toSorted(inMethodOrder)
            .map((entry) => [
              entry[1].method.toLowerCase(),
              operationOf(entry, tagOf(entry[0]), schemas, requestExamples),
            ]),
        ),
      ]),
  );
};

/** The ways of every route to say no, and those of paths that lack the method or are still to come. */
const refusals = [
  ...table.map(([, route]) => refusalsOf(route)),
  metaCodes,
  ['method_not_allowed', 'not_implemented'] as const,
];

const responses = (): Record<string, Response> => {
  const made = refusals.flatMap((codes) =>
    [...refusalsByStatus(codes)].map(([status, of]): [string, Response] => [
      responseName(status, of),
      problemResponse(status, of),
    ]),
  );
  return sorted(Object.fromEntries(made));
};

const sorted = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Schemas that something in the document refers to, directly or through others. */
const inUse = (schemas: Readonly<Record<string, JsonSchema>>, rest: unknown): Record<string, JsonSchema> => {
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      if (!schemas[name]) throw new Error(`there is no component ${name}`);
      visit(schemas[name]);
    }
  };
  visit(rest);
  return sorted(Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name))));
};

const version = (): string => {
  const file = readFileSync(resolve(import.meta.dirname, '../../../package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
};

const health: JsonSchema = {
  type: 'object',
  properties: { status: { type: 'string', const: 'ok' }, version: { type: 'string' } },
  required: ['status', 'version'],
};

/** The OpenAPI document of the route table; the same tables give the same text. */
export const openApiDocument = async (): Promise<OpenApi> => {
  const schemas = await translatePieces(table.flatMap(piecesOf));
  const paths = { ...metaPaths, ...pathsOf(schemas) };
  const parts = { responses: responses(), parameters: sharedParameters, headers };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Kefu',
      version: version(),
      summary: 'Customer-service desk',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [
      {
        url: 'https://{host}',
        description: 'A deployed stage',
        variables: { host: { default: 'api.example.com' } },
      },
      { url: 'http://127.0.0.1:3000', description: 'The local stack' },
    ],
    security: [{ bearer: [] }],
    tags: tagsOf(table.map(([id]) => id)),
    paths: paths as OpenApi['paths'],
    components: {
      schemas: inUse(
        { ...Object.fromEntries(schemas.components), ...problemSchemas, Health: health },
        { paths, parts },
      ),
      ...parts,
      examples: problemExamples(new Set(refusals.flat())),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token of the user pool. Role, teams and status are those of this moment.',
        },
      },
    },
  };
};
