import type { Route } from '#shared/contracts/route.ts';
import { type RouteId, routes } from '#shared/contracts/routes.ts';
import { requestExamples } from '../openapi/request-examples.ts';

const at = Date.parse('2026-03-02T09:00:00.000Z');
const sub = '5f7c2c1e-6f0a-4a56-9f3c-2f1f3a1d9b10';
const issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example';

/** The claims of an access token as the gateway passes them on: all of them text. */
const claims = {
  sub,
  iss: issuer,
  client_id: '1example23456789',
  token_use: 'access',
  scope: 'kefu/api',
  auth_time: String(at / 1000 - 60),
  iat: String(at / 1000 - 60),
  exp: String(at / 1000 + 840),
  jti: '0f8fad5b-d9cb-469f-a165-70867728950e',
  username: 'agent1',
};

type Sent = {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly encoded?: boolean;
};

const event = (
  method: string,
  routeKey: string,
  path: string,
  signedIn: boolean,
  { parameters, query = '', headers = {}, body, encoded = false }: Sent,
) => ({
  version: '2.0',
  routeKey,
  rawPath: path,
  rawQueryString: query,
  headers: {
    accept: 'application/json',
    'accept-language': 'zh-CN',
    ...(signedIn ? { authorization: 'Bearer <access token>' } : {}),
    'content-length': String(Buffer.byteLength(body ?? '')),
    host: 'api.example.com',
    'user-agent': 'example/1.0',
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    ...headers,
  },
  ...(query === '' ? {} : { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
  ...(parameters ? { pathParameters: parameters } : {}),
  requestContext: {
    accountId: '000000000000',
    apiId: 'example',
    ...(signedIn ? { authorizer: { jwt: { claims, scopes: ['kefu/api'] } } } : {}),
    domainName: 'api.example.com',
    domainPrefix: 'api',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'example/1.0' },
    requestId: 'JKJaXmPLvHcESHA=',
    routeKey,
    stage: '$default',
    time: '02/Mar/2026:09:00:00 +0000',
    timeEpoch: at,
  },
  ...(body === undefined ? {} : { body: encoded ? Buffer.from(body).toString('base64') : body }),
  isBase64Encoded: encoded,
});

const ofRoute = (id: RouteId, sent: Sent = {}) => {
  const { method, path, permission }: Route = routes[id];
  const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) => sent.parameters?.[name] ?? '');
  return event(method, `${method} ${path}`, filled, permission !== 'public', sent);
};

const json = (id: RouteId): { body: string; headers: Record<string, string> } => ({
  body: JSON.stringify(requestExamples[id]),
  headers: { 'content-type': 'application/json' },
});

const ticket = { id: 'tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY' };
const token = { token: 'V2hhdCBhIHN1cnZleSB0b2tlbiBsb29rcyBsaWtlIDA' };

/** Requests as the gateway hands them to the functions: signed in and not, JSON, merge patch and form, and what no route answers. */
export const httpSamples = (): Readonly<Record<string, unknown>> => ({
  'tickets-create': ofRoute('tickets/create', {
    ...json('tickets/create'),
    headers: { ...json('tickets/create').headers, 'idempotency-key': '0b9c7a52-5a0f-4f0e-9a53-3f6d0f4b2f11' },
  }),
  'tickets-list': ofRoute('tickets/list', { query: 'status=open,pending&limit=20' }),
  'tickets-get': ofRoute('tickets/get', { parameters: ticket, headers: { 'if-none-match': '"7"' } }),
  // The gateway hands on as text what it knows to be text; a merge patch and a form are not among it.
  'tickets-edit': ofRoute('tickets/edit', {
    parameters: ticket,
    ...json('tickets/edit'),
    headers: { 'content-type': 'application/merge-patch+json', 'if-match': '"7"' },
    encoded: true,
  }),
  'public-read-survey': ofRoute('public/read-survey', {
    parameters: token,
    headers: { accept: 'text/html' },
  }),
  'public-answer-survey': ofRoute('public/answer-survey', {
    parameters: token,
    body: new URLSearchParams({ csat: '5', comment: '处理得很快' }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    encoded: true,
  }),
  health: event('GET', 'GET /health', '/health', false, {}),
  'unknown-path': event('GET', '$default', '/v1/nothing', false, {}),
  'unknown-method': event('PUT', '$default', '/v1/tickets', false, {}),
});
