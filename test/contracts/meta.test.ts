import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { handler } from '#functions/http/meta/index.ts';
import { laterPaths } from '#shared/contracts/later.ts';

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

const base = JSON.parse(readFileSync('events/samples/http-health.json', 'utf8')) as APIGatewayProxyEventV2;
const asking = (
  method: string,
  path: string,
  routeKey = '$default',
  headers = {},
): APIGatewayProxyEventV2 => ({
  ...base,
  routeKey,
  rawPath: path,
  headers,
  requestContext: { ...base.requestContext, routeKey, http: { ...base.requestContext.http, method, path } },
});
const bodyOf = ({ body = '' }: APIGatewayProxyStructuredResultV2) =>
  JSON.parse(body) as Record<string, unknown>;

beforeAll(() => {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe('what no route answers', () => {
  it('is told which methods the path has', async () => {
    const result = await handler(asking('PUT', '/v1/tickets/tkt_1'));

    expect(result.statusCode).toBe(405);
    expect(result.headers?.['allow']).toBe('GET, OPTIONS, PATCH');
    expect(bodyOf(result)).toMatchObject({ code: 'method_not_allowed', status: 405 });
  });

  it.each(laterPaths)('is told that %s is still to come', async (path) => {
    const result = await handler(asking('GET', path.replace(/\{[^}]+\}/g, 'x_1')));

    expect(bodyOf(result)).toMatchObject({ code: 'not_implemented', status: 404 });
  });

  it.each([
    '/',
    '/v1',
    '/v1/nothing',
    '/v1/tickets/a/b/c/d',
    '/v1//tickets',
    '/V1/tickets',
    '/v1/tickets/',
    '//health',
  ])('is told that there is nothing at %s', async (path) => {
    expect(bodyOf(await handler(asking('GET', path)))).toMatchObject({ code: 'not_found', status: 404 });
  });

  it('is told that an address is too long', async () => {
    expect((await handler(asking('GET', `/v1/${'a'.repeat(9000)}`))).statusCode).toBe(414);
  });

  it('carries the request id and the safe headers', async () => {
    const { headers } = await handler(asking('GET', '/v1/nothing'));

    expect(headers).toMatchObject({
      'x-request-id': base.requestContext.requestId,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('health', () => {
  it('says that the service answers, and which version it is', async () => {
    vi.stubEnv('KEFU_VERSION', '1.2.3');

    expect(bodyOf(await handler(asking('GET', '/health', 'GET /health')))).toEqual({
      status: 'ok',
      version: '1.2.3',
    });
  });
});

describe('the OpenAPI document over HTTP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-meta-'));
  const text = '{"openapi":"3.1.1"}';
  let bundled: Handler;
  const ask = (headers = {}) => bundled(asking('GET', '/v1/openapi.json', 'GET /v1/openapi.json', headers));

  beforeAll(async () => {
    // As it is deployed: one file, with the compressed document beside it.
    await build({
      entryPoints: ['functions/http/meta/index.ts'],
      outfile: join(folder, 'index.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      banner: {
        js: "import { createRequire } from 'node:module';const require=createRequire(import.meta.url);",
      },
    });
    writeFileSync(join(folder, 'openapi.json.gz'), gzipSync(text));
    ({ handler: bundled } = (await import(pathToFileURL(join(folder, 'index.mjs')).href)) as {
      handler: Handler;
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('comes compressed to those who take it so', async () => {
    const { statusCode, headers, body = '', isBase64Encoded } = await ask({ 'accept-encoding': 'br, gzip' });

    expect([statusCode, headers?.['content-encoding'], isBase64Encoded]).toEqual([200, 'gzip', true]);
    expect(gunzipSync(Buffer.from(body, 'base64')).toString()).toBe(text);
  });

  it('comes as text to everybody else', async () => {
    expect(await ask()).toMatchObject({
      statusCode: 200,
      body: text,
      headers: { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' },
    });
    expect(await ask({ 'accept-encoding': 'gzip;q=0' })).toMatchObject({ body: text });
  });

  it('does not come again to those who have it', async () => {
    const { headers } = await ask();
    const again = await ask({ 'if-none-match': `"other", ${headers?.['etag']}` });

    expect(again).toMatchObject({ statusCode: 304 });
    expect(again.body).toBeUndefined();
  });

  it('is a problem like any other when it is missing', async () => {
    const result = await handler(asking('GET', '/v1/openapi.json', 'GET /v1/openapi.json'));

    expect(bodyOf(result)).toMatchObject({ code: 'internal', status: 500 });
  });
});
