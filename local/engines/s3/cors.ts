import type { Reply } from '../http.ts';
import { accessDenied } from './errors.ts';
import type { S3Request } from './request.ts';

const LOOPBACK = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** Pages of this machine may use signed links; no other origin is let in. */
export const corsHeaders = (origin: string | undefined): Record<string, string> =>
  origin !== undefined && LOOPBACK.test(origin)
    ? {
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': 'ETag, Content-Disposition, x-amz-request-id',
        Vary: 'Origin',
      }
    : {};

/** The answer to a browser's question before it sends a request. */
export const preflight = ({ header }: S3Request): Reply => {
  const allowed = corsHeaders(header('origin'));
  if (Object.keys(allowed).length === 0)
    throw accessDenied('CORSResponse: This CORS request is not allowed.');
  return {
    status: 200,
    headers: {
      ...allowed,
      'Access-Control-Allow-Methods': 'GET, HEAD, PUT',
      'Access-Control-Allow-Headers': header('access-control-request-headers') ?? '',
      'Access-Control-Max-Age': 3000,
      'Content-Length': 0,
    },
    body: undefined,
  };
};
