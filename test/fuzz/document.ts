import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { RouteId } from '#shared/contracts/routes.ts';
import { routes } from '#shared/contracts/routes.ts';
import type { JsonSchema } from '../../scripts/generate/openapi/json-schema.ts';
import { operationIdOf } from '../../scripts/generate/openapi/operation.ts';

export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: JsonSchema;
};
type Content = Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>;
type Answer = { readonly $ref?: string; readonly content?: Content; readonly headers?: object };
type Written = {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter & { readonly $ref?: string })[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
  readonly security: readonly object[];
};
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Written>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** One operation as the published document tells of it; nothing here is read from the code that serves it. */
export type Operation = {
  /** The route's name, such as `tickets/create`; `meta/…` for the two that the table of routes doesn't have. */
  readonly name: RouteId | 'meta/health' | 'meta/document';
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly schema: JsonSchema; readonly example: unknown } | undefined;
  readonly bodyRequired: boolean;
  readonly media: readonly string[];
  readonly responses: Readonly<Record<string, Content>>;
  readonly secured: boolean;
};

const document = JSON.parse(readFileSync('docs/generated/openapi.json', 'utf8')) as Document;
const names = new Map((Object.keys(routes) as RouteId[]).map((id) => [operationIdOf(id), id]));

const follow = <T>(ref: string): T =>
  ref
    .slice(2)
    .split('/')
    .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], document) as T;

/** The schema behind a reference. */
export const resolved = (schema: JsonSchema): JsonSchema =>
  schema.$ref === undefined ? schema : resolved(follow<JsonSchema>(schema.$ref));

const answerOf = (answer: Answer): Content =>
  (answer.$ref === undefined ? answer : follow<Answer>(answer.$ref)).content ?? {};

const nameOf = (operationId: string, path: string): Operation['name'] =>
  names.get(operationId) ?? (path === '/health' ? 'meta/health' : 'meta/document');

const operationOf = (method: string, path: string, written: Written): Operation => {
  const content = written.requestBody?.content ?? {};
  const json = content['application/json'];
  return {
    name: nameOf(written.operationId, path),
    method: method.toUpperCase(),
    path,
    parameters: (written.parameters ?? []).map((one) =>
      one.$ref === undefined ? one : follow<Parameter>(one.$ref),
    ),
    body: json && { schema: json.schema, example: json.example },
    bodyRequired: written.requestBody?.required === true,
    media: Object.keys(content),
    responses: Object.fromEntries(
      Object.entries(written.responses).map(([status, answer]) => [status, answerOf(answer)]),
    ),
    secured: written.security.length > 0,
  };
};

/** Every operation of the document. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, written]) => operationOf(method, path, written)),
);

/** What the document says of a method that a path doesn't have. */
export const methodNotAllowed: Content = answerOf({
  $ref: '#/components/responses/MethodNotAllowed.method_not_allowed',
});
/** What it says of a path that no operation has. */
export const notFound: Content = answerOf({ $ref: '#/components/responses/NotFound.not_found' });

const ajv = new Ajv2020({ strict: false, allErrors: false, unicodeRegExp: true });
addFormats(ajv);
ajv.addSchema({ components: { schemas: document.components['schemas'] } }, 'document');
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/** What is wrong with a value by a schema of the document; empty where nothing is. */
export const complaint = (schema: JsonSchema, value: unknown): string => {
  let validate = compiled.get(schema);
  if (!validate) {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
    validate = ajv.compile(JSON.parse(text) as object);
    compiled.set(schema, validate);
  }
  return validate(value) ? '' : ajv.errorsText(validate.errors);
};
