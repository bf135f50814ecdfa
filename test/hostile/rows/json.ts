import type { Case, Row } from '../row.ts';
import { anOrder, aTicket, CANARY, CANARY_PHONE, type World } from '../world.ts';

const MIB = 1024 * 1024;
const open = 'POST /v1/tickets';
const refused = '422 invalid_request';

/** Routes that take an object, each with somebody who may use it. */
const takers = [
  { to: open },
  { to: 'POST /v1/customers' },
  { to: 'POST /v1/exports', as: 'supervisor1' },
  { to: 'POST /v1/roles', as: 'admin' },
  { to: 'PATCH /v1/settings', as: 'admin' },
  { to: 'PUT /v1/orders/H-9', as: 'admin' },
  { to: 'POST /v1/public/tickets', as: null },
] as const;

const rawTo =
  (to: string, answers: string) =>
  ([what, raw]: readonly [string, string | Buffer]): Case => ({ what, to, raw, answers });

const unknownFields = (to: string, body: object, names: readonly string[], as?: string): Case[] =>
  names.map((name) => ({
    what: `${name} in ${to}`,
    to,
    ...(as === undefined ? {} : { as }),
    body: { ...body, [name]: CANARY },
    answers: refused,
    names: name,
  }));

const nested = (depth: number, [before, after]: readonly [string, string]): string =>
  `{"subject":"x","tags":${before.repeat(depth)}1${after.repeat(depth)}}`;

/** 3.1, H01 to H09: bodies that are no request at all, or more than one. */
export const jsonRows: readonly Row[] = [
  {
    id: 'H01',
    title: 'bodies that are no object',
    cases: () =>
      takers.flatMap((taker) => [
        { ...taker, what: `nothing to ${taker.to}`, raw: '', answers: '400 invalid_json' },
        ...['null', '1', '"x"', '[]', 'true', '[{}]'].map((raw) => ({
          ...taker,
          what: `${raw} to ${taker.to}`,
          raw,
          answers: refused,
        })),
      ]),
  },
  {
    id: 'H02',
    title: 'JSON that is cut off, with a phone in it',
    cases: () =>
      [
        ['in a text', `{"subject":"${CANARY}","customer":{"phone":"${CANARY_PHONE}`],
        ['after a value', `{"subject":"${CANARY_PHONE}"`],
      ].map(([what = '', raw = '']) => ({ what, to: open, raw, answers: '400 invalid_json' })),
  },
  {
    id: 'H03',
    title: 'what is nearly JSON',
    cases: () => [
      ...(
        [
          ['rubbish behind it', '{} x'],
          ['two values', '{}{}'],
          ['a byte order mark', '\uFEFF{}'],
          ['a comment', '{/* c */}'],
          ['NaN', '{"a":NaN}'],
          ['Infinity', '{"a":-Infinity}'],
          ['single quotes', "{'a':1}"],
          ['a comma at the end', '{"a":1,}'],
          ['a leading zero', '{"a":01}'],
          ['a plus', '{"a":+1}'],
          ['a raw control character', '{"a":"\u0001"}'],
          ['a form', 'subject=x&body=y'],
        ] as const
      ).map(rawTo(open, '400 invalid_json')),
      {
        what: 'bytes that are no UTF-8',
        to: 'PATCH /v1/customers/cus_01HZZZZZZZZZZZZZZZZZZZZZZZ',
        headers: { 'content-type': 'application/merge-patch+json' },
        raw: Buffer.from('7b226e616d65223a22fffe227d', 'hex'),
        answers: '400 invalid_json',
      },
    ],
  },
  {
    id: 'H04',
    title: 'a repeated key, of which the last one counts, everywhere',
    cases: (world) => {
      const text = JSON.stringify(aTicket(world));
      const twice = (first: string, last: string): string =>
        `{${first},${text.slice(1, -1).replace(/"subject":"[^"]*"/, last)}}`;
      return [
        {
          what: 'two subjects',
          to: open,
          raw: twice('"subject":"first"', '"subject":"last"'),
          answers: '201',
          shows: { subject: 'last' },
        },
        {
          what: 'a bad one last',
          to: open,
          raw: twice('"subject":"first"', '"subject":5'),
          answers: refused,
          names: 'subject',
        },
      ];
    },
  },
  {
    id: 'H05',
    title: 'prototypes at any depth',
    cases: (world) => {
      const inside = '{"__proto__":{"polluted":1,"permissions":["users.write"]}}';
      const plain = JSON.stringify(aTicket(world)).slice(0, -1);
      const wrong = [
        inside,
        `${plain},"__proto__":{"polluted":1}}`,
        `${plain},"customer":${inside}}`,
        `${plain},"tags":[${inside}]}`,
        `${plain},"constructor":{"prototype":{"polluted":1}}}`,
        '{"\\u005f_proto__":{"polluted":1}}',
        '{"prototype":1}',
      ];
      return [
        ...wrong.map((raw) => ({ what: raw.slice(-60), to: open, raw, answers: refused })),
        ...[inside, `{"surveys":${inside}}`, `{"tagDimensions":${inside}}`].map((raw) => ({
          what: `${raw} as settings`,
          to: 'PATCH /v1/settings',
          as: 'admin',
          raw,
          answers: refused,
        })),
      ];
    },
  },
  {
    id: 'H06',
    title: 'nesting of 33, 1,000 and 20,000 levels',
    cases: () =>
      [33, 1000, 20_000].flatMap((depth) =>
        (
          [
            ['[', ']'],
            ['{"a":', '}'],
          ] as const
        ).map((pair) => ({
          what: `${depth} of ${pair[0]}`,
          to: open,
          raw: nested(depth, pair),
          answers: refused,
        })),
      ),
  },
  {
    id: 'H07',
    title: 'bodies that are too large',
    cases: (world) => [
      {
        what: 'a byte above 1 MiB',
        to: open,
        raw: `"${'x'.repeat(MIB - 1)}"`,
        answers: '413 payload_too_large',
      },
      {
        what: 'a byte above 1 MiB where none is wanted',
        to: `DELETE /v1/customers/${world.me.customer1}`,
        raw: 'x'.repeat(MIB + 1),
        answers: '413 payload_too_large',
      },
      {
        what: '6 MB that travel as base64',
        to: open,
        headers: { 'content-type': 'application/octet-stream' },
        raw: Buffer.alloc(6 * MIB, 0x61),
        answers: '413',
      },
      { what: 'more than 10 MB', to: open, raw: 'x'.repeat(10 * MIB + 1), answers: '413' },
      {
        what: '2 MiB from a visitor',
        to: 'POST /v1/public/tickets',
        as: null,
        raw: 'x'.repeat(2 * MIB),
        answers: '413 payload_too_large',
      },
    ],
  },
  {
    id: 'H08',
    title: 'a hundred thousand entries, ten thousand fields',
    cases: (world) => {
      const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`field${n}`, n]));
      const tags = Array.from({ length: 100_000 }, () => 'x');
      return [
        { what: 'entries', to: open, body: aTicket(world, { tags }), answers: refused },
        { what: 'fields', to: open, body: aTicket(world, many), answers: refused },
        { what: 'columns', to: 'POST /v1/imports', as: 'admin', body: importWith(many), answers: refused },
        { what: 'settings', to: 'PATCH /v1/settings', as: 'admin', body: many, answers: refused },
      ];
    },
  },
  {
    id: 'H09',
    title: 'fields that nobody may set',
    cases: (world) => unsettable(world),
  },
];

