import type { Case, Row } from '../row.ts';
import type { World } from '../world.ts';

const list = (cursor: string, more: Partial<Case> = {}, query = 'limit=1'): Case => ({
  what: cursor.length > 60 ? `${cursor.slice(0, 60)}… (${cursor.length})` : cursor,
  to: `GET /v1/tickets?${query}&cursor=${encodeURIComponent(cursor)}`,
  answers: '400 invalid_cursor',
  ...more,
});

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The cursor with one bit of its text's six turned over, at this place. */
const turned = (cursor: string, at: number): string => {
  const digit = alphabet.indexOf(cursor[at] ?? 'A');
  return cursor.slice(0, at) + alphabet.charAt(digit ^ (1 << (at % 6))) + cursor.slice(at + 1);
};

/** Other texts that decode to the same bytes, or nearly. */
const otherwise = (cursor: string): string[] => {
  const rest = cursor.length % 4;
  const last = alphabet.indexOf(cursor.at(-1) ?? 'A');
  const free = rest === 2 ? 15 : rest === 3 ? 3 : 0;
  return [
    `${cursor}=`,
    `${cursor}==`,
    ` ${cursor}`,
    `${cursor} `,
    `${cursor}\n`,
    `${cursor.slice(0, 20)}\n${cursor.slice(20)}`,
    `${cursor}A`,
    cursor.slice(0, -1),
    `${cursor}%00`,
    ...(free === 0 ? [] : [cursor.slice(0, -1) + alphabet.charAt(last ^ 1)]),
    ...(/[-_]/.test(cursor) ? [cursor.replaceAll('-', '+').replaceAll('_', '/')] : []),
    Buffer.from(cursor).toString('base64url'),
  ];
};

const made = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Cursors for other questions than the one they were given for. */
const misused = ({ cursor }: World): Case[] => [
  { ...list(cursor), what: 'another person’s', as: 'agent2' },
  { ...list(cursor), what: 'of somebody with another role', as: 'admin' },
  list(cursor, { what: 'another size of pages' }, 'limit=2'),
  list(cursor, { what: 'a filter more' }, 'limit=1&status=open'),
  list(cursor, { what: 'another order' }, 'limit=1&sort=createdAt'),
  list(cursor, { what: 'an empty filter' }, 'limit=1&tag=late'),
  { ...list(cursor), what: 'another list', to: `GET /v1/orders?limit=1&cursor=${cursor}` },
  { ...list(cursor), what: 'a list of customers', to: `GET /v1/customers?limit=1&cursor=${cursor}` },
];

/** 3.4: cursors, each refused in one way. Their end after a day is looked at where the clock is moved. */
export const cursorRows: readonly Row[] = [
  {
    id: 'H54',
    title: 'a cursor with any one bit turned over',
    cases: ({ cursor }) =>
      // One bit of every third character here; every bit of every byte is turned where cursors are sealed.
      Array.from({ length: Math.ceil(cursor.length / 3) }, (_, n) => list(turned(cursor, n * 3))),
  },
  {
    id: 'H55',
    title: 'other spellings of a cursor',
    cases: ({ cursor }) => otherwise(cursor).map((text) => list(text)),
  },
  {
    id: 'H56',
    title: 'cursors of one’s own making',
    cases: ({ ticket, elsewhere }) =>
      [
        { pk: `TKT#${elsewhere.id}`, sk: 'A' },
        { sort: '0', id: ticket.id, issuedAt: 0 },
        { sort: '9', id: elsewhere.id, issuedAt: 9_999_999_999_999 },
        [],
        null,
        'x',
        { __proto__: null, sort: {}, id: [], issuedAt: 'x' },
      ].map((value) => list(made(value), { what: JSON.stringify(value) })),
  },
  { id: 'H57', title: 'a cursor for another question', cases: misused },
  {
    id: 'H59',
    title: 'a cursor again and again',
    cases: ({ cursor }) =>
      Array.from({ length: 10 }, (_, n) => list(cursor, { what: `time ${n}`, answers: '200' })),
  },
  {
    id: 'H60',
    title: 'what is no cursor at all',
    cases: () => [
      list('', { what: 'nothing' }),
      list('null'),
      list('[]'),
      list('undefined'),
      list('x'.repeat(4000)),
      list('A'.repeat(7900)),
      list('x'.repeat(60_000), { answers: ['414', '414 uri_too_long'] }),
      { ...list(''), what: 'a place in the changes', to: 'GET /v1/changes?after=x', as: 'admin' },
      {
        ...list(''),
        what: 'a place in the trail',
        to: 'POST /v1/audit-events/verify',
        as: 'admin',
        body: { cursor: 'x' },
      },
      {
        ...list('a'),
        what: 'a list of them',
        to: 'GET /v1/tickets?limit=1&cursor[]=a',
        answers: '422 invalid_request',
      },
    ],
  },
];
