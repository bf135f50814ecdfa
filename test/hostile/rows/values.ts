import type { Row } from '../row.ts';
import { anOrder, CANARY_PHONE } from '../world.ts';
import { aCustomer, ofCustomers, ofTickets, refused, wrongIn } from './wrong.ts';

/** A number written as no serializer would, in the place of a quantity or a setting. */
const rawOrder = (quantity: string): string =>
  JSON.stringify(anOrder()).replace('"quantity":1', `"quantity":${quantity}`);
const rawSetting = (value: string): string => `{"revealPerDay":${value}}`;

const money = (amount: unknown): object => ({ total: { amount, currency: 'CNY' } });

const lone = '\uD83D';

/** 3.1, H10 to H12: values of another type, numbers, halves of characters. */
export const valueRows: readonly Row[] = [
  {
    id: 'H10',
    title: 'values of another type',
    cases: (world) => [
      ...ofTickets(world, [
        ['subject', {}],
        ['subject', ['x']],
        ['subject', 5],
        ['subject', null],
        ['body', true],
        ['customerId', [world.me.customer1]],
        ['customerId', { $ne: null }],
        ['tags', 'late'],
        ['tags', { 0: 'late' }],
        ['orderIds', null],
        ['kind', ['consultation']],
        ['openedBy', 0],
      ]),
      ...ofCustomers([
        ['doNotDisturb', 'true'],
        ['doNotDisturb', 1],
        ['phones', `+86${CANARY_PHONE}`],
        ['birthday', 19900228],
        ['tags', { vip: true }],
      ]),
      ...wrongIn(
        'PUT /v1/orders/H-9',
        anOrder,
        [
          ['placedAt', Date.parse('2026-03-01T10:00:00Z')],
          ['lines', {}],
          ['total', '10.00'],
        ],
        'admin',
      ),
      ...['"5"', '[5]', 'true', 'null', '""', '{}'].map((value) => ({
        what: `${value} for a number`,
        to: 'PUT /v1/orders/H-9',
        as: 'admin',
        raw: rawOrder(value),
        answers: refused,
        names: 'lines[0].quantity',
      })),
      ...['"5"', '[5]', 'true', '""', '{}'].map((value) => ({
        what: `${value} for a setting`,
        to: 'PATCH /v1/settings',
        as: 'admin',
        raw: rawSetting(value),
        answers: refused,
        names: 'revealPerDay',
      })),
    ],
  },
  {
    id: 'H11',
    title: 'numbers that are none, too large, or spelled otherwise',
    cases: () => [
      ...['1e400', '-1e400', '-0', '0', '9007199254740993', '1.5', '1e21', `1${'0'.repeat(39)}`].map(
        (value) => ({
          what: `a quantity of ${value.slice(0, 20)}`,
          to: 'PUT /v1/orders/H-9',
          as: 'admin',
          raw: rawOrder(value),
          answers: refused,
          names: 'lines[0].quantity',
        }),
      ),
      ...['1e400', '9007199254740993', '-1', '0.5'].map((value) => ({
        what: `a setting of ${value}`,
        to: 'PATCH /v1/settings',
        as: 'admin',
        raw: rawSetting(value),
        answers: refused,
        names: 'revealPerDay',
      })),
      ...[
        '1e3',
        '0x10',
        '-1.00',
        '1.0',
        '10',
        '12.500',
        '１２.50',
        ' 1.00',
        '1,000.00',
        'NaN',
        '.50',
        '1.',
        '01.00',
        `${'9'.repeat(13)}.00`,
        `1.${'0'.repeat(40)}`,
        '',
      ].map((amount) => ({
        what: `an amount of ${amount.slice(0, 20)}`,
        to: 'PUT /v1/orders/H-9',
        as: 'admin',
        body: anOrder(money(amount)),
        answers: refused,
        names: 'total.amount',
      })),
      {
        what: 'an amount that is a number',
        to: 'PUT /v1/orders/H-9',
        as: 'admin',
        body: anOrder(money(10)),
        answers: refused,
        names: 'total.amount',
      },
    ],
  },
  {
    id: 'H12',
    title: 'halves of surrogate pairs',
    cases: (world) => [
      ...ofTickets(
        world,
        ['subject', 'body', 'customerId', 'language', 'category', 'kind'].map((field) => [
          field,
          `${field}${lone}`,
        ]),
      ),
      ...ofCustomers([
        ['name', `Ada${lone}`],
        ['timeZone', `Asia/Shanghai${lone}`],
      ]),
      ...(
        [
          [{ tags: [`late${lone}`] }, 'tags[0]'],
          [{ emails: [`ada${lone}@example.com`] }, 'emails[0]'],
          [{ externalIds: [{ id: `7${lone}` }] }, 'externalIds[0].id'],
        ] as const
      ).map(([over, names]) => ({
        what: `in ${names}`,
        to: 'POST /v1/customers',
        body: aCustomer(over),
        answers: refused,
        names,
      })),
    ],
  },
];
