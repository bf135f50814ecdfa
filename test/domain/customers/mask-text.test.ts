import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskText } from '#shared/domain/customers/mask-text.ts';
import { isIdentityNumber, isPaymentCard } from '#shared/domain/customers/numbers.ts';

describe('free text', () => {
  it.each([
    ['电话13812345678，多谢', '电话138****5678，多谢'],
    ['我的手机号是 +86 138-1234-5678。', '我的手机号是 +86138****5678。'],
    ['打 0086 13812345678', '打 0086138****5678'],
    ['１３８１２３４５６７８', '138****5678'],
    ['138\u200B1234\u200B5678', '138****5678'],
    ['call +1 415 555 2671 or (415) 555-2671', 'call +1******71 or (******71'],
    ['座机 0571-88888888', '座机 0571-******88'],
    ['卡号6222021234567890128', '卡号****0128'],
    ['card 4111 1111 1111 1111 exp 12', 'card ****1111 exp 12'],
    ['身份证11010519491231002X', '身份证110***********002X'],
    ['11010519491231002x', '110***********002x'],
    ['两个：13812345678 13987654321', '两个：138****5678 139****4321'],
  ])('shows %s as %s', (text, masked) => expect(maskText(text)).toBe(masked));

  it.each([
    '订单号13812345678还没到',
    '运单号：4111111111111111',
    'order #4111111111111111',
    'my order number 13812345678',
    'SF1381234567890 和 SF13812345678',
    'K7-4M2Q9 2024-03-01 12:00:30',
    '订单 20240301123456789012',
    '3.14159265358979',
    '共 1000000 件，单价 128.50',
    '11010519491231002',
    '110105194912310021',
    '热线 400-800-1234',
    '4111111111111112',
  ])('leaves %s as it is', (text) => expect(maskText(text)).toBe(text));

  it('masks a phone wherever it stands, and nothing else of the text', () => {
    const around = fc.string({ unit: fc.constantFrom(...'请打我电话谢谢。，\n好的 ab') });
    fc.assert(
      fc.property(around, fc.integer({ min: 0, max: 99_999_999 }), around, (before, n, after) => {
        fc.pre(!/\d\.?$/.test(before));
        const phone = `139${String(n).padStart(8, '0')}`;
        expect(maskText(`${before}${phone}${after}`)).toBe(`${before}139****${phone.slice(-4)}${after}`);
      }),
    );
  });

  it('does not take what a mask has left for the beginning of another number', () => {
    const masked = maskText('4111111111160571 88888888');
    expect(masked).toBe('****0571 88888888');
    expect(maskText(masked)).toBe(masked);
  });

  it('is masked once and for all, whatever it is', () => {
    const unit = fc.constantFrom(
      ...'0123456789',
      '13812345678',
      '4111111111111111',
      '+',
      '-',
      ' ',
      '*',
      'x',
      'X',
      '(',
      '订单',
      'SF',
      '.',
      '１',
      '\u200B',
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), (parts) => {
        const masked = maskText(parts.join(''));
        expect(maskText(masked)).toBe(masked);
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(maskText(maskText(text))).toBe(maskText(text));
      }),
    );
  });

  it('leaves text without digits alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/\d|[０-９]/.test(text));
        expect(maskText(text)).toBe(text);
      }),
    );
  });
});

describe('numbers of persons', () => {
  it('are cards only with a known issuer and a valid check digit', () => {
    expect(isPaymentCard('4111111111111111')).toBe(true);
    expect(isPaymentCard('378282246310005')).toBe(true);
    expect(isPaymentCard('4111111111111112')).toBe(false);
    expect(isPaymentCard('9111111111111119')).toBe(false);
  });

  it('are identity numbers only with a region, a day of birth and a valid check digit', () => {
    expect(isIdentityNumber('11010519491231002X', false)).toBe(true);
    expect(isIdentityNumber('110105194902310026', false)).toBe(false);
    expect(isIdentityNumber('990105194912310029', false)).toBe(false);
    expect(isIdentityNumber('130503670401001', false)).toBe(false);
    expect(isIdentityNumber('130503670401001', true)).toBe(true);
  });
});