const importWith = (many: object): object => ({ resource: 'customers', format: 'csv', mapping: many });

const stored = ['ttl', 'pk', 'sk', 'g1pk', 'GSI1PK', 't', 'v', 'ver', 'tenantId', 'createdAt', 'version'];

const unsettable = (world: World): Case[] => {
  const { ticket, me, message } = world;
  const of = (...more: string[]): string[] => [...stored, ...more];
  return [
    ...unknownFields(
      open,
      aTicket(world),
      of('role', 'status', 'assignee', 'assigneeId', 'id', 'number', 'slaDueAt', 'isInternal', 'sla'),
    ),
    ...unknownFields(
      `PATCH /v1/tickets/${ticket.id}`,
      { subject: 'x' },
      of('status', 'assigneeId', 'teamId', 'escalationLevel', 'ownerId', 'channel', 'sla', 'number'),
    ),
    ...unknownFields(
      `POST /v1/tickets/${ticket.id}/messages`,
      { visibility: 'public', body: 'x' },
      of('author', 'authorId', 'seq', 'at', 'id'),
    ),
    ...unknownFields(`PATCH /v1/tickets/${ticket.id}/messages/${message}`, { body: 'x' }, of('visibility')),
    ...unknownFields(
      `PATCH /v1/customers/${me.customer1}`,
      { name: 'x' },
      of('grade', 'spend', 'stage', 'status', 'id', 'sub', 'erasedAt', 'mergedInto'),
    ),
    ...unknownFields('PATCH /v1/me', { presence: 'away' }, of('role', 'permissions', 'teamIds', 'status')),
    ...unknownFields('PUT /v1/orders/H-9', anOrder(), of('id', 'customerId', 'refunded'), 'admin'),
    ...unknownFields('POST /v1/webhooks', { url: 'https://x.example/', events: [] }, of('secret'), 'admin'),
  ];
};
