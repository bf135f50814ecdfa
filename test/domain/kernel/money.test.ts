import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, MAX_MINOR, minorOf, moneyText, moneyTextSchema } from '#shared/domain/kernel/money.ts';

const currencies = ['CNY', 'USD', 'JPY', 'KWD', 'CLF', 'GBP', 'KRW', 'TND'] as const;

describe('money', () => {
  it('keeps every amount exactly through its text and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: MAX_MINOR }),
        fc.constantFrom(...currencies),
        (minor, currency) => {
          expect(minorOf(moneyText({ minor, currency }))).toBe(minor);
        },
      ),
    );
  });

  it.each([
    ['12.50', 'CNY', 1250],
    ['0.05', 'USD', 5],
    ['1200', 'JPY', 1200],
    ['1.005', 'KWD', 1005],
    ['0', 'KRW', 0],
    ['0.00', 'EUR', 0],
    ['9999999999.99', 'CNY', MAX_MINOR],
  ])('reads %s %s as %i minor units', (amount, currency, minor) => {
    expect(moneyTextSchema.parse({ amount, currency })).toEqual({ minor, currency });
  });

  it.each([
    ['12.5', 'CNY'],
    ['12', 'CNY'],
    ['12.500', 'CNY'],
    ['12.', 'CNY'],
    ['1.00', 'JPY'],
    ['1.00', 'KWD'],
    ['01.00', 'CNY'],
    ['-1.00', 'CNY'],
    ['1e3', 'JPY'],
    ['１２.50', 'CNY'],
    [' 1.00', 'CNY'],
    ['10000000000.00', 'CNY'],
    ['1.00', 'DEM'],
    ['1.00', 'cny'],
  ])('refuses %s %s', (amount, currency) => {
    expect(moneyTextSchema.safeParse({ amount, currency }).success).toBe(false);
  });

  it('names the field that is wrong', () => {
    const parsed = moneyTextSchema.safeParse({ amount: '1.5', currency: 'CNY' });
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['amount']]);
  });

  it('refuses numbers: JSON has only floating ones', () => {
    expect(moneyTextSchema.safeParse({ amount: 12.5, currency: 'CNY' }).success).toBe(false);
  });

  it('writes negative amounts, which sums may be', () => {
    expect(moneyText({ minor: -5, currency: 'CNY' })).toEqual({ amount: '-0.05', currency: 'CNY' });
    expect(moneyText({ minor: -5, currency: 'JPY' })).toEqual({ amount: '-5', currency: 'JPY' });
  });

  it('knows every currency of today that the engine knows', () => {
    const gone = ['CUC', 'HRK', 'SLL', 'ZWL'];
    const noMoney = ['XDR', 'XSU', 'XUA', 'XAU', 'XAG', 'XPT', 'XPD', 'XTS'];
    const known = [...gone, ...noMoney];
    const missed = Intl.supportedValuesOf('currency').filter((code) => decimalsOf(code) === undefined);
    expect(missed.filter((code) => !known.includes(code))).toEqual([]);
  });
});
