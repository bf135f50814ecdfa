import { complaint, methodNotAllowed, notFound, resolved } from './document.ts';
import type { Draft } from './draft.ts';
import { methodsFor } from './edge-changes.ts';
import type { Answer } from './wire.ts';

/** A promise that an answer didn't keep, and how. */
export type Failure = { readonly check: string; readonly why: string };
type Check = (draft: Draft, answer: Answer) => string | undefined;
type Problem = {
  readonly type?: unknown;
  readonly title?: unknown;
  readonly status?: unknown;
  readonly detail?: unknown;
  readonly instance?: unknown;
  readonly code?: unknown;
  readonly requestId?: unknown;
  readonly errors?: readonly { readonly path: string; readonly code: string; readonly message: string }[];
};

const mediaOf = ({ headers }: Answer): string => (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
const jsonOf = (answer: Answer): unknown => {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
};
const problemOf = (answer: Answer): Problem | undefined =>
  mediaOf(answer) === 'application/problem+json'
    ? ((jsonOf(answer) as Problem | null) ?? undefined)
    : undefined;
/** Answered by our code, not by the gateway in front of it. */
const isOurs = ({ headers }: Answer): boolean => 'x-request-id' in headers;
const isBodiless = ({ method }: Draft, { status }: Answer): boolean =>
  method === 'HEAD' || status === 204 || status === 304;

const documented = ({ operation, method, elsewhere }: Draft, { status }: Answer) => {
  if (status === 405) return methodNotAllowed;
  const own = method === operation.method ? operation.responses[String(status)] : undefined;
  // An address with another path in it, or one that cannot be read at all, is no operation's.
  return own ?? (elsewhere && status === 404 ? notFound : undefined);
};

/** The gateway cannot read such an address at all: it is no operation's, and answered before any code of ours. */
const isUnreadable = ({ elsewhere }: Draft, answer: Answer): boolean =>
  elsewhere === true && answer.status === 400 && !isOurs(answer);

const noServerError: Check = (_, { status, text }) =>
  status >= 500 || status === 0 ? `${status} ${text.slice(0, 200)}` : undefined;

const statusDocumented: Check = (draft, answer) => {
  const { status } = answer;
  if (documented(draft, answer) || isUnreadable(draft, answer)) return undefined;
  return `${status} is not in the document: ${answer.text.slice(0, 200)}`;
};

const mediaDocumented: Check = (draft, answer) => {
  const content = documented(draft, answer);
  if (!content || isBodiless(draft, answer) || isUnreadable(draft, answer)) return undefined;
  return mediaOf(answer) in content
    ? undefined
    : `${mediaOf(answer)} is not in the document for ${answer.status}`;
};

const fitsDocument: Check = (draft, answer) => {
  const schema = documented(draft, answer)?.[mediaOf(answer)]?.schema;
  if (!schema || isBodiless(draft, answer) || !mediaOf(answer).includes('json')) return undefined;
  return complaint(schema, jsonOf(answer)) || undefined;
};

const wanted: Readonly<Record<string, RegExp>> = {
  'cache-control': /^(?:no-store|public, max-age=300)$/,
  'x-content-type-options': /^nosniff$/,
  'strict-transport-security': /^max-age=\d{8}/,
  'content-security-policy': /default-src 'none'/,
  'referrer-policy': /^no-referrer$/,
};
const headersKept: Check = ({ operation }, answer) => {
  const { headers, status } = answer;
  if (!isOurs(answer)) return undefined;
  const wrong = Object.entries(wanted).filter(([name, form]) => !form.test(headers[name] ?? ''));
  if (wrong.length > 0) return `headers missing or wrong: ${wrong.map(([name]) => name).join(', ')}`;
  if (headers['server'] ?? headers['x-powered-by']) return 'tells which server it is';
  if ((status === 429 || status === 503) && !headers['retry-after']) return `${status} without Retry-After`;
  if (!operation.name.startsWith('meta/') && headers['cache-control'] !== 'no-store')
    return 'may be kept in a cache';
  return undefined;
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const problemShape: Check = (draft, answer) => {
  const { status, headers } = answer;
  if (status < 400 || isBodiless(draft, answer) || !isOurs(answer) || mediaOf(answer) === 'text/html')
    return undefined;
  const problem = problemOf(answer);
  if (!problem) return `no problem: ${mediaOf(answer)} ${answer.text.slice(0, 100)}`;
  const { type, title, detail, instance, code, requestId, errors } = problem;
  if (problem.status !== status || type !== `urn:kefu:problem:${String(code)}`)
    return 'status or type differ';
  if (!isText(title) || !isText(detail)) return 'without title or detail';
  if (requestId !== headers['x-request-id'] || instance !== `urn:request:${String(requestId)}`)
    return 'without the id of the request';
  const paths = errors?.map(({ path }) => path) ?? [];
  if (paths.length > 20 || new Set(paths).size !== paths.length) return 'fields named twice, or too many';
  if (paths.some((path) => path.length > 400)) return 'a path longer than 400 characters';
  return errors?.some((one) => !isText(one.code) || !isText(one.message))
    ? 'an error without code or message'
    : undefined;
};

const leaks =
  /arn:aws|node_modules|\.m?[jt]s:\d+|\bat (?:async )?\w+ \(|ZodError|Dynamo|ConditionalCheck|ValidationException|kefu-dev|\bSELECT\b|stack trace/;
const nothingLeaked: Check = ({ canary, method }, answer) => {
  if (answer.status < 400 || method === 'TRACE') return undefined;
  const told = answer.text + JSON.stringify(answer.headers);
  if (told.includes(canary)) return 'quotes what was sent';
  const leak = leaks.exec(answer.text);
  return leak ? `tells of the inside: ${leak[0]}` : undefined;
};

const shapeCodes: ReadonlySet<string> = new Set([
  'required',
  'wrong_type',
  'unknown_field',
  'not_allowed',
  'too_small',
  'too_big',
  'repeated',
  'too_deep',
]);

const wrongRefused: Check = ({ expect }, { status, text }) => {
  if (expect.kind !== 'refused') return undefined;
  if (status < 400) return `${status} where it had to be refused: ${text.slice(0, 200)}`;
  return expect.statuses && !expect.statuses.includes(status)
    ? `${status} instead of ${expect.statuses.join(' or ')}: ${text.slice(0, 200)}`
    : undefined;
};

/** Names that an operation knows of, though its schema takes any: a rule, not a shape. */
const isOpen = ({ operation }: Draft, path: string): boolean => {
  const [first = ''] = path.split('.');
  const member = operation.body && resolved(operation.body.schema).properties?.[first];
  return member !== undefined && typeof resolved(member).additionalProperties === 'object';
};

/** Customers may not give everything that the schema of all callers has; some members they aren't told of at all. */
const isForStaff = ({ user }: Draft, code: string): boolean =>
  user?.startsWith('customer') === true && ['not_allowed', 'unknown_field'].includes(code);

/** Members that are required by what else is there: a value unless a code is sent, a customer unless the caller is one or names one, a person unless a team is named. */
const conditional: Readonly<Record<string, readonly string[]>> = {
  'tickets/check-identity': ['value'],
  'tickets/create': ['customer'],
  'tickets/assign': ['assigneeId'],
};
const isConditional = ({ operation }: Draft, path: string): boolean =>
  conditional[operation.name]?.includes(path) === true;

/** Cursors are sealed: no schema tells how one is made. */
const isCursor = (answer: Answer): boolean => problemOf(answer)?.code === 'invalid_cursor';

const rightTaken: Check = (draft, answer) => {
  const { expect } = draft;
  const { status, text } = answer;
  if (isCursor(answer)) return undefined;
  if (expect.kind !== 'fits' && expect.kind !== 'plain') return undefined;
  if ([400, 405, 406, 411, 413, 414, 415, 431].includes(status))
    return `${status} for a valid request: ${text.slice(0, 300)}`;
  if (status !== 422) return undefined;
  const errors = problemOf(answer)?.errors ?? [];
  const shape = errors.filter(
    ({ path, code }) =>
      shapeCodes.has(code) && !isOpen(draft, path) && !isForStaff(draft, code) && !isConditional(draft, path),
  );
  return shape.length > 0 ? `refused for its shape: ${JSON.stringify(shape).slice(0, 300)}` : undefined;
};

const methodRefused: Check = ({ method, operation, path }, { status, headers }) => {
  if (status !== 405) return undefined;
  const allowed = (headers['allow'] ?? '').split(', ').filter((one) => one !== 'OPTIONS');
  const known = [...new Set(methodsFor(path))];
  if (method === operation.method && known.includes(method)) return 'refuses its own method';
  return allowed.toSorted().join() === known.toSorted().join()
    ? undefined
    : `Allow says ${allowed.join(', ')}`;
};

const tokenAsked: Check = ({ user, operation, headers, expect }, { status }) =>
  operation.secured && user === undefined && status !== 401 && expect.kind === 'refused'
    ? `${status} with the token ${headers['authorization'] ?? 'left out'}`
    : undefined;

/** Every check of a single answer, by its name. */
export const checks: Readonly<Record<string, Check>> = {
  'no server error': noServerError,
  'status in the document': statusDocumented,
  'media type in the document': mediaDocumented,
  'answer fits the document': fitsDocument,
  'headers of every answer': headersKept,
  'form of a problem': problemShape,
  'nothing leaked': nothingLeaked,
  'what breaks a rule is refused': wrongRefused,
  'what fits is taken': rightTaken,
  'another method is 405 with Allow': methodRefused,
  'no token, no entry': tokenAsked,
};

/** Every promise that this answer broke. */
export const failuresOf = (draft: Draft, answer: Answer): Failure[] =>
  Object.entries(checks).flatMap(([check, holds]) => {
    const why = holds(draft, answer);
    return why === undefined ? [] : [{ check, why }];
  });
