import { operations } from './document.ts';
import { type Change, type Draft, refused } from './draft.ts';

/** The gateway hands JSON on as text: bytes that are none have become signs of their own, which no field is called or takes. */
const unread = [400, 422];

const rawBodies: readonly (readonly [string, string | Buffer, readonly number[]])[] = [
  ['an empty body', '', [400]],
  ['null', 'null', [422]],
  ['a number', '1', [422]],
  ['a text', '"x"', [422]],
  ['a list', '[]', [422]],
  ['a byte order mark', '\ufeff{}', [400]],
  ['a comment', '{} // c', [400]],
  ['NaN', '{"a":NaN}', [400]],
  ['single quotes', "{'a':1}", [400]],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), unread],
  ['an overlong sequence', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), unread],
  ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), unread],
  ['a trailing comma', '{"a":1,}', [400]],
  ['two values', '{}{}', [400]],
  ['UTF-16', Buffer.from('{}', 'utf16le'), unread],
  ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, [422]],
  ['20,000 levels', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, [422]],
  ['20,000 levels of objects', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, [422]],
  ['one byte above 1 MiB', `"${'x'.repeat(1024 * 1024)}"`, [413]],
  ['100,000 numbers', `[${'1,'.repeat(99_999)}1]`, [422]],
  ['a prototype', '{"__proto__":{"polluted":true}}', [422]],
  ['a constructor', '{"constructor":{"prototype":{"polluted":true}}}', [422]],
];

const otherBody: Change = (draft, random) => {
  if (!draft.operation.body) return undefined;
  const sent = draft.body?.toString('utf8') ?? '{}';
  const cut = 1 + random.below(Math.max(1, sent.length - 2));
  const [label, body, statuses] = random.pick<readonly [string, string | Buffer, readonly number[]]>([
    ...rawBodies,
    ['a body cut off', sent.slice(0, cut), [400]],
    ['something behind the body', `${sent}x`, [400]],
  ]) ?? ['', '', []];
  if (label === 'an empty body' && !draft.operation.bodyRequired) return undefined;
  // What is signed is the bytes; those that became others on their way fit no signature.
  const unsigned = draft.signed && statuses === unread ? [401] : [];
  return { ...draft, label, body: Buffer.from(body), expect: refused(...statuses, ...unsigned) };
};

/** A repeated member counts with its last value. */
const repeatedMember: Change = (draft) => {
  const sent = draft.body?.toString('utf8') ?? '';
  const [first] = /"[^"]+":/.exec(sent) ?? [];
  return first && sent.startsWith('{')
    ? {
        ...draft,
        label: 'a repeated member',
        body: Buffer.from(`{${first}"${draft.canary}",${sent.slice(1)}`),
        expect: { kind: 'fits' },
      }
    : undefined;
};

