import type { Case, Row } from '../row.ts';
import { anOrder, CANARY } from '../world.ts';
import { refused } from './wrong.ts';

const feeds = [
  { to: 'POST /v1/inbound/messages/social', signed: 'social' },
  { to: 'POST /v1/inbound/messages/email', signed: 'email' },
  { to: 'POST /v1/inbound/orders', signed: 'orders' },
] as const;

const message = (over: object): object => ({
  externalId: 'd-1',
  from: { name: 'Ada', email: 'ada@example.com' },
  body: CANARY,
  sentAt: '2026-03-02T01:00:00Z',
  ...over,
});
const [social, , orders] = feeds;

const ofMessages = (wrong: readonly (readonly [names: string, over: object])[]): Case[] =>
  wrong.map(([names, over]) => ({
    ...social,
    what: `${names} ${JSON.stringify(over).slice(0, 60)}`,
    body: message(over),
    answers: refused,
    names,
  }));

/** 3.8, H101: deliveries that are well signed, and no deliveries. */
export const deliveryRows: readonly Row[] = [
  {
    id: 'H101',
    title: 'deliveries of another shape, of a kind that nobody knows, or too large',
    whole: true,
    cases: ({ me }) => [
      ...feeds.flatMap((feed) => [
        { ...feed, what: `nothing to ${feed.to}`, raw: '', answers: '400 invalid_json' },
        ...['null', '[]', '{}', '"x"', '{"__proto__":{"a":1}}', '['.repeat(5000)].map((raw) => ({
          ...feed,
          what: `${raw.slice(0, 30)} to ${feed.to}`,
          raw,
          answers: [refused, '400 invalid_json'],
        })),
        { ...feed, what: 'cut off', raw: `{"body":"${CANARY}`, answers: '400 invalid_json' },
        { ...feed, what: '1 MiB', raw: 'x'.repeat(1024 * 1024 + 1), answers: '413 payload_too_large' },
        {
          ...feed,
          what: 'a form',
          raw: 'a=b',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          answers: '415 unsupported_media_type',
        },
        {
          ...feed,
          what: 'a kind and a version that nobody knows',
          body: { ...message({}), ...anOrder(), type: 'order.archived', schemaVersion: 99 },
          answers: refused,
          names: 'type',
        },
        {
          ...feed,
          what: 'no signature',
          headers: { 'webhook-signature': '-' },
          raw: '{}',
          answers: '401 invalid_signature',
        },
      ]),
      ...ofMessages([
        ['externalId', { externalId: '\uD83D' }],
        ['externalId', { externalId: { $ne: 1 } }],
        ['externalId', { externalId: '\u200B' }],
        ['body', { body: '\u3164' }],
        ['body', { body: 'x'.repeat(65_537) }],
        ['from', { from: { name: 'Ada' } }],
        ['from.handle', { from: { handle: 'a\u0000b' } }],
        ['from.customerId', { from: { handle: 'a', customerId: me.customer2 } }],
        ['sentAt', { sentAt: '2026-02-30T00:00:00Z' }],
        ['sentAt', { sentAt: '2026-03-09T00:00:00Z' }],
        ['ticketId', { ticketId: 'tkt_01HZZZZZZZZZZZZZZZZZZZZZZZ' }],
        ['author', { author: 'agent' }],
        ['visibility', { visibility: 'internal' }],
        ['inReplyTo', { inReplyTo: [] }],
      ]),
      ...(
        [
          ['externalId', { externalId: '' }],
          ['customer', { customer: { id: me.customer1, phone: '13912345678' } }],
          ['total.currency', { total: { amount: '1.00', currency: 'QQQ' } }],
          ['status', { status: 'PAID' }],
          ['shopId', { shopId: '../main' }],
        ] as const
      ).map(([names, over]) => ({
        ...orders,
        what: `an order’s ${names}`,
        body: anOrder({ externalId: 'd-2', ...over }),
        answers: refused,
        names,
      })),
    ],
  },
];
