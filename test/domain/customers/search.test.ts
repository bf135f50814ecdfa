import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCustomer } from '#shared/domain/customers/change.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { readingsOf, simplified } from '#shared/domain/customers/han.ts';
import {
  leadsOf,
  MAX_TOKENS,
  searchable,
  searchTokens,
  tokenChanges,
} from '#shared/domain/customers/search.ts';
import { readingsIn, render, simplifiedForms, target } from '../../../scripts/generate-han.ts';

const digest = (part: string): string => Buffer.from(part).toString('base64url');
const customer = (name: string, over: Partial<Customer> = {}): Customer =>
  searchable({
    ...newCustomer({ name }, { id: 'cus_01K5Q8J3M9N4P6R7S8T9V0W1XY', now: 0 }),
    ...over,
  });

/** Whether the store would find the customer: an entry under one of the leads, and the record is meant. */
const finds = (q: string, one: Customer, tokens = searchTokens(one, digest)): boolean => {
  return leadsOf(q, digest).some(
    (lead) =>
      tokens.some(({ key, rest }) => key === lead.key && rest.startsWith(lead.rest)) && lead.isMeant(one),
  );
};
const findsName = (q: string, name: string): boolean => finds(q, customer(name));

const surnames = [
  ...'李王张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗单曾仇乐解查区朴盖尉',
  '欧阳',
  '司马',
  '上官',
  '尉迟',
  '万俟',
  '单于',
  '歐陽',
];
const given = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华德重乐行朝宁柏调长少佳琪宇轩雨晨浩欣怡子涵玥珺喆昇劉陳楊黃張',
];
const chineseName = fc
  .tuple(fc.constantFrom(...surnames), fc.array(fc.constantFrom(...given), { minLength: 1, maxLength: 3 }))
  .map(([surname, rest]) => surname + rest.join(''));

/** Every way to read a name, as plainly as can be. */
const everyReading = (name: string): string[] =>
  [...name].reduce<string[]>(
    (before, character) => before.flatMap((start) => readingsOf(character).map((sound) => start + sound)),
    [''],
  );
const beginnings = (text: string, from: number): string[] =>
  Array.from({ length: Math.max(0, text.length - from + 1) }, (_, n) => text.slice(0, from + n));

