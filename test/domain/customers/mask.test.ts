import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  maskAddress,
  maskCard,
  maskEmail,
  maskIdNumber,
  maskName,
  maskPhone,
} from '#shared/domain/customers/mask.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('*', '+', '8', '6', '1', '3', '@', ' ', '李', '欧', '阳') }),
);
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });

describe('a masked phone', () => {
  it.each([
    ['+8613812345678', '+86138****5678'],
    ['+14155552671', '+1******71'],
    ['+865801234542', '+86******42'],
    ['+85291234567', '+852******67'],
    ['+442079460958', '+44******58'],
    ['+79161234567', '+7******67'],
  ])('of %s is %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked));

  it('shows at most the country code and two digits, or of a Chinese mobile its operator and four', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), digits(10), (first, rest) => {
        const shown = maskPhone(`+${first}${rest}`).replace(/\D/g, '');
        expect(shown.length).toBeLessThanOrEqual(maskPhone(`+${first}${rest}`).startsWith('+861') ? 9 : 5);
      }),
    );
  });
});

describe('a masked name', () => {
  it.each([
    ['李雷', '李**'],
    ['张三丰', '张**'],
    ['欧阳娜娜', '欧阳**'],
    ['歐陽修', '歐陽**'],
    ['欧阳', '欧**'],
    ['阿卜杜拉·买买提', '阿**'],
    ['𠮷田', '𠮷**'],
    ['张', '*'],
    ['John Smith', 'J*** S***'],
    ['Mary Jane van der Berg', 'M*** B***'],
    ['Ḍāwūd', 'Ḍ***'],
    ['김민수', '김***'],
    ['A', '*'],
  ])('of %s is %s', (name, masked) => expect(maskName(name)).toBe(masked));

  it('says nothing of how long the rest is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (n) => {
        expect(maskName(`王${'明'.repeat(n)}`)).toBe('王**');
        expect(maskName(`X${'y'.repeat(n)}`)).toBe('X***');
      }),
    );
  });
});

describe('a masked e-mail', () => {
  it.each([
    ['lihua@example.com', 'l***@example.com'],
    ['a@b.cn', '*@b.cn'],
    ['no address', '***'],
  ])('of %s is %s', (email, masked) => expect(maskEmail(email)).toBe(masked));
});

describe('identity numbers, cards and addresses', () => {
  it('keep the first three and last four characters of an identity number', () => {
    expect(maskIdNumber('11010519491231002X')).toBe('110***********002X');
    expect(maskIdNumber('1101051')).toBe('***');
  });

  it('keep the last four digits of a card', () => {
    expect(maskCard('6222 0212 3456 7890 128')).toBe('****0128');
    expect(maskCard('12')).toBe('***');
  });

  it('keep an address down to the district', () => {
    const address = {
      country: 'CN',
      province: '浙江省',
      city: '杭州市',
      district: '西湖区',
      line: '三墩镇1号',
      postcode: '310030',
    };
    expect(maskAddress(address)).toEqual({
      country: 'CN',
      province: '浙江省',
      city: '杭州市',
      district: '西湖区',
      line: '***',
    });
    expect(maskAddress(maskAddress(address))).toEqual(maskAddress(address));
  });
});

describe('every mask', () => {
  const masks = { maskPhone, maskEmail, maskName, maskIdNumber, maskCard };

  it.each(Object.entries(masks))('%s takes any text and leaves what it has masked as it is', (_, mask) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const masked = mask(text);
        expect(mask(masked)).toBe(masked);
        expect(masked.isWellFormed() || !text.isWellFormed()).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves no phone, card or identity number whole', () => {
    fc.assert(
      fc.property(digits(8), (rest) => {
        expect(maskPhone(`+86139${rest}`)).not.toContain(rest.slice(0, 5));
        expect(maskCard(`62220212${rest}`)).not.toContain(rest.slice(0, 5));
        expect(maskIdNumber(`1101051949${rest}`)).not.toContain(rest.slice(0, 5));
      }),
    );
  });
});
