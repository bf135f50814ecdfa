import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { RequestOf, Route } from '#shared/contracts/route.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { readJson } from './json.ts';
import { EdgeRefusal } from './problem.ts';
import { fieldErrors } from './validation.ts';

const maxBodyBytes = 1024 * 1024;

/** Headers in lower case, as the gateway gives them. */
export const headerOf = (event: APIGatewayProxyEventV2, name: string): string | undefined =>
  event.headers[name];

const parse = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  language: 'en' | 'zh-CN',
): z.output<Schema> => {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new Refusal('invalid_request', {}, fieldErrors(parsed.error.issues, language));
};

/** The bytes of the body as the caller sent them. */
export const rawBody = (event: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

/** Path parameters. An id that cannot exist is not found, whatever it looks like. */
export const readParams = <R extends Route>(
  route: R,
  event: APIGatewayProxyEventV2,
): z.output<R['params']> => {
  const parsed = route.params.safeParse(decoded(event.pathParameters ?? {}));
  if (!parsed.success) throw new Refusal('not_found');
  return parsed.data as z.output<R['params']>;
};

const decoded = (parameters: Record<string, string | undefined>): Record<string, string | undefined> => {
  try {
    return Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        name,
        value === undefined ? value : decodeURIComponent(value),
      ]),
    );
  } catch {
    throw new Refusal('not_found');
  }
};

/** The query, each parameter at most once. */
export const readQuery = (rawQuery: string): Record<string, string> => {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    if (name in query)
      throw new Refusal('invalid_request', {}, [
        { path: name.slice(0, 100), code: 'repeated', message: 'must be given once' },
      ]);
    query[name] = value;
  }
  return { ...query };
};

/** Everything of a request but who calls: parsed by the route's schemas. Throws the refusal that fits best. */
export const readRequest = <R extends Route>(
  route: R,
  event: APIGatewayProxyEventV2,
  language: 'en' | 'zh-CN',
): RequestOf<R> => {
  const params = readParams(route, event);
  if (event.rawQueryString.length + event.rawPath.length > 8192) throw new EdgeRefusal('uri_too_long');
  const query = parse(route.query, readQuery(event.rawQueryString), language);
  const body = route.body ? parse(route.body, readBody(route, event), language) : refuseBody(event);
  return { params, query, body, ifMatch: route.ifMatch ? readIfMatch(event) : undefined } as RequestOf<R>;
};

const refuseBody = (event: APIGatewayProxyEventV2): undefined => {
  if (event.requestContext.http.method !== 'GET' && rawBody(event).length > maxBodyBytes)
    throw new EdgeRefusal('payload_too_large');
  return undefined;
};

const readBody = (route: Route, event: APIGatewayProxyEventV2): unknown => {
  const type = (headerOf(event, 'content-type') ?? '').toLowerCase();
  const encoding = headerOf(event, 'content-encoding');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw new EdgeRefusal('unsupported_media_type');
  const raw = rawBody(event);
  if (raw.length > maxBodyBytes) throw new EdgeRefusal('payload_too_large');
  if (raw.length === 0 && route.body?.safeParse(undefined).success) return undefined;
  if (raw.length === 0 && type === '') throw new EdgeRefusal('invalid_json');
  if (route.form && /^application\/x-www-form-urlencoded\b/.test(type))
    return route.form(readQuery(raw.toString('utf8')));
  const [media = '', ...parameters] = type.split(';').map((text) => text.trim());
  const known =
    media === 'application/json' || (route.method === 'PATCH' && media === 'application/merge-patch+json');
  const utf8 = parameters.every(
    (parameter) => !parameter.startsWith('charset=') || /^charset="?utf-?8"?$/.test(parameter),
  );
  if (!known || !utf8) throw new EdgeRefusal('unsupported_media_type');
  if (raw.length === 0) throw new EdgeRefusal('invalid_json');
  return readJson(raw);
};

/** The one version named by `If-Match`: a strong tag with a number. Missing or `*` is 428; anything else fits no version (412). */
const readIfMatch = (event: APIGatewayProxyEventV2): number => {
  const header = headerOf(event, 'if-match')?.trim();
  if (header === undefined || header === '' || header === '*') throw new Refusal('precondition_required');
  if (header.length > 256) throw new EdgeRefusal('headers_too_large');
  const match = /^"?(\d{1,15})"?$/.exec(header);
  if (!match) throw new Refusal('version_conflict');
  return Number(match[1]);
};

const acceptable = (header: string | undefined, ...media: string[]): boolean => {
  if (header === undefined || header.trim() === '') return true;
  return header
    .toLowerCase()
    .split(',')
    .map((entry) => entry.split(';'))
    .filter(([, ...parameters]) => !parameters.some((parameter) => /^\s*q=0(\.0*)?\s*$/.test(parameter)))
    .some(([range = '']) => ['*/*', 'application/*', ...media].includes(range.trim()));
};

/** Whether the caller is a browser that shows pages. */
export const wantsPage = (event: APIGatewayProxyEventV2): boolean =>
  /text\/html/i.test(headerOf(event, 'accept') ?? '');

/** Refuses with `not_acceptable` when the caller takes no JSON (406); a page is for routes that have one. */
export const checkAccept = (route: Pick<Route, 'html'>, event: APIGatewayProxyEventV2): 'json' | 'html' => {
  if (route.html && wantsPage(event)) return 'html';
  if (!acceptable(headerOf(event, 'accept'), 'application/json', 'application/problem+json'))
    throw new EdgeRefusal('not_acceptable');
  return 'json';
};
