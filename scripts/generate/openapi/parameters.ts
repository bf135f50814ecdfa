import * as z from 'zod';
import type { Route } from '#shared/contracts/route.ts';
import { canonical, type JsonSchema } from './json-schema.ts';
import { sample } from './sample.ts';
import { tidied } from './tidy.ts';

export type Parameter = Readonly<Record<string, unknown>>;
type Components = ReadonlyMap<string, JsonSchema>;

/** Headers of requests, and the two parameters of every list. */
export const sharedParameters: Readonly<Record<string, Parameter>> = {
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    description: 'Language of sentences for people: `zh-CN` or `en` (default), by weight.',
    schema: { type: 'string' },
    example: 'zh-CN',
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'Names this request, so that it can be repeated: within 24 h the same caller gets the first answer again on the same path. Another body with the same key is refused.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7E]+$' },
    example: '5f7c2c1e-6f0a-4a56-9f3c-2f1f3a1d9b10',
  },
  VisitorKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'May name this request, so that it can be repeated: within 24 h the same phone and e-mail get the first answer again. Another body with the same key is refused.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7E]+$' },
    example: '5f7c2c1e-6f0a-4a56-9f3c-2f1f3a1d9b10',
  },
  WebhookId: {
    name: 'webhook-id',
    in: 'header',
    required: true,
    description:
      'Names this delivery (Standard Webhooks): a repeat within 24 h is answered as the first was. Visible ASCII without a dot.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x2D\\x2F-\\x7E]+$' },
    example: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W',
  },
  WebhookTimestamp: {
    name: 'webhook-timestamp',
    in: 'header',
    required: true,
    description: 'Seconds since 1970, at most 300 off.',
    schema: { type: 'string', pattern: '^[1-9][0-9]{0,11}$' },
    example: '1772442000',
  },
  WebhookSignature: {
    name: 'webhook-signature',
    in: 'header',
    required: true,
    description:
      "Up to five signatures, separated by spaces: `v1,` and HMAC-SHA-256 over `id.timestamp.` and the body's bytes, in base64.",
    schema: { type: 'string' },
    example: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The version that the change is meant for, as `ETag` gave it. `*` is not enough (428).',
    schema: { type: 'string', maxLength: 256 },
    example: '"7"',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'Answers 304 when the resource still has this version.',
    schema: { type: 'string' },
    example: '"7"',
  },
  Limit: {
    name: 'limit',
    in: 'query',
    description: 'How many at most. A page may be shorter, even empty.',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
    example: 50,
  },
  Cursor: {
    name: 'cursor',
    in: 'query',
    description: '`nextCursor` of the page before, with the same query and caller; lives 24 h.',
    schema: { type: 'string', minLength: 1, maxLength: 2048 },
    example: 'v1.QmFzZTY0',
  },
};

const refToParameter = (name: keyof typeof sharedParameters & string): Parameter => ({
  $ref: `#/components/parameters/${name}`,
});

const unwrapped = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional ||
  schema instanceof z.ZodDefault ||
  schema instanceof z.ZodPrefault ||
  schema instanceof z.ZodNullable
    ? unwrapped(schema.unwrap())
    : schema;

/** A comma list, told by what it becomes: an array. */
const listInside = (schema: z.core.$ZodType): z.ZodArray | undefined => {
  const bare = unwrapped(schema);
  if (!(bare instanceof z.ZodPipe)) return undefined;
  const out = unwrapped(bare.out);
  return out instanceof z.ZodArray ? out : listInside(out);
};

const jsonOf = (schema: z.core.$ZodType): JsonSchema =>
  tidied(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, 'input');

const fieldsOf = (schema: z.ZodType): [string, z.ZodType][] =>
  schema instanceof z.ZodObject ? Object.entries(schema.shape as Record<string, z.ZodType>) : [];

const isShared = (
  name: 'limit' | 'cursor',
  schema: z.ZodType,
  pageQuery: Readonly<Record<string, z.ZodType>>,
): boolean => canonical(jsonOf(schema)) === canonical(jsonOf(pageQuery[name] ?? z.never()));

const queryParameter = (name: string, schema: z.ZodType, components: Components): Parameter => {
  const list = listInside(schema);
  const { default: shipped, ...json } = jsonOf(list ?? schema);
  const body = {
    ...json,
    ...(shipped === undefined ? {} : { default: typeof shipped === 'number' ? String(shipped) : shipped }),
  };
  return {
    name,
    in: 'query',
    ...(schema.safeParse(undefined).success ? {} : { required: true }),
    schema: body,
    ...(list ? { style: 'form', explode: false } : {}),
    example: sample(body, { components, side: 'input' }, name),
  };
};

const pathParameter = (name: string, schema: z.ZodType, components: Components): Parameter => {
  const json = jsonOf(schema);
  return {
    name,
    in: 'path',
    required: true,
    schema: json,
    example: sample(json, { components, side: 'input' }, name),
  };
};

/** Every parameter of a route: path, query, headers. */
export const parametersOf = (
  route: Route,
  pageQuery: Readonly<Record<string, z.ZodType>>,
  components: Components,
): Parameter[] => {
  const signedIn = route.permission !== 'public';
  return [
    ...fieldsOf(route.params).map(([name, schema]) => pathParameter(name, schema, components)),
    ...fieldsOf(route.query).map(([name, schema]) => {
      if (name === 'limit' && isShared(name, schema, pageQuery)) return refToParameter('Limit');
      if (name === 'cursor' && isShared(name, schema, pageQuery)) return refToParameter('Cursor');
      return queryParameter(name, schema, components);
    }),
    ...(route.method === 'POST' && signedIn ? [refToParameter('IdempotencyKey')] : []),
    ...(route.keyedBy ? [refToParameter('VisitorKey')] : []),
    ...(route.signed
      ? ['WebhookId', 'WebhookTimestamp', 'WebhookSignature'].map((name) => refToParameter(name))
      : []),
    ...(route.ifMatch ? [refToParameter('IfMatch')] : []),
    ...(route.method === 'GET' && route.versioned ? [refToParameter('IfNoneMatch')] : []),
    refToParameter('AcceptLanguage'),
  ];
};