describe('searching a Chinese name', () => {
  it('finds it by every part of it, by every beginning of every reading and by its initials', () => {
    fc.assert(
      fc.property(chineseName, (name) => {
        const characters = [...name];
        const parts = characters.flatMap((_, from) => beginnings(characters.slice(from).join(''), 1));
        const readings = everyReading(name).flatMap((reading) => beginnings(reading, 2));
        const initials = characters.map((character) => readingsOf(character)[0]?.[0] ?? '').join('');
        const one = customer(name);
        const tokens = searchTokens(one, digest);
        const missed = [...new Set([...parts, ...readings, initials])].filter((q) => !finds(q, one, tokens));
        expect(missed).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not find it by what it neither contains nor sounds like', () => {
    fc.assert(
      fc.property(chineseName, chineseName, (asked, name) => {
        if (!simplified(name).includes(simplified(asked))) expect(findsName(asked, name)).toBe(false);
        const [sound = ''] = everyReading(asked);
        const sounds = everyReading(name).flatMap((one) => Array.from(one, (_, n) => one.slice(n)));
        if (!sounds.some((one) => one.startsWith(sound))) expect(findsName(sound, name)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['李', '李雷'],
    ['王', '小王'],
    ['娜娜', '欧阳娜娜'],
    ['ouyang', '欧阳娜娜'],
    ['nana', '欧阳娜娜'],
    ['oynn', '欧阳娜娜'],
    ['shan xiong', '单雄信'],
    ['dan', '单雄信'],
    ['chan', '单雄信'],
    ['zeng', '曾国藩'],
    ['ceng', '曾国藩'],
    ['qiu', '仇英'],
    ['chou', '仇英'],
    ['yue', '乐乐'],
    ['lele', '乐乐'],
    ['leyue', '乐乐'],
    ['劉德華', '刘德华'],
    ['刘德华', '劉德華'],
    ['liu de hua', '劉德華'],
    ['LDH', '刘德华'],
    ['dehua', '刘德华'],
    ['zhang san', '张三'],
    ['zhangsan', '张三'],
    ['zhangs', '张三'],
    ['ZS', '张三'],
    ['zh', '张三'],
    ['lv', '吕布'],
    ['lü bu', '吕布'],
    ['lubu', '吕布'],
    ['qian', '张乾'],
    ['𠮷', '𠮷田'],
    ['𠮷田', '𠮷田'],
    ['tian', '𠮷田'],
    ['買買提', '阿卜杜拉·买买提'],
    ['abu', '阿卜杜拉·买买提'],
    ['ＬＩ ＬＥＩ', '李雷'],
    ['さくら', '田中さくら'],
  ])('finds by %s: %s', (q, name) => expect(findsName(q, name)).toBe(true));

  it.each([
    ['雷李', '李雷'],
    ['san', '单雄信'],
    ['hangs', '张三'],
    ['zs', '张伟'],
    ['*', '张三'],
    ['%', '张三'],
    ['z', '张三'],
    ['', '张三'],
  ])('does not find by %s: %s', (q, name) => expect(findsName(q, name)).toBe(false));
});

describe('searching a name in Latin letters', () => {
  it.each([
    ['obrien', "O'Brien"],
    ["o'brien", "O'Brien"],
    ['O’Brien', "O'Brien"],
    ['brien', "O'Brien"],
    ['jose', 'José Álvarez'],
    ['JOSÉ', 'Jose'],
    ['alvarez', 'José Álvarez'],
    ['ja', 'José Álvarez'],
    ['muller', 'Jürgen Müller'],
    ['strasse', 'Anna Straße'],
    ['van der', 'Ludwig van der Berg'],
    ['customer 3', 'Customer 3'],
  ])('finds by %s: %s', (q, name) => expect(findsName(q, name)).toBe(true));

  it('finds every word by every beginning of two letters or more', () => {
    const word = fc.stringMatching(/^[a-z]{2,9}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        const name = words.join(' ');
        for (const [n, one] of words.entries()) {
          for (const q of beginnings(one, 2)) expect(findsName(q, name)).toBe(true);
          expect(findsName(words.slice(n).join(''), name)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('searching a phone', () => {
  const chinese = customer('x', { phones: ['+8613812345678'] });
  const landline = customer('x', { phones: ['+862112345678'] });
  const american = customer('x', { phones: ['+14155552671'] });
  it.each([
    ['138', chinese],
    ['1381', chinese],
    ['138 1234', chinese],
    ['13812345678', chinese],
    ['+86138', chinese],
    ['+86 138-1234', chinese],
    ['0086138', chinese],
    ['861', chinese],
    ['86138', chinese],
    ['１３８', chinese],
    ['5678', chinese],
    ['345678', chinese],
    ['021', landline],
    ['021-1234', landline],
    ['2112', landline],
    ['415', american],
    ['+1415', american],
    ['(415) 555', american],
    ['2671', american],
  ])('finds by %s', (q, one) => expect(finds(q, one)).toBe(true));

  it.each([
    ['13', chinese],
    ['678', chinese],
    ['139', chinese],
    ['1382', chinese],
    ['138123456789', chinese],
    ['0678', chinese],
    ['+1381', chinese],
    ['416', american],
  ])('does not find by %s', (q, one) => expect(finds(q, one)).toBe(false));

  it('finds any number by every beginning and every end of it, and by no other', () => {
    const number = fc.stringMatching(/^1[3-9]\d{9}$/);
    fc.assert(
      fc.property(number, number, (own, other) => {
        const one = customer('x', { phones: [`+86${own}`] });
        for (const q of beginnings(own, 3)) {
          expect(finds(q, one)).toBe(true);
          expect(finds(`+86${q}`, one)).toBe(true);
        }
        for (let n = 4; n < 11; n++) expect(finds(own.slice(-n), one)).toBe(true);
        for (const q of beginnings(other, 5)) {
          const isMeant = own.startsWith(q) || own.endsWith(q) || `86${own}`.startsWith(q);
          expect(finds(q, one)).toBe(isMeant);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('searching an e-mail address', () => {
  const one = customer('x', { emails: ['Zhang.San@Example.com'] });
  it.each(['zha', 'zhang.', 'ZHANG.SAN@', 'zhang.san@example.com'])('finds by %s', (q) =>
    expect(finds(q, one)).toBe(true),
  );
  it.each(['zh', 'san', 'zhan g', 'zhang.san@example.org', 'example.com'])('does not find by %s', (q) =>
    expect(finds(q, one)).toBe(false),
  );
});

describe('the entries of a customer', () => {
  const many = customer('欧阳单乐乐行', {
    phones: Array.from({ length: 10 }, (_, n) => `+8613${n}12345678`),
    emails: Array.from({ length: 10 }, (_, n) => `person${n}@example.com`),
  });

  it('are bounded, whatever the record holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (name) => {
        expect(searchTokens({ ...many, name }, digest).length).toBeLessThanOrEqual(MAX_TOKENS);
      }),
      { numRuns: 500 },
    );
    expect(finds('1311', many)).toBe(true);
  });

  it('hold no part of a phone or an e-mail in plain', () => {
    const tokens = JSON.stringify(searchTokens(many, (part) => `<${part.length}>`));
    expect(tokens).not.toMatch(/1234|5678|person|example/);
  });

  it('go with the status', () => {
    for (const status of ['archived', 'merged', 'erased'] as const)
      expect(searchTokens({ ...many, status }, digest)).toEqual([]);
  });

  it('are as after a fresh start, whatever changes led there', () => {
    const names = fc.constantFrom('李雷', '李娜', '王雷', 'Li Lei', '单单');
    const phones = fc.subarray(['+8613812345678', '+8613812345679', '+14155552671']);
    const state = fc.record({ name: names, phones, status: fc.constantFrom('active', 'archived') });
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 8 }), (states) => {
        const kept = new Map<string, unknown>();
        let before: Customer | undefined;
        for (const next of states) {
          const after = { ...customer('x'), ...next } as Customer;
          const { put, remove } = tokenChanges(before, after, digest);
          for (const { key, rest } of remove) expect(kept.delete(`${key} ${rest}`)).toBe(true);
          for (const token of put) kept.set(`${token.key} ${token.rest}`, token);
          before = after;
        }
        const fresh = searchTokens(before, digest).map(({ key, rest }) => `${key} ${rest}`);
        expect([...kept.keys()].sort()).toEqual(fresh.sort());
      }),
    );
  });

  it('are all written at the first change of a record from before there were any', () => {
    const { searchVersion: _, ...old } = customer('李雷');
    const { put, remove } = tokenChanges(old, { ...old, tags: ['new'] }, digest);
    expect(put).toEqual(searchTokens(old, digest));
    expect(remove).toEqual([]);
  });

  it('are made in time that grows with the name and not faster', () => {
    // Ten thousand pieces that almost fit: whatever backtracks would not come to an end.
    const hostile = [
      'a'.repeat(10_000),
      '单'.repeat(10_000),
      '1'.repeat(10_000),
      'a '.repeat(5000),
      '\u0301'.repeat(10_000),
    ];
    for (const text of hostile) {
      expect(leadsOf(text, digest).length).toBeLessThan(12);
      expect(searchTokens(customer(text), digest).length).toBeLessThanOrEqual(MAX_TOKENS);
    }
  });
});

describe('the tables of Chinese characters', () => {
  it('are what the dictionaries say', () => {
    expect(readFileSync(target, 'utf8')).toBe(render());
    for (const [traditional, simple] of simplifiedForms()) {
      if (traditional < '\ua000' && simple < '\ua000') expect(simplified(traditional)).toBe(simple);
    }
    for (const character of '李王单曾仇乐解查区盖尉万俟行朝重长') {
      const spelled = readingsOf(character);
      expect(readingsIn(character).every((reading) => spelled.includes(reading))).toBe(true);
    }
  });

  it('ask for phones and addresses of mail by digests alone', () => {
    for (const text of [
      '13912345678',
      '+86 139-1234-5678',
      '１３９１２３４５６７８',
      'li.jing@example.com',
    ]) {
      expect(leadsOf(text, digest).map(({ key }) => key.slice(0, 2))).toEqual(
        leadsOf(text, digest).map(() => 'c:'),
      );
      expect(leadsOf(text, digest).length).toBeGreaterThan(0);
    }
  });
});
