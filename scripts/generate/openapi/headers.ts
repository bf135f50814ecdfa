import type { JsonSchema } from './json-schema.ts';

type Header = {
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example?: string | number;
};

/** Every header that our answers can have and a client may rely on. */
export const headers = {
  'x-request-id': {
    description: 'Names this request in our logs.',
    schema: { type: 'string' },
    example: 'JKJaXmPLvHcESHA=',
  },
  RateLimit: {
    description:
      'What is left of the limit (`r`), and the seconds until it starts anew (`t`). Absent where limits are switched off.',
    schema: { type: 'string' },
    example: '"caller";r=583;t=42',
  },
  'RateLimit-Policy': {
    description: 'The limit (`q`) of a window of `w` seconds. Absent where limits are switched off.',
    schema: { type: 'string' },
    example: '"caller";q=600;w=60',
  },
  ETag: {
    description: 'The version of the resource in quotes; for `If-Match` and `If-None-Match`.',
    schema: { type: 'string', pattern: '^"[A-Za-z0-9_-]+"$' },
    example: '"7"',
  },
  Location: {
    description: 'Path of what was made.',
    schema: { type: 'string' },
    example: '/v1/tickets/tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try.',
    schema: { type: 'integer', minimum: 0 },
    example: 17,
  },
  'Idempotency-Replayed': {
    description: 'There, when this is the stored first answer to this `Idempotency-Key`.',
    schema: { type: 'string', const: 'true' },
    example: 'true',
  },
  'WWW-Authenticate': {
    description: 'Why the gateway refused the token.',
    schema: { type: 'string' },
    example: 'Bearer',
  },
  Allow: {
    description: 'The methods that this path has.',
    schema: { type: 'string' },
    example: 'GET, OPTIONS, PATCH',
  },
} satisfies Readonly<Record<string, Header>>;

export type HeaderName = keyof typeof headers;

export const headerRefs = (names: readonly HeaderName[]): Record<string, { $ref: string }> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Headers of every answer that our code gives to a counted request. */
export const always: readonly HeaderName[] = ['x-request-id', 'RateLimit', 'RateLimit-Policy'];
