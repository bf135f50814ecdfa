import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Route } from '#shared/contracts/route.ts';
import { routes } from '#shared/contracts/routes.ts';
import { refusalStatus } from '#shared/domain/kernel/refusal.ts';
import { generated } from '../../scripts/generate/all.ts';
import { shapeOf } from './contract-paths.ts';

const table: readonly (readonly [string, Route])[] = Object.entries(routes);
const contexts = [...new Set(table.map(([id]) => id.split('/')[0] ?? ''))];
const ids = (accept: (route: Route) => boolean): string[] =>
  table.filter(([, route]) => accept(route)).map(([id]) => id);
const hasCursor = ({ query, body }: Route): boolean =>
  [query, body].some((part) => part instanceof z.ZodObject && 'cursor' in part.shape);
const paramNames = ({ params }: Route): string[] =>
  params instanceof z.ZodObject ? Object.keys(params.shape) : [];
const pathNames = ({ path }: Route): string[] =>
  [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);

describe('the route table', () => {
  it('has no two routes at one address', () => {
    const addresses = table.map(([, { method, path }]) => `${method} ${shapeOf(path)}`);

    expect(addresses.filter((address, at) => addresses.indexOf(address) !== at)).toEqual([]);
  });

  it('reads exactly the parameters that its paths have', () => {
    const differing = table.filter(
      ([, route]) => pathNames(route).toSorted().join() !== paramNames(route).toSorted().join(),
    );

    expect(differing.map(([id]) => id)).toEqual([]);
  });

  it('keeps below /v1 and to plain paths, so that the gateway and the catch-all agree on them', () => {
    expect(ids(({ path }) => !/^\/v1(?:\/(?:[a-z][a-z-]*|\{[a-zA-Z]+\}))+$/.test(path))).toEqual([]);
  });

  it('names refusals that exist, each once', () => {
    const known = new Set(Object.keys(refusalStatus));

    expect(ids(({ refusals }) => refusals.some((code) => !known.has(code)))).toEqual([]);
    expect(ids(({ refusals }) => new Set(refusals).size !== refusals.length)).toEqual([]);
  });

  it('says of every route with a cursor that it can be wrong, and of nothing else', () => {
    expect(ids((route) => hasCursor(route) !== route.refusals.includes('invalid_cursor'))).toEqual([]);
  });

  it('says of every address with an id that it may lead to nothing', () => {
    expect(ids((route) => pathNames(route).length > 0 && !route.refusals.includes('not_found'))).toEqual([]);
  });

  it('asks for the version in every PATCH and DELETE, in assignments and in transitions, and nowhere else', () => {
    const asks = ids(({ ifMatch }) => ifMatch === true);
    const must = ids(
      ({ method, path }) =>
        method === 'PATCH' || method === 'DELETE' || /\/(?:assignment|transitions)$/.test(path),
    );

    expect(asks.toSorted()).toEqual(must.toSorted());
  });

  it('takes a body with POST, PUT and PATCH only', () => {
    expect(
      ids(({ method, body }) => (body !== undefined) !== ['POST', 'PUT', 'PATCH'].includes(method)),
    ).toEqual([]);
  });

  it('answers 204 exactly where it deletes', () => {
    expect(
      ids(({ method, success }) => (method === 'DELETE') !== success.some((status) => status === 204)),
    ).toEqual([]);
  });

  it('shows a version wherever it promises an ETag', () => {
    const without = table.filter(
      ([, route]) =>
        route.versioned && !(route.response instanceof z.ZodObject && 'version' in route.response.shape),
    );

    expect(without.map(([id]) => id)).toEqual([]);
  });

  it('refuses fields that it does not know, in queries and bodies', () => {
    const stray = { ['no-such-field']: 'x' };
    const tolerant = (schema: z.ZodType | undefined): boolean => {
      if (schema === undefined) return false;
      const issues = schema.safeParse(stray).error?.issues ?? [];
      return !issues.some(({ code }) => code === 'unrecognized_keys');
    };

    expect(ids(({ body }) => tolerant(body))).toEqual([]);
    // Mail programs and scanners add parameters of their own to the survey's link.
    expect(ids(({ query }) => tolerant(query))).toEqual(['public/read-survey']);
  });
});

describe('the handlers of the route table', () => {
  it.each(table.map(([id]) => id))('answer %s in the file of that name', async (id) => {
    const file = `functions/http/${id}.ts`;
    expect(existsSync(file), file).toBe(true);

    const handler = (await import(resolve(file))) as { route: Route; operation: { run: unknown } };

    expect(handler.route).toBe(routes[id as keyof typeof routes]);
    expect(handler.operation.run).toBeTypeOf('function');
  });

  it('have no file that no route names', () => {
    const files = contexts
      .flatMap((context) => globSync(`functions/http/${context}/*.ts`))
      .map((file) => file.replace(/^functions\/http\/|\.ts$/g, ''));
    const known = new Set<string>([
      ...table.map(([id]) => id),
      ...contexts.map((context) => `${context}/index`),
    ]);

    expect(files.filter((file) => !known.has(file))).toEqual([]);
  });

  it('are joined by entries that npm run generate wrote', async () => {
    const stale = [...(await generated())]
      .filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
      .map(([file]) => file);

    expect(stale).toEqual([]);
  });
});
