import type { Case, Row } from '../row.ts';
import { anOrder, CANARY, type World } from '../world.ts';
import { refused } from './wrong.ts';

const get = (path: string, answers: Case['answers'], more: Partial<Case> = {}): Case => ({
  what: path.length > 80 ? `${path.slice(0, 80)}… (${path.length})` : path,
  to: `GET ${path}`,
  answers,
  ...more,
});

/** Lists, each with somebody who may ask for it. */
const lists = [
  ['/v1/tickets', 'agent1'],
  ['/v1/customers', 'agent1'],
  ['/v1/orders', 'agent1'],
  ['/v1/users', 'admin'],
  ['/v1/audit-events', 'admin'],
  ['/v1/exports', 'supervisor1'],
  ['/v1/changes', 'admin'],
] as const;
const ofLists = (query: string, answers: string, more: Partial<Case> = {}): Case[] =>
  lists.map(([path, as]) => get(`${path}?${query}`, answers, { as, ...more }));

const inverted = (path: string, from: string, to: string, as: string): Case =>
  get(`${path}?${from}=2026-03-02T00:00:00Z&${to}=2026-03-01T00:00:00Z`, refused, { as });

const stretched = (path: string, from: string, to: string): Case =>
  get(
    `${path}?${from}=2016-03-02T00:00:00Z&${to}=2026-03-01T00:00:00Z`,
    ['422 filter_too_broad', '422 invalid_request'],
    { as: 'admin' },
  );

const strange = (world: World): string[] => [
  '..',
  '.',
  '%2e%2e',
  '%2e%2e%2f',
  '..%2F..%2Fetc%2Fpasswd',
  'a%2Fb',
  'x'.repeat(3000),
  '%F0%9F%92%A9',
  `${world.ticket.id}.`,
  `${world.ticket.id}%00`,
  `${world.ticket.id}%20`,
  `${world.ticket.id};x=1`,
  `%20${world.ticket.id}`,
  '__proto__',
  'constructor',
  'null',
  '*',
];

const separators = ({ ticket, message }: World): string[] => [
  `${ticket.id}%23A`,
  `${ticket.id}%23M%23${message}`,
  `${ticket.id}%7CA`,
  `TKT%23${ticket.id}`,
  `${ticket.id}%0AA`,
  `${ticket.id}~`,
  `${ticket.id}/messages/..%2F..`,
];

