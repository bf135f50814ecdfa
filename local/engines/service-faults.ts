import http, { type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { OUTBOUND_URL_HEADER } from '../lambda/outbound.ts';
import type { EngineHandlers } from '../net/engine-server.ts';
import {
  createInterceptor,
  type FaultPlan,
  type Interceptor,
  type Service,
  type WireError,
} from './faults.ts';
import { accessKeyIdOf, type Reply, readBody } from './http.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Faults of what stands beside the engines. Off by default, and then a call takes its straight way. */
export type ServiceFaults = {
  readonly setFaults: (plan: FaultPlan | undefined) => void;
  /** The same handlers, disturbed as the plan says. */
  readonly around: (handlers: EngineHandlers) => EngineHandlers;
};

const UNDISTURBED = 'x-local-undisturbed';
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

export const createServiceFaults = (now: () => number): ServiceFaults => {
  let plan: FaultPlan | undefined;
  const interceptors: Interceptor[] = [];

  const disturbed = (service: Service, handle: Handle): Handle => {
    const interceptor = createInterceptor(now, service === 'sns' ? xmlError : jsonError);
    interceptors.push(interceptor);
    return async (request, response) => {
      if (plan === undefined || request.headers[UNDISTURBED] !== undefined) return handle(request, response);
      const bytes = await readBody(request, MAX_REQUEST_BYTES);
      const body = parsed(bytes);
      const call = {
        service,
        operation: operationOf(request, bytes),
        accessKeyId: accessKeyIdOf(request),
        body,
      };
      const perform = (changed: unknown): Promise<Reply> =>
        forward(request, changed === body ? bytes : Buffer.from(JSON.stringify(changed)));
      await interceptor.answer(response, call, perform).catch((error: unknown) => {
        // The service itself cut the connection: so does who stands in between.
        if (!isCut(error)) throw error;
        response.destroy();
      });
    };
  };

  return {
    setFaults: (next) => {
      plan = next;
      for (const interceptor of interceptors) interceptor.setFaults(next);
    },
    around: (handlers) => ({
      ...handlers,
      events: disturbed('events', handlers.events),
      sns: disturbed('sns', handlers.sns),
      email: disturbed('email', handlers.email),
      secrets: disturbed('secrets', handlers.secrets),
      cognito: disturbed('cognito', handlers.cognito),
      outbound: disturbed('outbound', handlers.outbound),
      callback: disturbed('callback', handlers.callback),
    }),
  };
};

const parsed = (body: Buffer): unknown => {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** `PutEvents` by the target, `Publish` by the form; otherwise the method and the address. */
const operationOf = (request: IncomingMessage, body: Buffer): string => {
  const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
  if (target !== undefined) return target;
  const action = /(?:^|&)Action=(\w+)/.exec(body.toString('latin1', 0, 200))?.[1];
  if (action !== undefined) return action;
  const url = request.headers[OUTBOUND_URL_HEADER] ?? request.url?.split('?')[0]?.replace(/\/[\w-]{36}$/, '');
  return `${request.method} ${String(url)}`;
};

const isCut = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code));

const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date'];

const without = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !HOP_BY_HOP.includes(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );

/** The same request once more on the same port, past the faults; the answer as a whole. */
const forward = (request: IncomingMessage, body: Buffer): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const headers: OutgoingHttpHeaders = {
      ...without(request.headers),
      [UNDISTURBED]: '1',
      'content-length': body.length,
    };
    const to = { host: '127.0.0.1', port: request.socket.localPort, agent: false } as const;
    const sent = http.request({ ...to, method: request.method, path: request.url, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const kept = { ...without(answer.headers), 'Content-Length': bytes.length };
        resolve({ status: answer.statusCode ?? 502, headers: kept, body: bytes });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });

const jsonError: WireError = (code, status, message, more = {}) => {
  const body = JSON.stringify({ __type: code, message, ...more });
  return {
    status,
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'x-amzn-errortype': code,
      'Content-Length': Buffer.byteLength(body),
    },
    body,
  };
};

const xmlError: WireError = (code, status, message) => {
  const kind = status < 500 ? 'Sender' : 'Receiver';
  const detail = `<Type>${kind}</Type><Code>${code}</Code><Message>${message}</Message>`;
  const body = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error>${detail}</Error></ErrorResponse>`;
  return { status, headers: { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) }, body };
};
