import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ticketRoutes } from '#shared/contracts/tickets.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { readJson } from '#shared/runtime/http/json.ts';
import { readRequest } from '#shared/runtime/http/request.ts';

const MANY = 100_000;
const ROUTE = ticketRoutes['tickets/create'];
const many = <T>(make: (n: number) => T): T[] => Array.from({ length: MANY }, (_, n) => make(n));
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** As many names as there is room for in a body. */
const unknown = Object.fromEntries(many((n) => [`k${n.toString(36)}`, 0]));

const eventWith = (body: Buffer) =>
  ({
    rawPath: ROUTE.path,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    body: body.toString('utf8'),
    isBase64Encoded: false,
    requestContext: { http: { method: 'POST' } },
  }) as unknown as APIGatewayProxyEventV2;

const refusalOf = (run: () => unknown): Refusal => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('a refusal was expected');
};

describe('A body of a hundred thousand entries', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('is parsed without asking for each entry what to make of it, and each object in it is looked at once', () => {
    const parse = JSON.parse;
    let asked = 0;
    vi.spyOn(JSON, 'parse').mockImplementation((text, reviver) =>
      parse(
        text,
        reviver &&
          ((...args) => {
            asked += 1;
            return reviver(...args);
          }),
      ),
    );
    const looks = vi.spyOn(Object, 'values');
    const texts = many((n) => `t${n}`);
    const objects = Array.from({ length: MANY / 10 }, (_, n) => ({ n }));

    expect(readJson(bytes({ texts, objects }))).toEqual({ texts, objects });
    expect(asked).toBe(0);
    // The body, its two arrays, and each object of the second one.
    expect(looks.mock.calls.length).toBe(3 + objects.length);
  });

  it('still names the prototype that lies at its end', () => {
    const end = Buffer.from(`{"a":${JSON.stringify(many((n) => n))},"b":[{"__proto__":1}]}`);

    expect(refusalOf(() => readJson(end)).code).toBe('invalid_request');
  });

  it.each([
    ['of which none is wanted', unknown],
    ['in a field that takes few', { subject: 's', body: 'b', channel: 'web', tags: many((n) => n) }],
    ['in a field that takes none', { subject: many(String), body: 'b', channel: 'web' }],
    ['in a field of one of several shapes', { subject: 's', body: 'b', channel: 'web', customer: unknown }],
  ])('%s is refused with no more than twenty fields, and no more is made of the others', (_, body) => {
    const event = eventWith(bytes(body));
    // Each name that is told is made into text that can be told.
    const told = vi.spyOn(String.prototype, 'toWellFormed');
    const { code, errors } = refusalOf(() => readRequest(ROUTE, event, 'en'));

    expect(code).toBe('invalid_request');
    expect(new Set(errors?.map(({ path }) => path)).size).toBeLessThanOrEqual(20);
    expect(errors?.length).toBeGreaterThan(0);
    expect(told.mock.calls.length).toBeLessThanOrEqual(100);
  });
});
