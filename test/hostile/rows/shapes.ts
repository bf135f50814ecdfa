import type { Case, Row } from '../row.ts';
import { absent, aTicket, CANARY, type World } from '../world.ts';
import { aCustomer, ofTickets, open, refused } from './wrong.ts';

const mails = [
  `${'a'.repeat(50_000)}@example.com`,
  `a@${'b.'.repeat(25_000)}com`,
  '"a b"@example.com',
  'a@b',
  'a@b.c\r\nBcc: all@example.com',
  'a@example.com,b@example.com',
  'a@example.com;b@example.com',
  'admin@tenant..com',
  '.a@example.com',
  'a..b@example.com',
  'a@-example.com',
  'a@127.0.0.1',
  'a@[127.0.0.1]',
  'a@localhost',
  'Ada <a@example.com>',
  'a@example.com?bcc=x',
  'a@exa mple.com',
  'a@@example.com',
  '@example.com',
  'a@',
  'a%0d%0a@exämple',
];

const scripts = [
  '<script>alert(1)</script>',
  '<svg/onload=alert(1)>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  'javascript:alert(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  '<<b>script>alert(1)<</b>/script>',
];
const templates = [
  '{{7*7}}',
  '${7*7}',
  '<%= 7*7 %>',
  '#{7*7}',
  '%s %n %x',
  '{{#each x}}{{/each}}',
  '{{constructor}}',
];
const expressions = [
  'attribute_exists(pk)',
  '#pk = :pk',
  'begins_with(sk, :x)',
  "' OR 1=1 --",
  '{"$ne":null}',
  '{"S":"x"}',
  'size',
];

/** What is stored as it was written, in subject and message alike. */
const literal = (world: World, texts: readonly string[]): Case[] =>
  texts.flatMap((text) => [
    {
      what: `subject ${text}`,
      to: open,
      body: aTicket(world, { subject: text }),
      answers: '201',
      shows: { subject: text },
    },
    {
      what: `message ${text}`,
      to: `POST /v1/tickets/${world.ticket.id}/messages`,
      body: { visibility: 'internal', body: text },
      answers: '201',
      shows: { body: text },
    },
  ]);

const spelledOtherwise = (id: string): string[] => [
  id.toLowerCase(),
  `{${id}}`,
  `${id} `,
  id.slice(4),
  `${id.slice(0, 4)}8${id.slice(5)}`,
  `${id.slice(0, -1)}U`,
  `tkt_${'0'.repeat(25)}`,
  '00000000-0000-0000-0000-000000000000',
];

/** 3.1, H17 to H29: what means something elsewhere, and names of what is not there. */
export const shapeRows: readonly Row[] = [
  { id: 'H17', title: 'HTML, SVG and scripts, kept as text', cases: (world) => literal(world, scripts) },
  {
    id: 'H18',
    title: 'template syntax, kept as text',
    cases: (world) => [
      ...literal(world, templates),
      {
        what: 'in the questions of a survey',
        to: 'POST /v1/survey-templates',
        as: 'admin',
        body: {
          name: '{{7*7}}',
          kind: 'exchange',
          language: 'en',
          intro: templates.join(' '),
          thanks: '${7*7}',
          questions: [{ key: 'csat', text: '{{7*7}}?' }],
        },
        answers: '201',
        shows: { intro: templates.join(' '), thanks: '${7*7}', name: '{{7*7}}' },
      },
    ],
  },
  {
    id: 'H19',
    title: 'words of the database',
    cases: (world) => [
      ...literal(world, expressions),
      ...expressions.map((text) => ({
        what: `a view called ${text}`,
        to: 'POST /v1/views',
        body: { name: text, query: { status: 'open' } },
        answers: '201',
        shows: { name: text },
      })),
      ...['sort', 'status', 'number', 'teamId', 'orderId', 'kind'].flatMap((name) =>
        expressions.map((text) => ({
          what: `${name}=${text}`,
          to: `GET /v1/tickets?${name}=${encodeURIComponent(text)}`,
          answers: refused,
          ...(name === 'status' ? {} : { names: name }),
        })),
      ),
    ],
  },
  {
    id: 'H22',
    title: 'e-mail addresses that are none',
    cases: (world) => [
      ...mails.map((mail) => ({
        what: mail.slice(0, 40),
        to: 'POST /v1/customers',
        body: aCustomer({ emails: [mail] }),
        answers: refused,
        names: 'emails[0]',
      })),
      ...mails.slice(0, 8).map((email) => ({
        what: `${email.slice(0, 40)} in the form`,
        to: 'POST /v1/public/tickets',
        as: null,
        body: { subject: 's', body: 'b', customer: { name: CANARY, email } },
        answers: refused,
        names: 'customer.email',
      })),
      ...ofTickets(world, [['customer', { name: 'Ada', email: 'a@b' }]]).map(({ names: _, ...one }) => one),
    ],
  },
  {
    id: 'H27',
    title: 'ids in another spelling',
    cases: (world) => [
      ...spelledOtherwise(world.ticket.id).map((id) => ({
        what: `${id} in the path`,
        to: `GET /v1/tickets/${encodeURIComponent(id)}`,
        answers: '404 not_found',
      })),
      ...ofTickets(
        world,
        [
          ...spelledOtherwise(world.me.customer1).filter((id) => !id.startsWith('tkt_')),
          world.ticket.id,
          'cus_',
        ].map((id) => ['customerId', id]),
      ),
    ],
  },
  {
    id: 'H29',
    title: 'many at once, the same twice, and oneself',
    cases: (world) => [
      ...ofTickets(world, [
        ['orderIds', [world.order, world.order]],
        ['orderIds', Array.from({ length: 10_001 }, () => world.order)],
        ['tags', ['late', 'LATE']],
      ]),
      {
        what: 'a merge into itself',
        to: `POST /v1/customers/${world.me.customer1}/merge`,
        as: 'supervisor1',
        body: { duplicateId: world.me.customer1 },
        answers: ['409 conflict', '422 invalid_request', '422 unknown_reference'],
      },
      {
        what: 'a merge with nobody',
        to: `POST /v1/customers/${world.me.customer1}/merge`,
        as: 'supervisor1',
        body: { duplicateId: absent('cus') },
        answers: '422 unknown_reference',
      },
      {
        what: 'an unmerge of what was never merged',
        to: `POST /v1/customers/${world.me.customer1}/unmerge`,
        as: 'supervisor1',
        body: { duplicateId: world.me.customer2 },
        answers: ['409 conflict', '422 unknown_reference'],
      },
    ],
  },
];
