import { headerRefs } from './headers.ts';
import { problemCodes } from './problems.ts';
import { refusalsByStatus } from './refusals.ts';
import { responseName } from './responses.ts';

/** Besides what goes wrong on our side, what the gateway refuses of any request. */
const met = ['uri_too_long', 'headers_too_large', 'internal'];
const codes = problemCodes.filter((code) => met.includes(code));

const failures = Object.fromEntries(
  [...refusalsByStatus(codes)].map(([status, of]) => [
    String(status),
    { $ref: `#/components/responses/${responseName(status, of)}` },
  ]),
);

export const metaCodes = codes;

/** The two addresses that no route of the table has: they need no token, no table and no settings. */
export const metaPaths: Readonly<Record<string, unknown>> = {
  '/health': {
    get: {
      operationId: 'metaHealth',
      tags: ['Service'],
      summary: 'Whether the service answers',
      'x-permission': 'public',
      security: [],
      parameters: [],
      responses: {
        '200': {
          description: 'It does.',
          headers: { 'x-request-id': { $ref: '#/components/headers/x-request-id' } },
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/Health' },
              example: { status: 'ok', version: '1.0.0' },
            },
          },
        },
        ...failures,
      },
    },
  },
  '/v1/openapi.json': {
    get: {
      operationId: 'metaOpenapi',
      tags: ['Service'],
      summary: 'This document',
      'x-permission': 'public',
      security: [],
      parameters: [{ $ref: '#/components/parameters/IfNoneMatch' }],
      responses: {
        '200': {
          description: 'OpenAPI 3.1; compressed where `Accept-Encoding` allows.',
          headers: headerRefs(['x-request-id', 'ETag']),
          content: { 'application/json': { schema: { type: 'object' }, example: { openapi: '3.1.1' } } },
        },
        '304': {
          description: 'It is still the one named in `If-None-Match`.',
          headers: headerRefs(['x-request-id', 'ETag']),
        },
        ...failures,
      },
    },
  },
};
