import type { Case, Row } from '../row.ts';
import { CANARY } from '../world.ts';
import { get, refused } from './wrong.ts';

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

/** 3.2: query strings. */
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
];
