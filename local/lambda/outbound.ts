import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { keepNamesAtHome } from './names.ts';

/** Carries the address a rerouted call was meant for. */
export const OUTBOUND_URL_HEADER = 'x-local-outbound-url';
export const OUTBOUND_PATH = '/outbound';

type OnResponse = (response: IncomingMessage) => void;
type RequestArguments = [string | URL | RequestOptions, (RequestOptions | OnResponse)?, OnResponse?];

/**
 * Makes this thread unable to reach anything but the runtime's own port: whatever `fetch`, `http` or `https` would send
 * elsewhere goes to the runtime with its address in a header, which records it and forwards it to loopback addresses only.
 */
export const rerouteOutbound = (port: number): void => {
  const origin = `http://127.0.0.1:${port}`;
  const realFetch = globalThis.fetch;
  const detour = async (
    input: Parameters<typeof fetch>[0],
    init: RequestInit | undefined,
    hops: number,
  ): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.startsWith(`${origin}/`) || !URL.canParse(url)) return realFetch(input, init);
    const request = new Request(input, init);
    const headers = new Headers(request.headers);
    headers.set(OUTBOUND_URL_HEADER, request.url);
    const body = request.body === null ? null : await request.arrayBuffer();
    const { method, signal } = request;
    const response = await realFetch(`${origin}${OUTBOUND_PATH}`, {
      method,
      headers,
      body,
      signal,
      redirect: 'manual',
    });
    return followed(request, body, response, (url, next) => {
      if (hops >= MAX_REDIRECTS) throw new TypeError('fetch failed: redirect count exceeded');
      return detour(url, next, hops + 1);
    });
  };
  globalThis.fetch = (input, init) => detour(input, init, 0);
  keepNamesAtHome();
  patch(http, 'http:', port);
  patch(https, 'https:', port);
  syncBuiltinESMExports();
};

const MAX_REDIRECTS = 20;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Follows a redirect through the same detour, as the request's own mode asks. */
const followed = async (
  request: Request,
  body: ArrayBuffer | null,
  response: Response,
  fetchAgain: (url: URL, init: RequestInit) => Promise<Response>,
): Promise<Response> => {
  const location = response.headers.get('location');
  if (!REDIRECTS.includes(response.status) || location === null || request.redirect === 'manual')
    return response;
  if (request.redirect === 'error') throw new TypeError('fetch failed: unexpected redirect');
  const keeps = response.status === 307 || response.status === 308;
  const headers = new Headers(request.headers);
  if (!keeps) for (const name of ['content-type', 'content-length']) headers.delete(name);
  return fetchAgain(new URL(location, request.url), {
    method: keeps || request.method === 'HEAD' ? request.method : 'GET',
    headers,
    body: keeps ? body : null,
    signal: request.signal,
  });
};

const patch = (module: typeof http | typeof https, protocol: string, port: number): void => {
  const real = module.request as (...args: unknown[]) => ClientRequest;
  const plain = http.request;
  const own = module === http ? real : plain;
  const request = (...args: RequestArguments): ClientRequest => {
    const { url, options, listener } = normalise(args, protocol);
    const target = new URL(url);
    if (target.port === String(port) && target.hostname === '127.0.0.1') return real(...args);
    const {
      agent: _agent,
      lookup: _lookup,
      protocol: _protocol,
      host: _host,
      hostname: _hostname,
      ...kept
    } = options;
    return own(
      {
        ...kept,
        host: '127.0.0.1',
        port,
        path: OUTBOUND_PATH,
        headers: { ...headersOf(options.headers), [OUTBOUND_URL_HEADER]: url },
      },
      listener,
    );
  };
  const get = (...args: RequestArguments): ClientRequest => {
    const sent = request(...args);
    sent.end();
    return sent;
  };
  Object.assign(module, { request, get });
};

const normalise = (args: RequestArguments, protocol: string) => {
  const [first, second, third] = args;
  const listener = typeof second === 'function' ? second : third;
  const extra = typeof second === 'object' ? second : {};
  if (typeof first === 'string' || first instanceof URL)
    return { url: String(first), options: extra, listener };
  const options = { ...first, ...extra };
  const scheme = options.protocol ?? protocol;
  const host = options.hostname ?? options.host ?? 'localhost';
  const port = options.port ? `:${options.port}` : '';
  return { url: `${scheme}//${bracketed(host)}${port}${options.path ?? '/'}`, options, listener };
};

const bracketed = (host: string): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;

const headersOf = (headers: RequestOptions['headers']): Record<string, string | string[]> => {
  if (!headers) return {};
  if (Array.isArray(headers)) {
    const pairs: [string, string][] = [];
    for (let i = 0; i + 1 < headers.length; i += 2) pairs.push([String(headers[i]), String(headers[i + 1])]);
    return Object.fromEntries(pairs);
  }
  const kept = Object.entries(headers).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(
    kept.map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]),
  );
};
