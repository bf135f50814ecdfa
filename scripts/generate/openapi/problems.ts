import { refusalStatus } from '#shared/domain/kernel/refusal.ts';
import { problem, statusOf } from '#shared/runtime/http/problem.ts';
import type { EdgeCode, ProblemCode } from '#shared/runtime/http/words.ts';
import type { JsonSchema } from './json-schema.ts';

/** Exhaustive by type: a new code of the edge doesn't compile without its place here. */
const edgeCodes: Readonly<Record<EdgeCode, true>> = {
  invalid_json: true,
  method_not_allowed: true,
  not_acceptable: true,
  payload_too_large: true,
  uri_too_long: true,
  unsupported_media_type: true,
  headers_too_large: true,
  unavailable: true,
  internal: true,
};

/** Every code a problem can have, by status, then by name. */
export const problemCodes: readonly ProblemCode[] = (
  [...Object.keys(refusalStatus), ...Object.keys(edgeCodes)] as ProblemCode[]
).sort((a, b) => statusOf(a) - statusOf(b) || (a < b ? -1 : 1));

const requestId = 'JKJaXmPLvHcESHA=';
const details: Partial<Record<ProblemCode, Readonly<Record<string, string | number>>>> = {
  transition_not_allowed: { from: 'closed', to: 'open' },
  level_unchanged: { level: 2 },
  too_many_requests: { seconds: 17 },
};
const withErrors: Partial<Record<ProblemCode, { path: string; code: string; message: string }[]>> = {
  invalid_request: [{ path: 'orderIds[0]', code: 'invalid', message: 'must be an id like ord_01K…' }],
  unknown_reference: [{ path: 'customerId', code: 'unknown_reference', message: 'does not exist' }],
};

/** A problem as the service itself would put it. */
export const problemExample = (
  code: ProblemCode,
  language: 'en' | 'zh-CN' = 'en',
): Readonly<Record<string, unknown>> =>
  problem(code, { requestId, language, details: details[code] ?? {}, errors: withErrors[code] ?? [] });

/** What a code means, in English, with `{name}` where a value goes. */
export const problemText = (
  code: ProblemCode,
  language: 'en' | 'zh-CN' = 'en',
): { title: string; detail: string } => {
  const { title, detail } = problem(code, {
    requestId,
    language,
    details: Object.fromEntries(Object.keys(details[code] ?? {}).map((name) => [name, `{${name}}`])),
  });
  return { title, detail };
};

/** RFC 9457 with our `code`, `requestId` and `errors`. */
export const problemSchemas: Readonly<Record<string, JsonSchema>> = {
  ProblemCode: {
    type: 'string',
    description: [
      'Stable: branch on it, never on sentences.',
      '',
      '| code | status | meaning |',
      '| --- | --- | --- |',
      ...problemCodes.map((code) => `| \`${code}\` | ${statusOf(code)} | ${problemText(code).detail} |`),
    ].join('\n'),
    enum: problemCodes,
  },
  FieldError: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'Where in the request: `lines[0].price`.' },
      code: { type: 'string', description: 'Which rule is broken; stable.' },
      message: {
        type: 'string',
        description: 'A sentence for people, in the language of `Accept-Language`.',
      },
    },
    required: ['path', 'code', 'message'],
  },
  Problem: {
    type: 'object',
    description: 'Problem details (RFC 9457).',
    properties: {
      type: { type: 'string', description: '`urn:kefu:problem:<code>`' },
      title: { type: 'string' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: {
        type: 'string',
        description:
          'A sentence for people, in the language of `Accept-Language`; it never quotes the request.',
      },
      instance: { type: 'string', description: '`urn:request:<requestId>`' },
      code: { $ref: '#/components/schemas/ProblemCode' },
      requestId: {
        type: 'string',
        description: 'The same as the header `x-request-id`; quote it when you report the problem.',
      },
      errors: {
        type: 'array',
        maxItems: 20,
        description: 'The fields that break a rule, each once.',
        items: { $ref: '#/components/schemas/FieldError' },
      },
    },
    required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  },
  GatewayMessage: {
    type: 'object',
    description: "The gateway's own answer, made before any of our code runs: no `code`, no `requestId`.",
    properties: { message: { type: ['string', 'null'] } },
    required: ['message'],
    examples: [{ message: 'Unauthorized' }],
  },
};
