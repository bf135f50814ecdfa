import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopbackOrigin } from '../gateway/cors.ts';
import { BodyTooLarge, readBody, sendJson, sendProblem } from '../net/http.ts';
import { isObject, type JsonObject, parsed } from '../net/json.ts';

/** A refusal of the control surface. */
export class ControlProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

export type ControlCall = {
  /** The value at `{name}` in the path. */
  readonly name: string;
  /** The JSON body; empty for none. */
  readonly body: JsonObject;
};

/** What a path and method do; the key is like `POST /_local/schedules/{name}/run`. The result is the 200's JSON. */
export type ControlRoutes = Readonly<Record<string, (call: ControlCall) => unknown>>;

const MAX_BODY = 64 * 1024;

/** Paths whose requests and answers are in another protocol; the key is the path. */
export type ForeignPaths = Readonly<
  Record<string, (request: IncomingMessage, response: ServerResponse) => void | Promise<void>>
>;

/** Serves `/_local/*` as JSON with problem details. Only pages of this machine may call it from a browser. */
export const createSurface = (routes: ControlRoutes, others: ForeignPaths = {}) => {
  const table = Object.entries(routes).map(([key, run]) => {
    const [method = '', path = ''] = key.split(' ');
    const pattern = path.split('{name}').map(escapeRegExp).join('([^/]+)');
    return { method, pattern: new RegExp(`^${pattern}/?$`), run };
  });
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { origin } = request.headers;
    if (origin !== undefined) allowOrigin(origin, response);
    response.setHeader('cache-control', 'no-store');
    const refused = isForeign(request);
    if (refused) return sendProblem(response, 403, 'forbidden', refused);
    const path = (request.url ?? '').split('?')[0] ?? '';
    const other = request.method === 'POST' ? others[path.replace(/\/$/, '')] : undefined;
    if (other) return other(request, response);
    const here = table.filter(({ pattern }) => pattern.test(path));
    if (here.length === 0 && !(request.method === 'OPTIONS' && others[path.replace(/\/$/, '')]))
      return sendProblem(response, 404, 'not_found', `the control surface has no ${path}`);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const found = here.find(({ method }) => method === request.method);
    if (!found) {
      response.setHeader('allow', here.map(({ method }) => method).join(', '));
      return sendProblem(response, 405, 'method_not_allowed', `${request.method} is not possible here`);
    }
    try {
      const name = decodeURIComponent(found.pattern.exec(path)?.[1] ?? '');
      sendJson(response, 200, await found.run({ name, body: await bodyOf(request) }));
    } catch (error) {
      const problem = problemOf(error);
      if (!problem) throw error;
      sendProblem(response, problem.status, problem.code, problem.message);
    }
    return undefined;
  };
};

const escapeRegExp = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const bodyOf = async (request: IncomingMessage): Promise<JsonObject> => {
  const text = (await readBody(request, MAX_BODY)).toString('utf8');
  if (text.trim() === '') return {};
  const body = parsed(text);
  if (!isObject(body)) throw new ControlProblem(400, 'malformed_json', 'the body is not a JSON object');
  return body;
};

const problemOf = (error: unknown): ControlProblem | undefined => {
  if (error instanceof ControlProblem) return error;
  if (error instanceof BodyTooLarge)
    return new ControlProblem(413, 'payload_too_large', 'the body is too large');
  if (error instanceof URIError)
    return new ControlProblem(400, 'malformed_path', 'the path is not percent-encoded well');
  return undefined;
};

/** Also those that clients of user pools send. */
const ALLOWED_HEADERS = [
  'content-type',
  'authorization',
  'x-amz-target',
  'x-amz-user-agent',
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'cache-control',
].join(',');

const allowOrigin = (origin: string, response: ServerResponse): void => {
  if (!isLoopbackOrigin(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-methods', 'GET,POST,PUT');
  response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
  response.setHeader('vary', 'origin');
};

/** A page of another site, or one that was led here by a name of its own, must not mint tokens. */
const isForeign = (request: IncomingMessage): string | undefined => {
  const { origin, host = '' } = request.headers;
  if (origin !== undefined && !isLoopbackOrigin(origin))
    return 'pages of other hosts may not use the control surface';
  return isLoopbackOrigin(`http://${host}`)
    ? undefined
    : 'the control surface is reached by a loopback name only';
};
