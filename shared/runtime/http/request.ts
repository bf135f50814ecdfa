import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { RequestOf, Route } from '#shared/contracts/route.ts';
import { Refusal, refuseField } from '#shared/domain/kernel/refusal.ts';
import { readJson } from './json.ts';
import { EdgeRefusal } from './problem.ts';
import { fieldErrors, MOST_FIELDS, pathText } from './validation.ts';

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
  throw new Refusal('invalid_request', {}, fieldErrors(parsed.error.issues, language, MOST_FIELDS));
};

/** Numbers nearer to 0 than this, but for 0 itself, are none for the table. */
const SMALLEST = 1e-100;

type Unkept = { readonly path: readonly PropertyKey[]; readonly message: string };

/** The first thing in a value that no store keeps: text that is no Unicode (half of a surrogate pair), a number too near to 0. */
const unkeptIn = (value: unknown, path: readonly PropertyKey[] = []): Unkept | undefined => {
  if (typeof value === 'string')
    return value.isWellFormed() ? undefined : { path, message: 'must be well-formed Unicode' };
  if (typeof value === 'number')
    return value === 0 || Math.abs(value) >= SMALLEST
      ? undefined
      : { path, message: 'must be 0 or further from it' };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(name) : name;
    const found = unkeptIn(name, [...path, step]) ?? unkeptIn(inner, [...path, step]);
    if (found) return found;
  }
  return undefined;
};

/** As `parse`; refuses also what no store keeps, wherever it stands. Most fields say so themselves. */
const parseBody = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  language: 'en' | 'zh-CN',
): z.output<Schema> => {
  const body = parse(schema, value, language);
  const unkept = unkeptIn(value);
  if (unkept) throw refuseField(pathText(unkept.path), unkept.message);
  return body;
};

/** The bytes of the body as the caller sent them. */
export const rawBody = (event: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

/** Path parameters. An id that cannot exist is not found, whatever it looks like. */
export const readParams = <R extends Route>(
  route: R,
  event: APIGatewayProxyEventV2,
): z.output<R['params']> => {
  const parsed = route.params.safeParse(decoded(event));
  if (!parsed.success) throw new Refusal('not_found');
  return parsed.data as z.output<R['params']>;
};

/**
 * The parameters decoded once. The gateway gives the path decoded; a parameter that stands in it as it is needs no decoding any more, or
 * the number `50%` could not be named.
 */
const decoded = ({
  rawPath,
  pathParameters = {},
}: APIGatewayProxyEventV2): Record<string, string | undefined> => {
  try {
    return Object.fromEntries(
      Object.entries(pathParameters).map(([name, value]) => [
        name,
        value === undefined || rawPath.includes(value) ? value : decodeURIComponent(value),
      ]),
    );
  } catch {
    throw new Refusal('not_found');
  }
};

const isWellEncoded = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/** The query, well encoded, each parameter at most once. */
export const readQuery = (rawQuery: string): Record<string, string> => {
  const query: Record<string, string> = Object.create(null);
  // `URLSearchParams` reads broken text as something else, and that would be looked for.
  const broken = rawQuery.split('&').find((pair) => !isWellEncoded(pair));
  if (broken !== undefined)
    throw new Refusal('invalid_request', {}, [
      {
        path: (broken.split('=')[0] ?? '').slice(0, 100),
        code: 'invalid',
        message: 'must be well-formed Unicode',
      },
    ]);
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
  const body = route.body ? parseBody(route.body, readBody(route, event), language) : refuseBody(event);
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
