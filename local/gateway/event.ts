import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../net/json.ts';
import { claimsAsText } from './jwt.ts';
import type { RouteMatch } from './routes.ts';
import type { HttpApi } from './types.ts';

export type EventInput = {
  readonly api: HttpApi;
  readonly request: IncomingMessage;
  readonly body: Buffer;
  /** Percent-decoded, as an HTTP API hands it on. */
  readonly path: string;
  readonly rawQuery: string;
  readonly match: RouteMatch;
  readonly requestId: string;
  readonly nowMs: number;
  readonly claims?: JsonObject;
  readonly scopes?: readonly string[];
};

/** The event of payload format 2.0 for a request. */
export const eventOf = (input: EventInput): unknown => {
  const { api, request, body, path, rawQuery, match, requestId, nowMs } = input;
  const { cookies, headers } = headersOf(request);
  const query = queryOf(rawQuery);
  const text = isText(request.headers['content-type'], request.headers['content-encoding']);
  const sourceIp = addressOf(request);
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: path,
    rawQueryString: rawQuery,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    ...(Object.keys(match.pathParameters).length > 0 ? { pathParameters: match.pathParameters } : {}),
    requestContext: {
      accountId: '000000000000',
      apiId: api.id,
      ...(input.claims
        ? {
            authorizer: {
              jwt: { claims: claimsAsText(input.claims), scopes: input.scopes?.length ? input.scopes : null },
            },
          }
        : {}),
      domainName: request.headers.host ?? '',
      domainPrefix: api.id,
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.route.key,
      stage: '$default',
      time: commonLogTime(nowMs),
      timeEpoch: Math.floor(nowMs),
    },
    ...(body.length > 0 ? { body: body.toString(text ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !text,
  };
};

/** The peer's address; IPv4 without its IPv6 dress. */
export const addressOf = (request: IncomingMessage): string =>
  (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');

const headersOf = (request: IncomingMessage): { cookies: string[]; headers: Record<string, string> } => {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    if (name === 'cookie') cookies.push(...values.flatMap((value) => value.split(/; */)).filter(Boolean));
    else headers[name] = values.join(',');
  }
  const before = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = before ? `${before}, ${addressOf(request)}` : addressOf(request);
  headers['x-forwarded-port'] = String(request.socket.localPort ?? '');
  headers['x-forwarded-proto'] = 'http';
  headers['content-length'] ??= '0';
  return { cookies, headers };
};

const queryOf = (rawQuery: string): Record<string, string> => {
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(rawQuery))
    query.set(name, [...(query.get(name) ?? []), value]);
  return Object.fromEntries([...query].map(([name, values]) => [name, values.join(',')]));
};

/** Only these arrive as text; an HTTP API hands on everything else, forms and merge patches included, as base64. */
const isText = (contentType = '', encoding?: string): boolean => {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (encoding !== undefined && encoding !== 'identity') return false;
  return (
    type.startsWith('text/') ||
    ['application/json', 'application/xml', 'application/javascript'].includes(type)
  );
};

const commonLogTime = (nowMs: number): string => {
  const [, day, month, year, time] = new Date(nowMs).toUTCString().split(/,? /);
  return `${day}/${month}/${year}:${time} +0000`;
};
