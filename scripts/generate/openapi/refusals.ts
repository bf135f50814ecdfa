import type { Route } from '#shared/contracts/route.ts';
import { statusOf } from '#shared/runtime/http/problem.ts';
import type { ProblemCode } from '#shared/runtime/http/words.ts';
import { problemCodes } from './problems.ts';

const whenAlways: readonly ProblemCode[] = [
  'not_acceptable',
  'uri_too_long',
  'headers_too_large',
  'invalid_request',
  'too_many_requests',
  'internal',
  'unavailable',
  'busy',
];
const whenSignedIn: readonly ProblemCode[] = ['unauthorized', 'forbidden'];
const whenKeyed: readonly ProblemCode[] = [
  'idempotency_key_required',
  'invalid_idempotency_key',
  'idempotency_key_reused',
];
const whenBody: readonly ProblemCode[] = ['invalid_json', 'unsupported_media_type', 'payload_too_large'];
const whenVersioned: readonly ProblemCode[] = ['precondition_required', 'version_conflict'];

/** Every way a route can say no: its own and those that its shape brings with it. By status, then by name. */
export const refusalsOf = (route: Route): readonly ProblemCode[] => {
  const signedIn = route.permission !== 'public';
  const hasParams = /\{/.test(route.path);
  const codes = new Set<ProblemCode>([
    ...route.refusals,
    ...whenAlways,
    ...(signedIn ? whenSignedIn : []),
    ...(signedIn && route.method === 'POST' ? whenKeyed : []),
    ...(route.keyedBy ? whenKeyed.slice(1) : []),
    ...(hasParams ? (['not_found'] as const) : []),
    ...(route.body ? whenBody : []),
    ...(!route.body && route.method !== 'GET' ? (['payload_too_large'] as const) : []),
    ...(route.ifMatch ? whenVersioned : []),
  ]);
  return problemCodes.filter((code) => codes.has(code));
};

/** The same by status. */
export const refusalsByStatus = (codes: readonly ProblemCode[]): Map<number, ProblemCode[]> =>
  Map.groupBy(codes, statusOf);
