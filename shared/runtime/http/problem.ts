import { type FieldError, Refusal, refusalStatus } from '#shared/domain/kernel/refusal.ts';
import { inChinese } from './chinese.ts';
import { MOST_FIELDS } from './validation.ts';
import { type EdgeCode, type ProblemCode, problemWords } from './words.ts';

/** A "no" of the edge itself: the request could not even be read. */
export class EdgeRefusal extends Error {
  override readonly name = 'EdgeRefusal';
  readonly code: EdgeCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: EdgeCode, headers: Readonly<Record<string, string>> = {}) {
    super(code);
    this.code = code;
    this.headers = headers;
  }
}

const edgeStatus: Readonly<Record<EdgeCode, number>> = {
  invalid_json: 400,
  method_not_allowed: 405,
  not_acceptable: 406,
  payload_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
};

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ProblemCode;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
};

export const statusOf = (code: ProblemCode): number =>
  code in refusalStatus ? refusalStatus[code as keyof typeof refusalStatus] : edgeStatus[code as EdgeCode];

/** RFC 9457 problem of a code, in the caller's language. `errors` keeps at most `MOST_FIELDS` entries, one a field. */
export const problem = (
  code: ProblemCode,
  about: {
    requestId: string;
    language: 'en' | 'zh-CN';
    details?: Readonly<Record<string, string | number>>;
    errors?: readonly FieldError[];
  },
): Problem => ({
  type: `urn:kefu:problem:${code}`,
  ...problemWords(code, about.language, about.details),
  status: statusOf(code),
  instance: `urn:request:${about.requestId}`,
  code,
  requestId: about.requestId,
  ...(about.errors && about.errors.length > 0 ? { errors: oneAField(about.errors, about.language) } : {}),
});

const oneAField = (errors: readonly FieldError[], language: 'en' | 'zh-CN'): FieldError[] => {
  const byPath = new Map<string, FieldError>();
  for (const error of errors) if (!byPath.has(error.path)) byPath.set(error.path, error);
  const first = [...byPath.values()].slice(0, MOST_FIELDS);
  return language === 'zh-CN'
    ? first.map((error) => ({ ...error, message: inChinese(error.message) }))
    : first;
};

const transient: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'TransactionInProgressException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'AbortError',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** A service of AWS that failed on its own side, whatever it calls its error. */
const failedThere = (error: Error): boolean => {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: unknown } };
  return typeof $metadata?.httpStatusCode === 'number' && $metadata.httpStatusCode >= 500;
};

/** A dependency failed in a way that passes: the caller is told to come back (503), not that we are broken (500). */
export const isTransient = (error: unknown): boolean =>
  error instanceof Error &&
  (transient.has(error.name) ||
    transient.has(String((error as { code?: unknown }).code ?? '')) ||
    failedThere(error));

/** The code, details and headers with which any thrown thing is answered. */
export const problemOf = (
  error: unknown,
): {
  code: ProblemCode;
  details: Readonly<Record<string, string | number>>;
  errors: readonly FieldError[];
  headers: Readonly<Record<string, string>>;
} => {
  if (error instanceof Refusal) {
    const retry = error.code === 'too_many_requests' || error.code === 'busy';
    return {
      code: error.code,
      details: error.details,
      errors: error.errors,
      headers: retry ? { 'retry-after': String(error.details['seconds'] ?? 1) } : {},
    };
  }
  if (error instanceof EdgeRefusal)
    return { code: error.code, details: {}, errors: [], headers: error.headers };
  if (isTransient(error))
    return { code: 'unavailable', details: {}, errors: [], headers: { 'retry-after': '2' } };
  return { code: 'internal', details: {}, errors: [], headers: {} };
};
