import type { Row } from '../row.ts';
import { anOrder, type World } from '../world.ts';
import { get, refused } from './wrong.ts';

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

/** 3.2: addresses and methods. */
export const pathRows: readonly Row[] = [
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