const headed = (draft: Draft, label: string, headers: Record<string, string | undefined>): Draft => ({
  ...draft,
  label,
  headers: Object.fromEntries(
    Object.entries({ ...draft.headers, ...headers }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>,
});

const otherMedia: Change = (draft, random) => {
  if (!draft.operation.body || draft.body === undefined) return undefined;
  const type = random.pick([
    undefined,
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json; charset=gb18030',
    'application/jsonp',
    'application/x-ndjson',
    draft.canary,
  ]);
  return {
    ...headed(draft, `the media type ${type ?? 'left out'}`, { 'content-type': type }),
    expect: refused(415),
  };
};
const encoded: Change = (draft) =>
  draft.operation.body && draft.body
    ? { ...headed(draft, 'a compressed body', { 'content-encoding': 'gzip' }), expect: refused(415) }
    : undefined;

const notAcceptable: Change = (draft, random) => ({
  ...headed(draft, 'a caller who takes no JSON', {
    accept: random.pick([
      'image/png',
      'text/csv',
      'application/xml;q=1',
      'application/json;q=0',
      draft.canary,
    ]),
  }),
  expect: draft.operation.name.startsWith('meta/') ? { kind: 'either' } : refused(406),
});

const harmlessHeader: Change = (draft, random) => {
  const [label, headers] = random.pick<readonly [string, Record<string, string>]>([
    ['a language nobody speaks', { 'accept-language': 'x-evil,;q=9,zh;q=abc,\t*' }],
    ['a long list of languages', { 'accept-language': 'zh-TW,'.repeat(500) }],
    ['another method in a header', { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' }],
    ['another address in a header', { 'x-forwarded-for': '8.8.8.8', 'x-forwarded-host': 'evil.example' }],
    ['a compressed answer', { 'accept-encoding': 'gzip' }],
    ['many headers', Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`x-h${n}`, 'v']))],
    ['Chinese', { 'accept-language': 'zh-CN' }],
    ['a tag of no form', { 'if-none-match': `${draft.canary},,"` }],
    ['the form of a version', { 'if-none-match': 'W/"1", *' }],
    ['cookies', { cookie: `session=${draft.canary}; __proto__=1` }],
  ]) ?? ['', {}];
  const fits = draft.expect.kind === 'plain' ? ({ kind: 'fits' } as const) : draft.expect;
  return { ...headed(draft, label, headers), expect: fits };
};

const hugeHeader: Change = (draft) => ({
  ...headed(draft, 'a header of 20 kB', { 'x-long': 'x'.repeat(20_000) }),
  expect: refused(431),
});

const noToken: Change = (draft, random) => {
  if (!draft.operation.secured) return undefined;
  const authorization = random.pick([
    undefined,
    'Bearer',
    `Bearer ${draft.canary}`,
    'Bearer a.b.c',
    'Basic YTpi',
  ]);
  return {
    ...headed({ ...draft, user: undefined }, `the token ${authorization ?? 'left out'}`, { authorization }),
    expect: refused(401),
  };
};

const oddKey: Change = (draft, random) => {
  if (!('idempotency-key' in draft.headers)) return undefined;
  const [key, statuses] = random.pick<readonly [string | undefined, readonly number[]]>([
    [undefined, [400]],
    ['', [400]],
    ['a b', [400]],
    [`${draft.canary}\u00ff`, [400]],
    ['x'.repeat(256), [400]],
    ['x'.repeat(9000), [400, 431]],
    ['a\tb', [400]],
  ]) ?? [undefined, [400]];
  return {
    ...headed(draft, 'an Idempotency-Key of no form', { 'idempotency-key': key }),
    expect: refused(...statuses),
  };
};

const oddVersion: Change = (draft, random) => {
  if (!('if-match' in draft.headers)) return undefined;
  // What is not theirs is not there for others, whatever version they mean.
  const unseen = draft.user === 'admin' ? [] : [404];
  const [version, statuses] = random.pick<readonly [string | undefined, readonly number[]]>([
    [undefined, [428]],
    ['', [428]],
    ['*', [428]],
    ['W/"1"', [412]],
    [`"${draft.canary}"`, [412]],
    ['"1", "2"', [412]],
    ['"1e3"', [412]],
    ['"-1"', [412]],
    ['"0"', [412]],
    ['"999999999999999"', [412]],
    ['"9999999999999999"', [412]],
    ['x'.repeat(300), [431]],
  ]) ?? [undefined, [428]];
  return {
    ...headed(draft, 'an If-Match of no version', { 'if-match': version }),
    expect: refused(...statuses, ...unseen),
  };
};

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'TRACE', 'PROPFIND', 'SEARCH', 'REPORT'];

const covers = (template: string, path: string): boolean =>
  new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
/** Every method that some operation has for this address. */
export const methodsFor = (path: string): string[] =>
  operations.flatMap((one) => (covers(one.path, path) ? [one.method] : []));

const otherMethod: Change = (draft, random) => {
  const known = methodsFor(draft.path);
  const method = random.pick(methods.filter((one) => !known.includes(one)));
  if (method === undefined) return undefined;
  const { body, ...bodiless } = draft;
  const keeps = !['HEAD', 'TRACE', 'GET'].includes(method);
  return {
    ...bodiless,
    body: keeps ? body : undefined,
    label: `the method ${method}`,
    method,
    expect: refused(405),
  };
};

const bodyOfNone: Change = (draft) =>
  draft.operation.body === undefined && draft.method !== 'GET'
    ? {
        ...headed(draft, 'a body that nobody asked for', { 'content-type': 'application/json' }),
        body: Buffer.from(`{"role":"${draft.canary}"}`),
        expect: { kind: 'either' },
      }
    : undefined;

/** Changes of everything but the path, the query and the members of the body. */
export const edgeChanges: readonly Change[] = [
  otherBody,
  otherBody,
  otherBody,
  repeatedMember,
  otherMedia,
  encoded,
  notAcceptable,
  harmlessHeader,
  harmlessHeader,
  hugeHeader,
  noToken,
  noToken,
  oddKey,
  oddKey,
  oddVersion,
  oddVersion,
  otherMethod,
  otherMethod,
  bodyOfNone,
];
