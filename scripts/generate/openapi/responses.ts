import type { ProblemCode } from '#shared/runtime/http/words.ts';
import { always, type HeaderName, headerRefs } from './headers.ts';
import { refTo } from './json-schema.ts';
import { problemCodes, problemExample, problemText } from './problems.ts';

export type Response = Readonly<Record<string, unknown>>;

const names: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  412: 'PreconditionFailed',
  413: 'ContentTooLarge',
  414: 'UriTooLong',
  415: 'UnsupportedMediaType',
  422: 'Unprocessable',
  428: 'PreconditionRequired',
  429: 'TooManyRequests',
  431: 'HeadersTooLarge',
  500: 'ServerError',
  503: 'Unavailable',
};

/** What the gateway itself says with these statuses, before any of our code runs. */
const ofGateway: Readonly<Record<number, { message: string; why: string }>> = {
  401: { message: 'Unauthorized', why: 'no bearer token, or one that is not valid' },
  403: { message: 'Forbidden', why: 'a token without the scope' },
  413: { message: 'Request Entity Too Large', why: 'a body above 10 MB' },
  414: { message: 'Request-URI Too Long', why: 'a path and query longer than 8,192 characters' },
  429: { message: 'Too Many Requests', why: "the gateway's own throttle" },
  431: {
    message: 'Request Header Fields Too Large',
    why: 'more than 10,240 bytes of request line and headers',
  },
  500: { message: 'Internal Server Error', why: 'no answer of the service' },
  503: { message: 'Service Unavailable', why: 'no answer of the service in time' },
};

const extraHeaders: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

const schemaOf = (status: number, codes: readonly ProblemCode[]) => ({
  allOf: [
    refTo('Problem'),
    {
      type: 'object',
      properties: { status: { const: status }, code: { enum: codes } },
      required: ['status', 'code'],
    },
  ],
});

/** The name under which a status with these codes is kept among the components. */
export const responseName = (status: number, codes: readonly ProblemCode[]): string =>
  [names[status] ?? `Status${status}`, ...codes].join('.');

/** One status of a problem: its codes, an example of each, and the gateway's own form where it has one. */
export const problemResponse = (status: number, codes: readonly ProblemCode[]): Response => {
  // The gateway asks for a token only where one is needed; a signature is checked by us.
  const tokenless = status === 401 && !codes.includes('unauthorized');
  const gateway = tokenless ? undefined : ofGateway[status];
  return {
    description: [
      ...codes.map((code) => `\`${code}\`: ${problemText(code).detail}`),
      ...(gateway ? [`\`application/json\` from the gateway: ${gateway.why}.`] : []),
    ].join('\n\n'),
    headers: headerRefs([...always, ...(tokenless ? [] : (extraHeaders[status] ?? []))]),
    content: {
      'application/problem+json': {
        schema: schemaOf(status, codes),
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
      ...(gateway
        ? { 'application/json': { schema: refTo('GatewayMessage'), example: { message: gateway.message } } }
        : {}),
    },
  };
};

/** One example of each of these problems, as the service puts it. */
export const problemExamples = (codes: ReadonlySet<ProblemCode>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    problemCodes
      .filter((code) => codes.has(code))
      .map((code) => [code, { summary: problemText(code).title, value: problemExample(code) }]),
  );
