import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardOf } from '#shared/adapters/dynamo/items/ticket.ts';
import { maskText } from '#shared/domain/customers/mask-text.ts';
import { aTicket } from '#test/domain/tickets/support.ts';

const phones = [
  '13812345678',
  '138 1234 5678',
  '+86 138-1234-5678',
  '１３８１２３４５６７８',
  '010-62345678',
];

describe('The subject on a card', () => {
  it('never ends in a part of a number, which nobody could mask any more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 150, max: 199 }), fc.constantFrom(...phones), (before, phone) => {
        const subject = `${'x'.repeat(before)} ${phone} ${'y'.repeat(60)}`;
        const shown = maskText(cardOf(aTicket({ subject })).subject);

        expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(203);
        // Either the number is masked, or nothing of it is left.
        expect(shown.replace(/[^\d０-９*]/gu, '')).toMatch(/^(?:|\d*\*+\d*)$/u);
      }),
    );
  });

  it('is whole where it is short, and keeps words before the cut', () => {
    expect(cardOf(aTicket({ subject: 'Order 4711' })).subject).toBe('Order 4711');
    expect(cardOf(aTicket({ subject: 'é'.repeat(150) })).subject).toBe(`${'é'.repeat(98)}…`);
  });
});