/** 3.2: query strings, paths and methods. */
export const queryRows: readonly Row[] = [
  {
    id: 'H31',
    title: 'page sizes that are none',
    cases: () =>
      [
        '0',
        '-1',
        '1e3',
        '101',
        '9999999999',
        '0x10',
        '',
        '%D9%A1%D9%A0',
        '1.0',
        '%201',
        '+1',
        '01',
        'NaN',
      ].flatMap((limit) => ofLists(`limit=${limit}`, refused, { names: 'limit' })),
  },
  {
    id: 'H32',
    title: 'a parameter twice',
    cases: () => [
      ...ofLists('limit=1&limit=100', refused, { names: 'limit' }),
      ...ofLists('limit=1&%6Cimit=1', refused, { names: 'limit' }),
      get('/v1/tickets?status=open&status=closed', refused, { names: 'status' }),
      get('/v1/tickets?status=open&status=open', refused, { names: 'status' }),
    ],
  },
  {
    id: 'H33',
    title: 'parameters that nobody knows',
    cases: () =>
      [
        'colour=red',
        'status[]=open',
        'status[$ne]=x',
        'filter[__proto__]=x',
        '__proto__=x',
        '__proto__[x]=1',
        'constructor=x',
        'toString=x',
        'Limit=5',
        'limit%20=5',
        '=x',
      ].flatMap((query) => ofLists(query, refused)),
  },
  {
    id: 'H34',
    title: 'orders and fields that nobody may choose',
    cases: () => [
      ...['pk', 'constructor', '__proto__', 'createdAt,pk', '-', 'CreatedAt', 'gsi1'].flatMap((sort) => [
        get(`/v1/tickets?sort=${sort}`, refused, { names: 'sort' }),
        get(`/v1/customers?sort=${sort}`, refused, { names: 'sort' }),
      ]),
      ...['*', 'idCard', 'phone'].map((fields) =>
        get(`/v1/customers?fields=${fields}`, refused, { names: 'fields' }),
      ),
      ...['*', 'idCard', 'passwordHash', '__proto__', 'g1pk'].map((field) => ({
        what: `the column ${field}`,
        to: 'POST /v1/exports',
        as: 'analyst1',
        body: { resource: 'customers', format: 'csv', fields: [field] },
        answers: refused,
        names: 'fields[0]',
      })),
      get('/v1/customers?reveal=phone', refused, { as: 'supervisor1', names: 'reveal' }),
    ],
  },
  {
    id: 'H35',
    title: 'addresses that are too long, or not well encoded',
    cases: () => [
      get(`/v1/tickets?tag=${'x'.repeat(8192)}`, ['414', '414 uri_too_long']),
      get(`/v1/${'x'.repeat(9000)}`, ['414', '414 uri_too_long']),
      get(`/v1/tickets?${Array.from({ length: 1000 }, (_, n) => `a${n}=1`).join('&')}`, refused),
      ...['tag', 'number', 'q'].flatMap((name) =>
        ['%00', '%zz', '%', '%C0%AE', '%ED%A0%80', '%FF'].map((value) =>
          get(
            `/v1/${name === 'q' ? 'customers' : 'tickets'}?${name}=${value}`,
            name === 'q' && value === '%00' ? '422 filter_too_broad' : refused,
            { names: name },
          ),
        ),
      ),
      ...['%zz', '%C0%AE%C0%AE', '%', '%FF'].map((path) =>
        get(`/v1/tickets/${path}`, ['400', '404 not_found']),
      ),
      get('/v1/tickets/%252e%252e', '404 not_found'),
      get('/v1/tickets/%25%32%65', '404 not_found'),
    ],
  },
  {
    id: 'H36',
    title: 'ids that are a way out, too long, or no id at all',
    cases: (world) => [
      ...strange(world).map((id) => get(`/v1/tickets/${id}`, ['404 not_found', '404'], { wire: true })),
      ...strange(world)
        .slice(4)
        .map((id) => get(`/v1/customers/${id}`, '404 not_found')),
    ],
  },
  {
    id: 'H37',
    title: 'separators of keys inside of ids',
    cases: (world) => [
      ...separators(world).map((id) => get(`/v1/tickets/${id}`, '404 not_found')),
      ...['A%23B', '%23', 'ORD%23x', 'a%7Cb', '50%25', '%2525', '%252e', 'a%20b', 'a+b', '%E5%8D%95'].map(
        (number) => ({
          what: `an order’s number ${number}, which may be anything`,
          to: `PUT /v1/orders/${number}?shopId=main`,
          as: 'admin',
          body: anOrder(),
          answers: '201',
          shows: { externalId: decodeURIComponent(number) },
        }),
      ),
      get('/v1/audit-events?object=AUD%2301', refused, { as: 'admin', names: 'object' }),
      get('/v1/tickets?tag=a%23b', refused, { names: 'tag' }),
    ],
  },
  {
    id: 'H38',
    title: 'methods that a path does not have, and ways to smuggle one',
    cases: ({ ticket }) => [
      ...['TRACE', 'PROPFIND', 'PUT', 'DELETE', 'PATCH', 'FOO'].map((method) => ({
        what: `${method} of a list`,
        to: `${method} /v1/audit-events`,
        as: null,
        wire: true as const,
        answers: method === 'FOO' ? '400' : '405 method_not_allowed',
      })),
      ...['x-http-method-override', 'x-method-override', 'x-http-method'].map((name) =>
        get(`/v1/tickets/${ticket.id}`, '200', { headers: { [name]: 'DELETE' } }),
      ),
      get(`/v1/tickets/${ticket.id}?_method=DELETE`, refused),
    ],
  },
  {
    id: 'H39',
    title: 'searches for everything',
    cases: () => [
      ...['*', '%25', 'a', '%20', '.', '%23', '""', '-'].map((q) =>
        get(`/v1/customers?q=${q}`, ['422 filter_too_broad', refused, '200'], { never: CANARY }),
      ),
      get(`/v1/customers?q=${'a'.repeat(201)}`, refused, { names: 'q' }),
      get(`/v1/customers?q=${'%E6%9D%8E'.repeat(201)}`, refused, { names: 'q' }),
      get(`/v1/customers?q=${'a'.repeat(7900)}`, refused, { names: 'q' }),
      get('/v1/customers?q=name:*%20OR%201=1', '200', { shows: { items: [] } }),
    ],
  },
  {
    id: 'H40',
    title: 'spans of time that are upside down, or ten years',
    cases: () => [
      inverted('/v1/tickets', 'createdAfter', 'createdBefore', 'agent1'),
      inverted('/v1/customers', 'createdAfter', 'createdBefore', 'agent1'),
      inverted('/v1/orders', 'placedAfter', 'placedBefore', 'agent1'),
      inverted('/v1/audit-events', 'from', 'to', 'admin'),
      inverted('/v1/survey-responses', 'answeredAfter', 'answeredBefore', 'admin'),
      inverted('/v1/survey-scores', 'from', 'to', 'admin'),
      inverted('/v1/reports/sla-attainment', 'from', 'to', 'admin'),
      inverted('/v1/reports/sla-misses', 'from', 'to', 'admin'),
      stretched('/v1/audit-events', 'from', 'to'),
      stretched('/v1/survey-scores', 'from', 'to'),
      stretched('/v1/reports/sla-attainment', 'from', 'to'),
    ],
  },
  {
    id: 'H41',
    title: 'doors that are not there',
    cases: () => [
      ...[
        '/debug',
        '/v1/debug',
        '/metrics',
        '/v1/metrics',
        '/.env',
        '/.git/config',
        '/swagger',
        '/v1/_local/clock',
        '/v1/../_local/clock',
        '/admin',
        '/v1/internal',
        '/healthz',
        '/',
        '//v1/tickets',
        '/V1/tickets',
        '/v2/tickets',
      ].map((path) => get(path, ['404 not_found', '404 not_implemented'], { as: null, wire: true })),
    ],
  },
];
