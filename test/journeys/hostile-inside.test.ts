import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pageAsk, pageOf } from '#shared/app/paging.ts';
import { instantTextSchema, lineSchema, tagSchema, textSchema } from '#shared/contracts/words.ts';
import { emailSchema } from '#shared/domain/customers/email.ts';
import { maskText } from '#shared/domain/customers/mask-text.ts';
import { phoneSchema } from '#shared/domain/customers/phone.ts';
import { unitsOf } from '#shared/domain/customers/search-fold.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';
import { neutral } from '#shared/domain/exports/neutral.ts';
import { durationSchema } from '#shared/domain/kernel/duration.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { moneyTextSchema } from '#shared/domain/kernel/money.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { languageTagSchema, timeZoneSchema } from '#shared/domain/settings/locale.ts';
import { sentimentOf } from '#shared/domain/triage/sentiment.ts';
import { urlProblem } from '#shared/domain/webhooks/url.ts';
import { answering } from '#shared/runtime/http/handler.ts';
import { readJson } from '#shared/runtime/http/json.ts';
import { languageOf } from '#shared/runtime/http/language.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { contractFindings } from '#test/hostile/contract.ts';
import { CANARY, CANARY_PHONE } from '#test/hostile/world.ts';
import { callerWith } from '#test/support/serve-operation.ts';

afterEach(() => vi.restoreAllMocks());

/** What is printed while this runs. */
const printed = async (run: () => Promise<void>): Promise<string> => {
  let text = '';
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk: unknown) => {
      text += String(chunk);
      return true;
    });
  await run();
  vi.restoreAllMocks();
  return text;
};

const eventOf = (over: { method?: string; requestId?: string } = {}): APIGatewayProxyEventV2 =>
  ({
    headers: {},
    rawQueryString: '',
    requestContext: {
      requestId: over.requestId ?? 'req-1',
      http: { method: over.method ?? 'GET', path: '/', sourceIp: '192.0.2.1' },
    },
  }) as unknown as APIGatewayProxyEventV2;

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('H05, S38: a body with prototypes', () => {
  it('is refused and leaves all objects as they were, however deep and whatever beside it', () => {
    const key = fc.constantFrom('__proto__', 'constructor', 'prototype');
    const deep = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 6 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.dictionary(fc.string(), tie('node'), { maxKeys: 3 }),
        fc.array(tie('node'), { maxLength: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(key, deep, fc.integer({ min: 0, max: 12 }), (name, beside, depth) => {
        const inner = `{"beside":${JSON.stringify(beside)},${JSON.stringify(name)}:{"polluted":true,"isAdmin":true}}`;
        const raw = '{"a":['.repeat(depth) + inner + ']}'.repeat(depth);
        expect(() => readJson(Buffer.from(raw))).toThrow(Refusal);
        const plain: { polluted?: unknown; isAdmin?: unknown } = {};
        expect([plain.polluted, plain.isAdmin]).toEqual([undefined, undefined]);
      }),
    );
  });
});

describe('S39: whatever goes wrong inside', () => {
  const words = `${CANARY} +86${CANARY_PHONE}`;
  const thrown: readonly (() => unknown)[] = [
    () => new Error(`cannot read ${words} of arn:aws:dynamodb:eu-central-1:1:table/kefu-dev-table`),
    () => new TypeError(`x\n    at ${words} (/var/task/index.mjs:1:1)`),
    () => new RangeError(words),
    () => new SyntaxError(`Unexpected token in ${words}`),
    () =>
      Object.assign(new Error(words), { name: 'ValidationException', $metadata: { httpStatusCode: 400 } }),
    () => new AggregateError([new Error(words)], words),
    () => new Error(words, { cause: { body: words } }),
    () => words,
    () => undefined,
    () => null,
    () => ({ message: words }),
    () => [words],
    () => Symbol('x'),
    () => 0n,
  ];

  it('is answered 500 in one shape that says nothing of it, 1,000 of 1,000, and logged without what it said', async () => {
    const findings: string[] = [];
    const text = await printed(async () => {
      for (let n = 0; n < 1000; n++) {
        const what = thrown[n % thrown.length]?.();
        const result = await answering(eventOf({ requestId: `req-${n}` }), '/v1/x', () =>
          Promise.reject(what),
        );
        const reply = {
          status: result.statusCode ?? 0,
          headers: new Headers(result.headers as Record<string, string>),
          body: JSON.parse(result.body ?? '') as unknown,
        };
        const found = contractFindings(reply, [CANARY, CANARY_PHONE]);
        findings.push(...found.filter((finding) => finding !== 'a fault: 500'));
        if (reply.status !== 500) findings.push(`${reply.status}`);
      }
    });
    expect(findings).toEqual([]);
    const lines = linesOf(text);
    expect(lines).toHaveLength(1000);
    expect(lines.map(({ requestId }) => requestId)).toEqual(lines.map((_, n) => `req-${n}`));
    expect([text.includes(CANARY), text.includes(CANARY_PHONE)]).toEqual([false, false]);
  });
});

/** `KEFU_LINES=10000` tries more. */
const LINES = Number(process.env['KEFU_LINES'] ?? 3000);

describe('S25: hostile values in a log', () => {
  it('leave one line an event, each of it JSON, all of them', async () => {
    const hostile = fc.sample(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\n{"level":"FATAL"}', '","x":"', '\u2028\u2029', '\u001B[2J', '\r\n\r\n', '\u0000'),
      ),
      { numRuns: LINES, seed: 42 },
    );
    const text = await printed(async () => {
      for (const value of hostile) {
        await answering(eventOf({ method: value, requestId: value }), value, async (about) => {
          about.caller = value;
          throw new Refusal('not_found');
        });
      }
    });
    const lines = linesOf(text);
    expect(lines).toHaveLength(hostile.length);
    expect(lines.every(({ level, problemCode }) => level === 'INFO' && problemCode === 'not_found')).toBe(
      true,
    );
    // An empty word is left out of a line.
    expect(lines.map(({ caller }) => caller)).toEqual(
      hostile.map((value) => (value === '' ? undefined : JSON.parse(JSON.stringify(value)))),
    );
  });
});

describe('H54: a cursor', () => {
  const keyring = keyringOf('a secret of at least thirty-two characters');
  const context = { now: 1_772_442_000_000, caller: callerWith('agent'), ...keyring };
  const query = { limit: 1, status: ['open'] };
  const slice = {
    items: [1],
    next: { sort: '2026-03-02T01:00:00.000Z', id: 'tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY' },
  };

  it('is refused with any bit of it turned over, all of them', () => {
    const { nextCursor: cursor = '' } = pageOf('tickets', query, slice, (item) => item, context);
    const bytes = Buffer.from(cursor, 'base64url');
    const ask = (text: string) => () => pageAsk('tickets', { ...query, cursor: text }, context);
    expect(ask(cursor)().after).toEqual(slice.next);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(ask(copy.toString('base64url')), `bit ${bit}`).toThrow('invalid_cursor');
    }
    for (let at = 0; at < cursor.length; at++)
      for (const letter of 'A-_9=+/ ')
        if (cursor[at] !== letter)
          expect(ask(cursor.slice(0, at) + letter + cursor.slice(at + 1))).toThrow('invalid_cursor');
    expect(ask(randomBytes(200).toString('base64url'))).toThrow('invalid_cursor');
  });
});

