import { describe, expect, it } from 'vitest';
import { corsHeaders, isLoopbackOrigin } from '#local/gateway/cors.ts';
import { replyOf } from '#local/gateway/reply.ts';
import { createThrottle } from '#local/gateway/throttle.ts';

describe('a function result as an answer', () => {
  it('without a status is 200 and JSON', () => {
    expect(replyOf('{"a":1}')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{"a":1}'),
    });
    expect(replyOf('"text"').body.toString()).toBe('"text"');
  });

  it('keeps status, headers in lower case, cookies, and bytes in base64', () => {
    const reply = replyOf(
      JSON.stringify({
        statusCode: 201,
        headers: { 'X-A': 1, 'Content-Length': 99 },
        cookies: ['a=b', 'c=d'],
        body: 'AAEC',
        isBase64Encoded: true,
      }),
    );

    expect(reply.headers).toEqual({
      'x-a': '1',
      'content-type': 'text/plain;charset=utf-8',
      'set-cookie': ['a=b', 'c=d'],
    });
    expect([...reply.body]).toEqual([0, 1, 2]);
  });

  it.each([
    { statusCode: 'abc' },
    { statusCode: 99 },
    { statusCode: 600 },
    { statusCode: 200, body: { a: 1 } },
    { statusCode: 200, headers: 'x' },
  ])('is 500 for %j', (result) => {
    expect(replyOf(JSON.stringify(result)).status).toBe(500);
  });
});

describe('CORS', () => {
  const cors = {
    origins: ['https://desk.example.com'],
    methods: ['GET'],
    headers: [],
    exposed: ['etag'],
    credentials: false,
  };

  it.each([
    'http://localhost',
    'http://localhost:5173',
    'https://127.0.0.1:3000',
    'http://[::1]:8080',
    'http://127.8.9.10',
  ])('allows the loopback origin %s', (origin) => {
    expect(corsHeaders(cors, origin)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'etag',
    });
  });

  it.each([
    'null',
    'https://evil.example',
    'https://desk.example.com.evil',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://localhost:x',
  ])('gives nothing to %s', (origin) => {
    expect(corsHeaders(cors, origin)).toEqual({});
    expect(isLoopbackOrigin(origin)).toBe(false);
  });

  it('is silent where the API has none', () => {
    expect(corsHeaders(undefined, 'http://localhost:3000')).toEqual({});
  });
});

it('throttles to the burst and then to the rate', () => {
  let now = 0;
  const mayPass = createThrottle({ rate: 10, burst: 3 }, () => now);

  expect([mayPass(), mayPass(), mayPass(), mayPass()]).toEqual([true, true, true, false]);
  now += 100;
  expect([mayPass(), mayPass()]).toEqual([true, false]);
});
