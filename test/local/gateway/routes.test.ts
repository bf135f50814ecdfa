import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRouter } from '#local/gateway/routes.ts';

const router = (...keys: string[]) =>
  createRouter(keys.map((key) => ({ key, functionArn: key, timeoutMs: 1, scopes: [] })));

describe('route precedence', () => {
  const route = router(
    '$default',
    'ANY /{proxy+}',
    'GET /v1/tickets/{id}',
    'ANY /v1/tickets/{id}',
    'GET /v1/tickets/export',
    'GET /v1/tickets/{id}/messages',
    'POST /v1/{kind}/{id}',
    'GET /v1/{rest+}',
    'GET /',
  );

  it.each([
    ['GET', '/v1/tickets/export', 'GET /v1/tickets/export'],
    ['GET', '/v1/tickets/t1', 'GET /v1/tickets/{id}'],
    ['DELETE', '/v1/tickets/t1', 'ANY /v1/tickets/{id}'],
    ['POST', '/v1/tickets/export', 'ANY /v1/tickets/{id}'],
    ['POST', '/v1/orders/o1', 'POST /v1/{kind}/{id}'],
    ['GET', '/v1/tickets/t1/messages', 'GET /v1/tickets/{id}/messages'],
    ['GET', '/v1/tickets/t1/other', 'GET /v1/{rest+}'],
    ['PUT', '/v1/tickets/t1/other', 'ANY /{proxy+}'],
    ['GET', '/', 'GET /'],
    ['PUT', '/', '$default'],
    ['GET', '/v1/tickets/', 'GET /v1/{rest+}'],
  ])('leads %s %s to %s', (method, path, expected) => {
    expect(route(method, path)?.route.key).toBe(expected);
  });

  it('fills in parameters, the greedy one with the rest of the path', () => {
    expect(route('GET', '/v1/tickets/t1/messages')?.pathParameters).toEqual({ id: 't1' });
    expect(route('GET', '/v1/a/b/c')?.pathParameters).toEqual({ rest: 'a/b/c' });
  });

  it('answers nothing without a matching route or a default', () => {
    expect(router('GET /a')('GET', '/b')).toBeUndefined();
    expect(router('GET /a')('POST', '/a')).toBeUndefined();
  });

  it('does not depend on the order in which routes are declared', () => {
    const keys = [
      '$default',
      'ANY /{p+}',
      'GET /a/{x}',
      'GET /a/b',
      'ANY /a/{x}',
      'GET /{y}/b',
      'GET /a/{x+}',
    ];
    const segment = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(
        fc.shuffledSubarray(keys, { minLength: keys.length }),
        fc.array(segment, { maxLength: 3 }),
        (shuffled, path) => {
          const wanted = router(...keys)('GET', `/${path.join('/')}`);

          expect(router(...shuffled)('GET', `/${path.join('/')}`)?.route.key).toBe(wanted?.route.key);
        },
      ),
    );
  });
});
