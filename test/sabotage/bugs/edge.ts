import type { Bug } from '../bug.ts';

const paging = 'shared/app/paging.ts';
const keyring = 'shared/runtime/keyring.ts';
const signature = 'shared/runtime/http/webhook-signature.ts';
const caller = 'shared/runtime/http/caller.ts';
const idempotency = 'shared/runtime/http/idempotency.ts';
const telemetry = 'shared/runtime/telemetry.ts';
const sealed = 'test/functions/keyring.test.ts';
const request = 'test/functions/one-request.test.ts';
const cursors = {
  file: 'test/app/customers/customers.test.ts',
  title: 'takes a cursor for its own query',
} as const;
const constant = 'test/functions/constant-time.test.ts';
const log = { file: 'test/functions/worker-edges.test.ts', title: 'says of what failed its class' } as const;

/** Who asks, and with what: cursors (11), callers (12), logs (14), secrets (20), idempotency keys (23). */
export const edge: readonly Bug[] = [
  {
    id: '11a',
    name: 'a cursor is only written down',
    file: paging,
    edits: [
      [
        'context.unseal(aboutOf(list, query, context), query.cursor)',
        "JSON.parse(Buffer.from(query.cursor, 'base64url').toString() || 'null') as unknown",
      ],
      [
        'context.seal(aboutOf(list, query, context), sealed)',
        "Buffer.from(JSON.stringify(sealed)).toString('base64url')",
      ],
    ],
    noticedBy: [cursors],
  },
  {
    id: '11b',
    name: 'a cursor is good for whoever has it',
    file: paging,
    edits: [['|${caller.id}|', '|${caller.type}|']],
    noticedBy: [cursors],
  },
  {
    id: '11c',
    name: 'a cursor is good for any question',
    file: paging,
    edits: [['|${JSON.stringify(asked.sort(([a], [b]) => (a < b ? -1 : 1)))}`', '|${asked.length > 100}`']],
    noticedBy: [cursors],
  },
  {
    id: '11d',
    name: 'what is sealed opens for anything',
    file: keyring,
    edits: [
      [
        "const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about));",
        "const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about.slice(0, 0)));",
      ],
      [
        'raw.subarray(0, 12)).setAAD(Buffer.from(about));',
        'raw.subarray(0, 12)).setAAD(Buffer.from(about.slice(0, 0)));',
      ],
    ],
    noticedBy: [{ file: sealed, title: 'opens for nothing else' }],
  },
  {
    id: '11e',
    name: 'what is sealed has many spellings',
    file: keyring,
    edits: [["raw.length < 29 || raw.toString('base64url') !== sealed", 'raw.length < 29']],
    noticedBy: [{ file: sealed, title: 'has one spelling' }],
  },
  {
    id: '11f',
    name: 'the tag of what is sealed is not checked',
    file: keyring,
    edits: [
      ['  decipher.setAuthTag(raw.subarray(-16));\n', ''],
      [
        "Buffer.concat([decipher.update(raw.subarray(12, -16)), decipher.final()]).toString('utf8');",
        "decipher.update(raw.subarray(12, -16)).toString('utf8');",
      ],
    ],
    noticedBy: [{ file: sealed, title: 'any one of its bits was turned' }],
  },
  {
    id: '12a',
    name: 'who calls is read from a header',
    file: 'shared/runtime/http/bearer.ts',
    edits: [
      [
        "const sub = textOf(claims, 'sub');",
        "const sub = event.headers['x-user-id'] ?? textOf(claims, 'sub');",
      ],
    ],
    noticedBy: [{ file: request, title: 'is its token’s and nobody else’s' }],
  },
  {
    id: '12b',
    name: 'where a visitor comes from is read from X-Forwarded-For',
    file: caller,
    edits: [
      [
        '  return event.requestContext.http.sourceIp;',
        "  return headerOf(event, 'x-forwarded-for') ?? event.requestContext.http.sourceIp;",
      ],
    ],
    noticedBy: [{ file: request, title: 'comes from where the gateway saw it' }],
  },
  {
    id: '12c',
    name: 'any secret shows our own edge',
    file: caller,
    edits: [['same(given, originSecret)', "!same(given, '')"]],
    noticedBy: [{ file: request, title: 'comes from where the gateway saw it' }],
  },
  {
    id: '12d',
    name: 'a disabled person’s token is worth something',
    file: caller,
    edits: [["principal?.status !== 'active' || !role", '!principal || !role']],
    noticedBy: [{ file: request, title: 'of whoever was disabled' }],
  },
  {
    id: '14a',
    name: 'the log quotes what an error says',
    file: telemetry,
    edits: [
      [
        '(error: unknown): { errorName: string; at: string } => {',
        '(error: unknown): { errorName: string; at: string; said?: string } => {',
      ],
      ['    errorName: error.name,\n', '    errorName: error.name,\n    said: error.message,\n'],
    ],
    noticedBy: [log],
  },
  {
    id: '14b',
    name: 'the log quotes the cause of an error',
    file: telemetry,
    edits: [
      [
        '(error: unknown): { errorName: string; at: string } => {',
        '(error: unknown): { errorName: string; at: string; cause?: string } => {',
      ],
      ['    errorName: error.name,\n', '    errorName: error.name,\n    cause: String(error.cause),\n'],
    ],
    noticedBy: [log],
  },
  {
    id: '14c',
    name: 'the log has the whole error',
    file: 'shared/runtime/queue-handler.ts',
    edits: [['...describeError(error) });', '...describeError(error), error: error as Error });']],
    noticedBy: [log],
  },
  {
    id: '20a',
    name: 'signatures are compared as texts',
    file: signature,
    edits: [['timingSafeEqual(one, expected)', "one.toString('hex') === expected.toString('hex')"]],
    noticedBy: [{ file: constant, title: 'every signature with every secret' }],
  },
  {
    id: '20b',
    name: 'signatures are compared until one fits',
    file: signature,
    edits: [
      [
        'given.filter((one) => timingSafeEqual(one, expected)).length > 0',
        'given.some((one) => timingSafeEqual(one, expected))',
      ],
    ],
    noticedBy: [{ file: constant, title: 'every signature with every secret' }],
  },
  {
    id: '20c',
    name: 'the secret of our own edge is compared as a text',
    file: caller,
    edits: [
      [
        'left.length === right.length && timingSafeEqual(left, right)',
        'left.length === right.length && a === b',
      ],
    ],
    noticedBy: [{ file: constant, title: 'of our own edge' }],
  },
  {
    id: '23a',
    name: 'an idempotency key is everybody’s',
    file: idempotency,
    edits: [['JSON.stringify([caller, route.method,', 'JSON.stringify([route.method,']],
    noticedBy: [{ file: request, title: 'has its key to itself' }],
  },
  {
    id: '23b',
    name: 'an idempotency key is good at every address',
    file: idempotency,
    edits: [['route.method, event.rawPath, header]', 'route.method, header]']],
    noticedBy: [{ file: request, title: 'has its key to itself' }],
  },
  {
    id: '23c',
    name: 'an idempotency key is answered whatever was asked',
    file: idempotency,
    edits: [
      ["  if (record.requestHash !== asked.requestHash) throw new Refusal('idempotency_key_reused');\n", ''],
    ],
    noticedBy: [{ file: request, title: 'is refused under the key of another request' }],
  },
];
