import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { InvocationResult } from '../lambda/types.ts';
import { BodyTooLarge, readBody } from '../net/http.ts';
import type { JsonObject } from '../net/json.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { eventOf } from './event.ts';
import { checkJwt, type PublishedKey } from './jwt.ts';
import { gatewayReply, type HttpReply, INTERNAL_ERROR, replyOf, UNAVAILABLE } from './reply.ts';
import { createRouter, type RouteMatch } from './routes.ts';
import { createThrottle } from './throttle.ts';
import { type HttpApi, LIMITS } from './types.ts';

export type GatewaySettings = {
  readonly now: () => number;
  readonly invoke: (functionArn: string, payload: string) => Promise<InvocationResult>;
  readonly keysOf: (issuer: string) => readonly PublishedKey[];
  /** Paths under `/_local/`; no part of any deployment. */
  readonly control: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

export type Gateway = {
  /** Accepts connections; requests wait until `open`. */
  readonly listen: (port: number) => Promise<number>;
  /** Begins to answer. Without an API only the control surface does. */
  readonly open: (api: HttpApi | undefined) => void;
  /** Stops taking requests and waits for those under way. */
  readonly close: () => Promise<void>;
};

type Authorized = { readonly claims?: JsonObject; readonly scopes?: readonly string[] };

/** An HTTP API on 127.0.0.1, together with the control surface. */
export const createGateway = (settings: GatewaySettings): Gateway => {
  const { now } = settings;
  let api: HttpApi | undefined;
  let route = createRouter([]);
  let mayPass = () => true;
  let opened: () => void = () => undefined;
  let isOpen = false;
  const ready = new Promise<void>((resolve) => {
    opened = resolve;
  });

  const authorize = (request: IncomingMessage, query: string, match: RouteMatch): HttpReply | Authorized => {
    const { authorizer, scopes } = match.route;
    if (!authorizer) return {};
    const identity = identityOf(authorizer.identitySource, request, query);
    const verdict = checkJwt({
      authorizer,
      scopes,
      identity,
      keys: settings.keysOf(authorizer.issuer),
      nowMs: now(),
    });
    if (verdict.kind === 'granted') return { claims: verdict.claims, scopes: verdict.scopes };
    if (verdict.kind === 'forbidden') {
      return gatewayReply(403, 'Forbidden', {
        'www-authenticate': `Bearer scope="${scopes.join(' ')}" error="insufficient_scope"`,
      });
    }
    const why = verdict.reason ? ` scope="" error="invalid_token" error_description="${verdict.reason}"` : '';
    return gatewayReply(401, 'Unauthorized', { 'www-authenticate': `Bearer${why}` });
  };

  const answer = async (request: IncomingMessage, requestId: string): Promise<HttpReply> => {
    if (!api) return gatewayReply(404, 'Not Found');
    const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
    const rawQuery = rest.join('?');
    const path = decoded(rawPath);
    if (path === undefined) return gatewayReply(400, 'Bad Request');
    const tooLong = oversized(request);
    if (tooLong) return tooLong;
    if (!mayPass()) return gatewayReply(429, 'Too Many Requests');
    const match = route(request.method ?? 'GET', path);
    if (!match) return gatewayReply(404, 'Not Found');
    const authorized = authorize(request, rawQuery, match);
    if ('status' in authorized) return authorized;
    const body = await readBody(request, LIMITS.bodyBytes);
    const event = JSON.stringify(
      eventOf({ api, request, body, path, rawQuery, match, requestId, nowMs: now(), ...authorized }),
    );
    if (Buffer.byteLength(event) > LAMBDA_REQUEST_BYTES) return gatewayReply(413, 'Request Entity Too Large');
    const result = await within(settings.invoke(match.route.functionArn, event), match.route.timeoutMs);
    if (result === undefined) return UNAVAILABLE;
    if (!result.ok) return result.throttled ? UNAVAILABLE : INTERNAL_ERROR;
    return replyOf(result.payload);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await ready;
    response.setHeader('date', new Date(now()).toUTCString());
    if (/^\/_local(?:[/?]|$)/.test(request.url ?? '')) return settings.control(request, response);
    const requestId = `${randomBytes(11).toString('base64url')}=`;
    if (api?.cors && isPreflight(request)) {
      response.writeHead(204, { ...preflightHeaders(api.cors, request), 'apigw-requestid': requestId }).end();
      return;
    }
    const reply = await answer(request, requestId).catch((error: unknown) => {
      if (error instanceof BodyTooLarge)
        return gatewayReply(413, 'Request Entity Too Large', { connection: 'close' });
      throw error;
    });
    const cors = corsHeaders(api?.cors, request.headers.origin);
    write(request, response, reply, { ...cors, 'apigw-requestid': requestId });
  };

  const server = createServer({ maxHeaderSize: 64 * 1024, keepAliveTimeout: 65_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      process.stderr.write(`gateway: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) write(request, response, INTERNAL_ERROR, {});
      else response.destroy();
    });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable) return socket.destroy();
    const line =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    const body = JSON.stringify({ message: line.slice(4) });
    return socket.end(
      `HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });

  return {
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) =>
          reject(
            error.code === 'EADDRINUSE'
              ? new Error(`port ${port} is in use; PORT chooses another`, { cause: error })
              : error,
          ),
        );
        server.listen(port, '127.0.0.1', () => {
          const address = server.address();
          resolve(typeof address === 'object' && address ? address.port : port);
        });
      }),
    open: (served) => {
      api = served;
      route = createRouter(served?.routes ?? []);
      mayPass = served?.throttle ? createThrottle(served.throttle) : () => true;
      isOpen = true;
      opened();
    },
    close: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        server.close(() => resolve());
        // Who waits for a stack that never opened gets no answer; the others have as long as a request may take.
        if (isOpen) server.closeIdleConnections();
        else server.closeAllConnections();
        setTimeout(() => server.closeAllConnections(), LIMITS.timeoutMs + 1000).unref();
        return undefined;
      }),
  };
};

/** Lambda takes at most 6 MB in one synchronous event. */
const LAMBDA_REQUEST_BYTES = 6 * 1024 * 1024;

const write = (
  request: IncomingMessage,
  response: ServerResponse,
  reply: HttpReply,
  extra: Record<string, string>,
): void => {
  const bodiless = reply.status === 204 || reply.status === 304;
  const length = bodiless ? {} : { 'content-length': String(reply.body.length) };
  const { vary: varies, ...others } = reply.headers;
  const vary = [varies, extra['vary']].filter(Boolean).join(', ');
  response.writeHead(reply.status, { ...others, ...extra, ...(vary ? { vary } : {}), ...length });
  response.end(bodiless || request.method === 'HEAD' ? undefined : reply.body);
};

const oversized = (request: IncomingMessage): HttpReply | undefined => {
  if ((request.url ?? '').length > LIMITS.urlBytes) return gatewayReply(414, 'Request-URI Too Long');
  const bytes = request.rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes > LIMITS.headerBytes ? gatewayReply(431, 'Request Header Fields Too Large') : undefined;
};

const identityOf = (source: string, request: IncomingMessage, query: string): string | undefined => {
  const [, kind, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (kind === 'querystring') return new URLSearchParams(query).get(name) ?? undefined;
  return request.headersDistinct[name.toLowerCase()]?.join(',');
};

const decoded = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

const within = async <T>(work: Promise<T>, ms: number): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