describe('H24: text that is nearly something', () => {
  const SIZE = 65_536;
  const pumps: readonly string[] = [
    ...[
      'a',
      '0',
      ' ',
      '-',
      '.',
      '(',
      '+',
      '你',
      '\u200B',
      'a.',
      'a-',
      '1 ',
      '1-',
      '+1',
      '订单',
      'TEL',
      '=',
      '@a.',
      'a@',
    ],
    ...['a0-', '(a', '1,', '١', '\t', '&', '/a', 'A_', 'e\u0301', 'PT1', '：', 'not ', 'very bad '],
  ];
  const readers: Readonly<Record<string, (text: string) => unknown>> = {
    email: (text) => emailSchema.safeParse(text),
    phone: (text) => phoneSchema.safeParse(text),
    name: (text) => nameSchema.safeParse(text),
    tag: (text) => tagSchema.safeParse(text),
    line: (text) => lineSchema(200).safeParse(text),
    text: (text) => textSchema(SIZE * 4).safeParse(text),
    instant: (text) => instantTextSchema.safeParse(text),
    duration: (text) => durationSchema.safeParse(text),
    id: (text) => idSchema('tkt').safeParse(text),
    amount: (amount) => moneyTextSchema.safeParse({ amount, currency: 'CNY' }),
    zone: (text) => timeZoneSchema.safeParse(text),
    language: (text) => languageTagSchema.safeParse(text),
    accepted: languageOf,
    search: unitsOf,
    masks: maskText,
    mood: sentimentOf,
    cell: neutral,
    url: (text) => urlProblem(`https://${text}`, { loopback: false }),
  };

  // Whatever grows with the square of its input would take minutes at this size, and end at the limit of the test.
  it.each(Object.entries(readers))('is read in linear time as %s', { timeout: 60_000 }, (_, read) => {
    for (const pump of pumps) {
      const text = pump.repeat(Math.ceil(SIZE / pump.length));
      for (const end of ['!', 'x@']) read(text + end);
    }
  });
});
