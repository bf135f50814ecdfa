import { type Problem, statusOf } from '#shared/runtime/http/problem.ts';
import type { Reply } from '#test/support/local-stack.ts';

/** Headers that each answer of our code carries. */
const safety: Readonly<Record<string, RegExp>> = {
  'x-content-type-options': /^nosniff$/,
  'strict-transport-security': /^max-age=\d{8}/,
  'content-security-policy': /^default-src 'none'/,
  'referrer-policy': /^no-referrer$/,
  'cache-control': /^no-store$/,
};

/** What no answer may show: stacks, names of resources and services, words of libraries. */
const inside =
  /arn:aws|kefu-dev-|\.ts:\d|\.m?js:\d|node_modules|\n\s+at |dynamodb|sqs\.|amazonaws|ConditionalCheck|TransactWrite|ValidationException|ZodError|SyntaxError|TypeError|RangeError|Unexpected token/i;

/** Members that a problem has, and no others (RFC 9457, `api.md`). */
const members = new Set(['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId', 'errors']);

/** Statuses that the gateway gives by itself, in its own JSON. */
const ofGateway: ReadonlySet<number> = new Set([400, 401, 403, 404, 413, 414, 429, 431]);

export const isOfGateway = ({ status, headers }: Reply): boolean =>
  ofGateway.has(status) && !headers.has('x-request-id');

const fieldFindings = ({ errors = [] }: Problem): string[] => [
  ...(errors.length > 20 ? [`names ${errors.length} fields`] : []),
  ...(new Set(errors.map(({ path }) => path)).size < errors.length ? ['names a field twice'] : []),
  ...errors.flatMap(({ path, code, message }) =>
    /^[a-zA-Z_]+$/.test(code) && message.length > 3 ? [] : [`says nothing of ${path}`],
  ),
];

const problemFindings = (reply: Reply): string[] => {
  const body = reply.body as Problem;
  if (typeof body !== 'object' || body === null) return ['a refusal that is no JSON'];
  const id = reply.headers.get('x-request-id');
  const wrong = {
    type: body.type !== `urn:kefu:problem:${body.code}`,
    status: body.status !== reply.status || statusOf(body.code) !== reply.status,
    instance: body.instance !== `urn:request:${id}`,
    requestId: body.requestId !== id,
    title: typeof body.title !== 'string' || body.title === '',
    detail: typeof body.detail !== 'string' || body.detail === '',
  };
  return [
    ...(reply.headers.get('content-type') === 'application/problem+json' ? [] : ['another media type']),
    ...Object.entries(wrong).flatMap(([name, isWrong]) => (isWrong ? [`a wrong ${name}`] : [])),
    ...Object.keys(body).flatMap((name) => (members.has(name) ? [] : [`a member ${name}`])),
    ...(reply.status === 429 || reply.status === 503
      ? reply.headers.has('retry-after')
        ? []
        : ['no Retry-After']
      : []),
    ...fieldFindings(body),
  ];
};

const gatewayFindings = ({ body }: Reply): string[] => {
  const isIts = typeof body === 'object' && body !== null && Object.keys(body).join() === 'message';
  return isIts ? [] : ['a refusal of nobody’s shape'];
};

/**
 * What is wrong with an answer by the contract of refusals (I1, I3): never a fault of ours, one shape, safe headers, nothing of the inside
 * and nothing of what came in. `secrets` are texts that the request held.
 */
export const contractFindings = (reply: Reply, secrets: readonly string[]): readonly string[] => {
  const text = `${JSON.stringify([...reply.headers])}\n${typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)}`;
  const refused = reply.status >= 400;
  const gateway = isOfGateway(reply);
  return [
    ...(reply.status >= 500 ? [`a fault: ${reply.status}`] : []),
    ...(refused ? (gateway ? gatewayFindings(reply) : problemFindings(reply)) : []),
    ...(gateway
      ? []
      : Object.entries(safety).flatMap(([name, shape]) =>
          shape.test(reply.headers.get(name) ?? '') ? [] : [`no good ${name}`],
        )),
    ...(reply.headers.has('server') || reply.headers.has('x-powered-by') ? ['says what it runs on'] : []),
    ...(inside.test(text) ? [`shows the inside: ${inside.exec(text)?.[0]}`] : []),
    ...(refused ? secrets.filter((secret) => text.includes(secret)).map(() => 'repeats what came in') : []),
  ];
};
