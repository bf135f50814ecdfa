import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '#shared/contracts/route.ts';
import { routes } from '#shared/contracts/routes.ts';
import { type OpenApi, openApiDocument } from '../../scripts/generate/openapi/document.ts';
import { operationIdOf } from '../../scripts/generate/openapi/operation.ts';

type Media = {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Record<string, { $ref: string }>;
};
type Content = Readonly<Record<string, Media>>;
type Operation = {
  readonly operationId: string;
  readonly parameters: readonly {
    $ref?: string;
    name?: string;
    schema?: object;
    example?: unknown;
    style?: string;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { $ref?: string; content?: Content }>>;
};

const table: readonly (readonly [string, Route])[] = Object.entries(routes);
let document: OpenApi;
let ajv: Ajv2020;

const operations = (): { path: string; method: string; operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      path,
      method,
      operation: operation as unknown as Operation,
    })),
  );
const operationOf = (id: string): Operation => {
  const found = operations().find(({ operation }) => operation.operationId === operationIdOf(id));
  if (!found) throw new Error(`${id} is not in the document`);
  return found.operation;
};
const follow = <Thing>($ref: string): Thing =>
  $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], document) as Thing;
const complaints = (schema: object, value: unknown): string => {
  const validate = ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')) as object,
  );
  return validate(value) ? '' : ajv.errorsText(validate.errors);
};

beforeAll(async () => {
  document = await openApiDocument();
  ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema({ components: { schemas: document.components.schemas } }, 'document');
});

describe('the OpenAPI document', () => {
  it('is valid by the official schema of OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document) as Record<string, unknown>);

    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it('is what lies in docs/generated', () => {
    expect(readFileSync('docs/generated/openapi.json', 'utf8')).toBe(
      `${JSON.stringify(document, undefined, 2)}\n`,
    );
  });

  it('has every route of the table once, and health and itself besides', () => {
    const served = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);

    expect(served.toSorted()).toEqual(
      [
        ...table.map(([, { method, path }]) => `${method} ${path}`),
        'GET /health',
        'GET /v1/openapi.json',
      ].toSorted(),
    );
  });

  it('names each operation differently, in words that make a function name', () => {
    const ids = operations().map(({ operation }) => operation.operationId);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
  });

  it('refers to nothing that is not there, and keeps nothing that nobody refers to', () => {
    const text = JSON.stringify(document);
    const refs = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref));
    const kept = Object.entries(document.components).flatMap(([kind, parts]) =>
      kind === 'securitySchemes' ? [] : Object.keys(parts).map((name) => `#/components/${kind}/${name}`),
    );

    expect([...refs].filter((ref) => follow(ref) === undefined)).toEqual([]);
    expect(
      kept
        .filter((ref) => !refs.has(ref))
        .filter(
          (ref) => !/^#\/components\/(?:responses\/(?:MethodNotAllowed|NotFound)|headers\/Allow)/.test(ref),
        ),
    ).toEqual([]);
  });
});

describe('examples in the OpenAPI document', () => {
  it.each(table.filter(([, { body }]) => body).map(([id]) => id))(
    'shows a request of %s that the service takes',
    (id) => {
      const { requestBody } = operationOf(id);
      const body = table.find(([one]) => one === id)?.[1].body;

      for (const [media, { schema, example }] of Object.entries(requestBody?.content ?? {})) {
        expect(complaints(schema, example), media).toBe('');
        if (media.endsWith('json')) expect(body?.safeParse(example).error?.issues ?? []).toEqual([]);
      }
      expect(Object.keys(requestBody?.content ?? {})).toContain('application/json');
    },
  );

  it.each(table.map(([id]) => id))(
    'shows answers of %s that fit their schemas and what the service would send',
    (id) => {
      const route = table.find(([one]) => one === id)?.[1];
      for (const [status, answer] of Object.entries(operationOf(id).responses)) {
        const { content = {} } =
          answer.$ref === undefined ? answer : follow<{ content: Content }>(answer.$ref);
        for (const [media, { schema, example, examples }] of Object.entries(content)) {
          const shown =
            example === undefined
              ? Object.values(examples ?? {}).map(({ $ref }) => follow<{ value: unknown }>($ref).value)
              : [example];
          expect(shown.length, `${status} ${media}`).toBeGreaterThan(0);
          for (const one of shown) expect(complaints(schema, one), `${status} ${media}`).toBe('');
          if (media === 'application/json' && Number(status) < 300)
            expect(route?.response.parse(example)).toEqual(example);
        }
      }
    },
  );

  it.each(table.map(([id]) => id))('shows parameters of %s that the service takes', (id) => {
    const route = table.find(([one]) => one === id)?.[1];
    const given = operationOf(id).parameters.map((parameter) =>
      parameter.$ref === undefined
        ? parameter
        : follow<Operation['parameters'][number] & { in?: string }>(parameter.$ref),
    ) as { name: string; in: string; schema: object; example: unknown }[];

    for (const { name, schema, example } of given) expect(complaints(schema, example), name).toBe('');
    const values = (place: string) =>
      Object.fromEntries(
        given
          .filter((one) => one.in === place)
          .map(({ name, example }) => [name, [example].flat().join(',')]),
      );
    expect(route?.params.safeParse(values('path')).error?.issues ?? []).toEqual([]);
    expect(route?.query.safeParse(values('query')).error?.issues ?? []).toEqual([]);
  });
});
