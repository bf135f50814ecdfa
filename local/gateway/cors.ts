import type { IncomingMessage } from 'node:http';
import type { CorsSettings } from './types.ts';

const LOOPBACK = /^https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/;

/** An origin on this machine; allowed here whatever the template says. */
export const isLoopbackOrigin = (origin: string): boolean => LOOPBACK.test(origin);

const allowedOrigin = (cors: CorsSettings, origin: string): string | undefined => {
  if (cors.origins.includes('*') && !cors.credentials) return '*';
  const allowed = cors.origins.some(
    (one) => one === origin || (one.endsWith('://*') && origin.startsWith(one.slice(0, -1))),
  );
  return allowed || isLoopbackOrigin(origin) ? origin : undefined;
};

/** The headers an answer to this request carries for its browser; none for an origin that isn't allowed. */
export const corsHeaders = (
  cors: CorsSettings | undefined,
  origin: string | undefined,
): Record<string, string> => {
  const allowed = cors && origin ? allowedOrigin(cors, origin) : undefined;
  if (!cors || allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(allowed === '*' ? {} : { vary: 'origin' }),
    ...(cors.credentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposed.length > 0 ? { 'access-control-expose-headers': cors.exposed.join(',') } : {}),
  };
};

/** True for a browser's question before the real request; the gateway answers it itself where CORS is set up. */
export const isPreflight = (request: IncomingMessage): boolean =>
  request.method === 'OPTIONS' &&
  request.headers.origin !== undefined &&
  request.headers['access-control-request-method'] !== undefined;

/** The headers of a preflight's 204; without any of them for an origin that isn't allowed. */
export const preflightHeaders = (cors: CorsSettings, request: IncomingMessage): Record<string, string> => {
  const origin = corsHeaders({ ...cors, exposed: [] }, request.headers.origin);
  if (Object.keys(origin).length === 0) return {};
  const asked = request.headers['access-control-request-headers'];
  return {
    ...origin,
    'access-control-allow-methods': cors.methods.join(','),
    ...(cors.headers.includes('*') && asked
      ? { 'access-control-allow-headers': asked }
      : { 'access-control-allow-headers': cors.headers.join(',') }),
    ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
};
