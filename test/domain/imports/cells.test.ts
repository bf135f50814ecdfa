import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neutral } from '#shared/domain/exports/neutral.ts';
import {
  amountText,
  bodyOfCells,
  instantText,
  mangledIn,
  placeInTable,
} from '#shared/domain/imports/cells.ts';
import { minorOf } from '#shared/domain/kernel/money.ts';

const ways = { currency: 'CNY', timeZone: 'Asia/Shanghai' };

describe('a cell', () => {
  it('that an export has guarded is what it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const body = bodyOfCells('customers', [{ externalId: 'A1', name: neutral(name) }], ways);
        expect(body['name']).toBe(name.trim() === '' ? undefined : name);
      }),
    );
  });

  it.each(['1.23457E+17', '6.22E+15', ' 1E+12 ', '-4,5E+09'])(
    'with a rounded number (%s) is a fault, never a value',
    (text) => {
      const faults = mangledIn([{ n: 3, cells: { externalId: text, name: text } }]);

      expect(faults).toEqual([
        expect.objectContaining({ row: 3, field: 'externalId', code: 'mangled_number' }),
      ]);
    },
  );

  it('of a Chinese postcode that has lost its zero is a fault', () => {
    expect(mangledIn([{ n: 1, cells: { country: 'CN', postcode: '10001' } }])).toHaveLength(1);
    expect(mangledIn([{ n: 1, cells: { country: 'US', postcode: '10001' } }])).toEqual([]);
    expect(mangledIn([{ n: 1, cells: { country: 'CN', postcode: '100010' } }])).toEqual([]);
  });

  it("of a time without a zone is one of the organisation's clocks", () => {
    expect(instantText('2026-03-02 09:00', 'Asia/Shanghai')).toBe('2026-03-02T01:00:00.000Z');
    expect(instantText('2026-03-02T09:00:30', 'Europe/Berlin')).toBe('2026-03-02T08:00:30.000Z');
    expect(instantText('2026-03-02', 'UTC')).toBe('2026-03-02T00:00:00.000Z');
    expect(instantText('2026-03-02T09:00:00Z', 'Asia/Shanghai')).toBe('2026-03-02T09:00:00Z');
    expect(instantText('2026-02-30 09:00', 'UTC')).toBe('2026-02-30 09:00');
  });

  it('of an amount keeps its value and gets the decimals of its currency', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 2 }), (minor, cut) => {
        const text = (minor / 100).toFixed(2);
        const shorter = text.endsWith('0'.repeat(cut)) && cut > 0 ? text.slice(0, -cut) : text;
        const amount = amountText(shorter.replace(/\.$/, ''), 'CNY');
        expect(minorOf({ amount, currency: 'CNY' })).toBe(minor);
      }),
    );
    expect(amountText('4.255', 'CNY')).toBe('4.255');
    expect(amountText('007', 'JPY')).toBe('7');
  });
});

describe('rows of a table', () => {
  it('of one order are its lines, and their sum its total where the file tells none', () => {
    const rows = [
      { externalId: 'O1', customerExternalId: 'C1', sku: 'a', quantity: '2', price: '4.5', status: 'paid' },
      { externalId: 'O1', customerExternalId: '', sku: 'b', name: 'Cup', quantity: '1', price: '3' },
    ];

    expect(bodyOfCells('orders', rows, ways)).toEqual({
      externalId: 'O1',
      customer: { externalId: 'C1' },
      status: 'paid',
      total: { amount: '12.00', currency: 'CNY' },
      lines: [
        { sku: 'a', name: 'a', quantity: 2, price: { amount: '4.50', currency: 'CNY' } },
        { sku: 'b', name: 'Cup', quantity: 1, price: { amount: '3.00', currency: 'CNY' } },
      ],
    });
  });

  it('of customers have lists in one cell, and an address in several', () => {
    const row = {
      externalId: 'A1',
      name: "'=Li",
      phones: "13812345678；'+8613912345678",
      tags: 'a; b;',
      doNotDisturb: '是',
      country: 'CN',
      city: '杭州市',
    };

    expect(bodyOfCells('customers', [row], ways)).toEqual({
      externalId: 'A1',
      name: '=Li',
      phones: ['13812345678', '+8613912345678'],
      tags: ['a', 'b'],
      doNotDisturb: true,
      addresses: [{ country: 'CN', city: '杭州市' }],
    });
  });

  it('are named by faults as the file calls them', () => {
    expect(placeInTable('orders', 'lines[1].price.amount', [4, 5])).toEqual({ row: 5, field: 'price' });
    expect(placeInTable('orders', 'customer.phone', [4, 5])).toEqual({ row: 4, field: 'customerPhone' });
    expect(placeInTable('customers', 'addresses[0].city', [2])).toEqual({ row: 2, field: 'city' });
    expect(placeInTable('customers', 'phones[1]', [2])).toEqual({ row: 2, field: 'phones' });
    expect(placeInTable('tickets', 'subject', [9])).toEqual({ row: 9, field: 'subject' });
  });
});
