import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookupDigest } from '#shared/app/customers/lookups.ts';
import { exactWants } from '#shared/app/customers/search-exact.ts';
import { isNothing, searchLeads } from '#shared/app/customers/search-leads.ts';
import { newCustomer } from '#shared/domain/customers/change.ts';
import { leadsOf, searchTokens } from '#shared/domain/customers/search.ts';

const about = { digest: (purpose: string, value: string) => `${purpose}-${value}` };
const part = (value: string): string => about.digest('search', value).slice(0, 22);
const customer = (contact: { phones?: string[]; emails?: string[] }) =>
  newCustomer({ name: 'x', ...contact }, { id: 'cus_00000000000000000000000001', now: 0 });

const mobile = fc.stringMatching(/^1[3-9]\d{9}$/);

/** Whether a question leads to a customer by their entries. */
const leadsTo = (q: string, contact: Parameters<typeof customer>[0]): boolean => {
  const one = customer(contact);
  const tokens = searchTokens(one, part);
  return searchLeads(q, about).some(
    (lead) =>
      lead.isMeant(one) && tokens.some(({ key, rest }) => key === lead.key && rest.startsWith(lead.rest)),
  );
};

describe('a whole mobile number', () => {
  it('is not looked for by its beginning and its end, as whoever has it is found whole', () => {
    fc.assert(
      fc.property(mobile, fc.constantFrom('', '+86', '0086', '86', '+86 '), (number, code) => {
        const q = code + number;
        expect(leadsTo(q, { phones: [`+86${number}`] })).toBe(false);
        expect(isNothing(q, [])).toBe(false);
        const wanted = exactWants(q, about).map(({ id }) => id);
        expect(wanted).toContainEqual([lookupDigest(`phone:+86${number}`, about)]);
      }),
    );
  });

  it('never comes where numbers of the same beginning or end lie', () => {
    fc.assert(
      fc.property(mobile, (number) => {
        const keys = searchLeads(number, about).map(({ key }) => key);
        const [start, end] = [`+86${number.slice(0, 7)}0000`, `+86138000${number.slice(-5)}`];
        for (const phone of [start, end])
          for (const { key } of searchTokens(customer({ phones: [phone] }), part))
            expect(keys).not.toContain(key);
      }),
    );
  });

  it('typed without a calling code leads to a number abroad and to an address of mail that begin so', () => {
    fc.assert(
      fc.property(mobile, (number) => {
        expect(leadsTo(number, { phones: [`+${number}`] })).toBe(true);
        expect(leadsTo(number, { emails: [`${number}@mail.example.com`] })).toBe(true);
      }),
    );
  });
});

describe('everything else', () => {
  it.each([
    '138',
    '1380013',
    '0571',
    '+86138',
    '+4930123456',
    'li',
    '李',
    'li@example.com',
    '0042',
    '02112345678',
  ])('is looked for wherever it leads: %s', (q) => {
    const names = (leads: ReturnType<typeof leadsOf>) => leads.map(({ key, rest }) => [key, rest]);
    expect(names(searchLeads(q, about))).toEqual(names(leadsOf(q, part)));
  });

  it.each(['*', 'a', '+', '1'])('is nothing to look for: %s', (q) =>
    expect(isNothing(q, searchLeads(q, about))).toBe(true),
  );
});
