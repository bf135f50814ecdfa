import { beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '#shared/contracts/route.ts';
import { routes } from '#shared/contracts/routes.ts';
import { permissions } from '#shared/domain/people/permissions.ts';
import { type OpenApi, openApiDocument } from '../../scripts/generate/openapi/document.ts';
import { operationIdOf } from '../../scripts/generate/openapi/operation.ts';
import { problemCodes } from '../../scripts/generate/openapi/problems.ts';

type Answer = { readonly $ref?: string; readonly headers?: object; readonly content?: object };
type Operation = {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly 'x-permission': string;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly $ref?: string; readonly name?: string; readonly in?: string }[];
  readonly requestBody?: { readonly content: object };
  readonly responses: Readonly<Record<string, Answer>>;
};

const table: readonly (readonly [string, Route])[] = Object.entries(routes);
let document: OpenApi;
let byId: Map<string, Operation>;

beforeAll(async () => {
  document = await openApiDocument();
  const all = Object.values(document.paths).flatMap((item) => Object.values(item));
  byId = new Map(
    all.map((operation) => [String(operation['operationId']), operation as unknown as Operation]),
  );
});

const of = (id: string): Operation => byId.get(operationIdOf(id)) as Operation;
const parameter = (id: string, name: string): boolean =>
  of(id).parameters.some(({ $ref }) => $ref === `#/components/parameters/${name}`);
/** Ids of routes for which the document says something that `truth` doesn't, or the other way round. */
const wrong = (
  says: (operation: Operation, id: string) => boolean,
  truth: (route: Route) => boolean,
): string[] => table.filter(([id, route]) => says(of(id), id) !== truth(route)).map(([id]) => id);
const answer = (operation: Operation, status: number): Answer | undefined => {
  const given = operation.responses[String(status)];
  const name = given?.$ref?.replace('#/components/responses/', '');
  return name === undefined ? given : (document.components['responses']?.[name] as Answer);
};
const header = (operation: Operation, status: number, name: string): boolean =>
  name in (answer(operation, status)?.headers ?? {});

describe('every operation of the OpenAPI document', () => {
  it('has a chapter, a summary, a permission that exists, and asks for a token unless it is public', () => {
    const known = new Set<string>([...permissions, 'public']);
    const chapters = (document['tags'] as { name: string }[]).map(({ name }) => name);

    expect(
      wrong(
        ({ tags }) => tags.length === 1 && chapters.includes(tags[0] ?? ''),
        () => true,
      ),
    ).toEqual([]);
    expect(
      wrong(
        (operation) => operation.summary.length > 3 && known.has(operation['x-permission']),
        () => true,
      ),
    ).toEqual([]);
    expect(
      wrong(
        ({ security }) => security.length === 0,
        ({ permission }) => permission === 'public',
      ),
    ).toEqual([]);
  });

  it('asks for an Idempotency-Key in every POST with a token, and says that an answer may be replayed', () => {
    const keyed = ({ method, permission }: Route) => method === 'POST' && permission !== 'public';

    expect(wrong((_, id) => parameter(id, 'IdempotencyKey'), keyed)).toEqual([]);
    expect(
      wrong(
        (operation) =>
          [200, 201, 202, 204].some((status) => header(operation, status, 'Idempotency-Replayed')),
        (route) => keyed(route) || route.keyedBy !== undefined,
      ),
    ).toEqual([]);
    // A form without a token may have one.
    expect(
      wrong(
        (_, id) => parameter(id, 'VisitorKey'),
        ({ keyedBy }) => keyedBy !== undefined,
      ),
    ).toEqual([]);
  });

  it('asks for If-Match where a version is meant, and answers 412 and 428', () => {
    const versioned = ({ ifMatch }: Route) => ifMatch === true;

    expect(wrong((_, id) => parameter(id, 'IfMatch'), versioned)).toEqual([]);
    expect(wrong(({ responses }) => '412' in responses && '428' in responses, versioned)).toEqual([]);
  });

  it('gives an ETag with whatever has a version, and 304 to those who know it', () => {
    expect(
      wrong(
        (operation) => [200, 201, 202].some((status) => header(operation, status, 'ETag')),
        ({ versioned }) => versioned === true,
      ),
    ).toEqual([]);
    expect(
      wrong(
        ({ responses }) => '304' in responses,
        ({ versioned, method }) => versioned === true && method === 'GET',
      ),
    ).toEqual([]);
  });

  it('takes a merge patch with PATCH, and a form where it has a page', () => {
    const takes = (media: string) => (operation: Operation) =>
      media in (operation.requestBody?.content ?? {});

    expect(wrong(takes('application/merge-patch+json'), ({ method }) => method === 'PATCH')).toEqual([]);
    expect(
      wrong(
        takes('application/x-www-form-urlencoded'),
        ({ html, body }) => html === true && body !== undefined,
      ),
    ).toEqual([]);
    expect(
      wrong(
        (operation) => 'text/html' in (answer(operation, 200)?.content ?? {}),
        ({ html }) => html === true,
      ),
    ).toEqual([]);
  });

  it('can be limited, can fail, and says when to come back', () => {
    expect(
      wrong(
        (operation) => [429, 503].every((status) => header(operation, status, 'Retry-After')),
        () => true,
      ),
    ).toEqual([]);
    expect(
      wrong(
        ({ responses }) => ['406', '414', '422', '431', '500'].every((status) => status in responses),
        () => true,
      ),
    ).toEqual([]);
    expect(
      wrong(
        (operation) => header(operation, Number(Object.keys(operation.responses)[0]), 'x-request-id'),
        () => true,
      ),
    ).toEqual([]);
  });

  it('shows the form of the gateway where the gateway answers by itself', () => {
    const fromGateway = (status: number) => (operation: Operation) =>
      'application/json' in (answer(operation, status)?.content ?? {});

    expect(wrong(fromGateway(401), ({ permission }) => permission !== 'public')).toEqual([]);
    expect(wrong(fromGateway(413), ({ method }) => method !== 'GET')).toEqual([]);
    expect(wrong(fromGateway(429), () => true)).toEqual([]);
  });

  it('names no status but those that some code or success of its route has', () => {
    const stray = table.flatMap(([id, { success }]) =>
      Object.keys(of(id).responses)
        .map(Number)
        .filter((status) => status < 400 && status !== 304 && !success.some((one) => one === status))
        .map((status) => `${id} ${status}`),
    );

    expect(stray).toEqual([]);
  });
});

describe('the problems of the OpenAPI document', () => {
  it('are all there, each with its status and meaning', () => {
    const { enum: codes = [], description = '' } = document.components.schemas['ProblemCode'] ?? {};

    expect(codes).toEqual(problemCodes);
    expect(problemCodes.filter((code) => !description.includes(`| \`${code}\` |`))).toEqual([]);
  });

  it('tell each status with the codes it can have and an example of each', () => {
    const responses = Object.entries(document.components['responses'] ?? {}) as [
      string,
      {
        content: Record<
          string,
          { schema: { allOf: { properties?: { code: { enum: string[] } } }[] }; examples: object }
        >;
      },
    ][];

    expect(responses.length).toBeGreaterThan(20);
    for (const [name, { content }] of responses) {
      const { schema, examples } = content['application/problem+json'] ?? {
        schema: { allOf: [] },
        examples: {},
      };
      expect(schema.allOf[1]?.properties?.code.enum, name).toEqual(Object.keys(examples));
    }
  });
});
