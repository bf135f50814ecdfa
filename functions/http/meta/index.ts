import { readFile } from 'node:fs/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { laterPaths } from '#shared/contracts/later.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { once } from '#shared/runtime/once.ts';
import type { Answer } from '#shared/runtime/http/answer.ts';
import { answering } from '#shared/runtime/http/handler.ts';
import { EdgeRefusal } from '#shared/runtime/http/problem.ts';
import { paths } from './paths.ts';

/** `/v1/tickets/{id}` as a pattern of one path segment for each parameter. */
const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`);
const known = once(() => [...paths, ['GET', '/health'], ['GET', '/v1/openapi.json']].map(([method = '', path = '']) => ({ method, pattern: patternOf(path) })));
const later = once(() => laterPaths.map(patternOf));

const json = (body: unknown): Answer => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const health = (): Answer => json({ status: 'ok', version: process.env['KEFU_VERSION'] ?? 'dev' });

/** The OpenAPI document lies compressed beside the function; most callers take it as it is. */
const openApi = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const packed = await readFile(new URL('./openapi.json.gz', import.meta.url));
  const headers = {
    'content-type': 'application/json',
    'cache-control': 'public, max-age=300',
    'x-content-type-options': 'nosniff',
    'x-request-id': event.requestContext.requestId,
    vary: 'Accept-Encoding',
  };
  if (/\bgzip\b/i.test(event.headers['accept-encoding'] ?? '')) {
    return { statusCode: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: packed.toString('base64'), isBase64Encoded: true };
  }
  const { gunzipSync } = await import('node:zlib');
  return { statusCode: 200, headers, body: gunzipSync(packed).toString('utf8') };
};

/** What no route answers: 405 where the path has other methods, `not_implemented` where later work will have it, else not found. */
const catchAll = (event: APIGatewayProxyEventV2): never => {
  const path = event.rawPath.length > 1 ? event.rawPath.replace(/\/+$/, '') : event.rawPath;
  if (event.rawPath.length > 8192) throw new EdgeRefusal('uri_too_long');
  const methods = known().filter(({ pattern }) => pattern.test(event.rawPath)).map(({ method }) => method);
  if (methods.length > 0) throw new EdgeRefusal('method_not_allowed', { allow: [...new Set([...methods, 'OPTIONS'])].sort().join(', ') });
  if (later().some((pattern) => pattern.test(path))) throw new Refusal('not_implemented');
  throw new Refusal('not_found');
};

/** Health, the OpenAPI document, and everything that no route answers. No token, no table. */
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  if (event.routeKey === 'GET /v1/openapi.json') return openApi(event);
  return answering(event, event.routeKey, async () => (event.routeKey === 'GET /health' ? health() : catchAll(event)));
};
