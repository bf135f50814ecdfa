import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newAddressSchema } from '#shared/domain/customers/address.ts';
import { canonicalEmail, emailSchema } from '#shared/domain/customers/email.ts';
import { lookupValues } from '#shared/domain/customers/lookup.ts';
import { canonicalPhone, phoneSchema } from '#shared/domain/customers/phone.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';

describe('a phone number', () => {
  it.each([
    ['13812345678', '+8613812345678'],
    ['+86 138-1234-5678', '+8613812345678'],
    ['１３８１２３４５６７８', '+8613812345678'],
    ['＋８６　１３８ １２３４ ５６７８', '+8613812345678'],
    ['008613812345678', '+8613812345678'],
    ['0571-88888888', '+8657188888888'],
    ['+1 (415) 555-2671', '+14155552671'],
    ['+44 7700 900123', '+447700900123'],
  ])('%s is %s', (text, phone) => expect(canonicalPhone(text)).toBe(phone));

  it.each([
    '',
    '12345',
    '110',
    '+86138',
    '+999123456789',
    '13812345678 ext 5',
    'abc13812345678',
    '+'.repeat(60),
    '\uD800',
  ])('is not %j', (text) => expect(phoneSchema.safeParse(text).success).toBe(false));

  it('has one spelling', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_999 }),
        fc.constantFrom('', '+86', '0086', '86 '),
        (n, prefix) => {
          const phone = canonicalPhone(`${prefix}139${String(n).padStart(8, '0')}`);
          expect(phone).toBe(`+86139${String(n).padStart(8, '0')}`);
          expect(canonicalPhone(phone ?? '')).toBe(phone);
        },
      ),
    );
  });
});

describe('an e-mail address', () => {
  it.each([
    ['Zhang.San@Example.COM', 'Zhang.San@example.com'],
    ['ｚ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'z@example.com'],
    ['x@例子.公司', 'x@xn--fsqu00a.xn--55qx5d'],
    [' a+b@b.cn\r\n', 'a+b@b.cn'],
  ])('%j is %s', (text, email) => expect(canonicalEmail(text)).toBe(email));

  it.each([
    'a@b',
    '',
    '@b.cn',
    'a@',
    '"a b"@c.com',
    'a@b.cn,c@d.cn',
    'a@b.cn\r\nBcc: x@y.cn',
    'admin@tenant..com',
    'a..b@c.com',
    '.a@c.com',
    'a@1.2.3.4',
    'a@[::1]',
    'a@b.cn/path',
    'a@b.cn:25',
    'a@b@c.com/',
    'a@-b.com',
    `${'a'.repeat(65)}@b.cn`,
    `a@${'b.'.repeat(130)}cn`,
    '\uD800@b.cn',
    '用户@b.cn',
  ])('is not %j', (text) => expect(emailSchema.safeParse(text).success).toBe(false));

  it('is not a very long one', () => {
    expect(emailSchema.safeParse(`${'a'.repeat(50_000)}@b.cn`).success).toBe(false);
  });

  it('has one spelling', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        const email = canonicalEmail(text);
        fc.pre(email !== undefined);
        expect(canonicalEmail(email ?? '')).toBe(email);
      }),
    );
  });
});

describe('a name', () => {
  it.each([
    [' 李　雷 ', '李 雷'],
    ['Zoe\u0308', 'Zoë'],
    ['张三１２', '张三12'],
    ['a\u202Eb', 'ab'],
    ['नर्\u200Dस', 'नर्\u200Dस'],
  ])('%j is kept as %j', (text, name) => expect(nameSchema.parse(text)).toBe(name));

  it.each(['', '   ', '\u200B\u200B', 'a\u0000b', 'a\nb', 'x'.repeat(101), '\uD800'])('is not %j', (text) =>
    expect(nameSchema.safeParse(text).success).toBe(false),
  );

  it('is tidied once and for all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const name = nameSchema.safeParse(text);
        fc.pre(name.success);
        expect(nameSchema.parse(name.data)).toBe(name.data);
      }),
    );
  });
});

describe('an address', () => {
  const whole = { country: 'CN', province: '浙江省', city: '杭州市', district: '西湖区', line: '文三路１号' };

  it('is complete, its digits ASCII, its postcode in capitals', () => {
    expect(newAddressSchema.parse({ ...whole, postcode: ' sw1a 2aa ' })).toEqual({
      ...whole,
      line: '文三路1号',
      postcode: 'SW1A 2AA',
    });
  });

  it.each(['country', 'province', 'city', 'district', 'line'])('needs its %s', (field) => {
    expect(newAddressSchema.safeParse({ ...whole, [field]: undefined }).success).toBe(false);
  });

  it.each(['XX', 'cn', 'ZZ', 'China'])('is in a country that exists, not %s', (country) => {
    expect(newAddressSchema.safeParse({ ...whole, country }).success).toBe(false);
  });
});

describe('what a customer is found by', () => {
  it('is an e-mail in any case, a phone, an external id of its shop, each once', () => {
    expect(
      lookupValues({
        phones: ['+8613812345678'],
        emails: ['Li@b.cn', 'li@b.cn'],
        externalIds: [{ shopId: 'main', id: '7' }],
      }),
    ).toEqual(['external:main:7', 'phone:+8613812345678', 'email:li@b.cn']);
  });
});
