import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { editDistance, likeness, similarNames } from '#shared/domain/customers/duplicates.ts';
import { mergedAway, mergedCustomer, mergeFields } from '#shared/domain/customers/merge.ts';
import { unmerged } from '#shared/domain/customers/unmerge.ts';

const at = Date.parse('2026-03-02T09:00:00Z');
const later = at + 1000;
const idOf = (n: number): string => `cus_01K5Q8J3M9N4P6R7S8T9V0W1X${n}`;

const phone = fc.integer({ min: 0, max: 30 }).map((n) => `+86138000000${String(n).padStart(2, '0')}`);
const tag = fc.constantFrom('vip', 'late', 'b2b', 'friend', 'press');
const consent = fc.record({
  state: fc.constantFrom('granted' as const, 'withdrawn' as const),
  at: fc.integer({ min: 0, max: at }),
  textVersion: fc.constant('1'),
});
const consents = fc.dictionary(fc.constantFrom('survey', 'marketing', 'profiling'), consent, {
  noNullPrototype: true,
});

/** Any active customer under the n-th id. */
const customerOf = (n: number): fc.Arbitrary<Customer> =>
  fc
    .record(
      {
        name: fc.constantFrom('李小明', 'Anna Berg', '欧阳娜娜'),
        phones: fc.uniqueArray(phone, { maxLength: 4 }),
        emails: fc.uniqueArray(fc.constantFrom('a@example.com', 'b@example.com', 'c@example.com')),
        tags: fc.uniqueArray(tag),
        birthday: fc.constantFrom('1990-02-28', '1985-01-01'),
        language: fc.constantFrom('en', 'zh-CN'),
        doNotDisturb: fc.boolean(),
        notes: fc.nat({ max: 5 }),
        privacy: fc.record({ consents }, { requiredKeys: [] }),
      },
      { requiredKeys: ['name', 'phones', 'emails', 'tags', 'doNotDisturb', 'notes'] },
    )
    .map((given) => ({
      ...given,
      id: idOf(n),
      version: n,
      status: 'active' as const,
      addresses: [],
      externalIds: [],
      createdAt: at - n,
      updatedAt: at,
    })) as fc.Arbitrary<Customer>;

/** All that counts of a record: not how often and when it was written, nor an empty part. */
const plain = ({ version: _, updatedAt: __, privacy, ...customer }: Customer) => ({
  ...customer,
  ...(privacy && Object.keys(privacy.consents ?? {}).length > 0 ? { consents: privacy.consents } : {}),
  ...(privacy?.merged ? { merged: privacy.merged } : {}),
});

const listFields = ['phones', 'emails', 'tags'] as const;

describe('a merge of two records', () => {
  it('loses nothing of either: every phone, e-mail and tag is there, once', () => {
    fc.assert(
      fc.property(customerOf(1), customerOf(2), (survivor, duplicate) => {
        const result = mergedCustomer(survivor, duplicate, {}, later);
        for (const field of listFields) {
          expect(new Set(result[field])).toEqual(new Set([...survivor[field], ...duplicate[field]]));
          expect(new Set(result[field]).size).toBe(result[field].length);
        }
        expect(result.notes).toBe(survivor.notes + duplicate.notes);
      }),
    );
  });

  it('never makes a yes of a no: what either withdrew is withdrawn, who is not to be disturbed stays so', () => {
    fc.assert(
      fc.property(customerOf(1), customerOf(2), (survivor, duplicate) => {
        const result = mergedCustomer(survivor, duplicate, {}, later);
        expect(result.doNotDisturb).toBe(survivor.doNotDisturb || duplicate.doNotDisturb);
        for (const { privacy } of [survivor, duplicate]) {
          for (const [purpose, { state }] of Object.entries(privacy?.consents ?? {})) {
            if (state === 'withdrawn') expect(result.privacy?.consents?.[purpose]?.state).toBe('withdrawn');
          }
        }
      }),
    );
  });

  it('takes each field from the record that was chosen', () => {
    const side = fc.constantFrom('survivor' as const, 'duplicate' as const);
    const take = fc.record(Object.fromEntries(mergeFields.map((field) => [field, side])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(customerOf(1), customerOf(2), take, (survivor, duplicate, chosen) => {
        const result = mergedCustomer(survivor, duplicate, chosen, later);
        for (const [field, from] of Object.entries(chosen)) {
          const record = from === 'survivor' ? survivor : duplicate;
          expect(result[field as 'name']).toEqual(record[field as 'name']);
        }
      }),
    );
  });

  it('leaves nothing personal under the id that is merged away', () => {
    fc.assert(
      fc.property(customerOf(2), (duplicate) => {
        const { name, phones, emails, addresses, birthday } = mergedAway(duplicate, idOf(1), later);
        expect({ name, phones, emails, addresses, birthday }).toEqual({
          name: '',
          phones: [],
          emails: [],
          addresses: [],
        });
      }),
    );
  });
});

describe('a merge that is undone', () => {
  it('gives both records back as they were', () => {
    fc.assert(
      fc.property(customerOf(1), customerOf(2), (survivor, duplicate) => {
        const result = mergedCustomer(survivor, duplicate, {}, later);
        const away = mergedAway(duplicate, survivor.id, later);
        const back = unmerged(result, away, { survivor, duplicate, result }, [], later);
        expect(plain(back.survivor)).toEqual(plain(survivor));
        expect(plain(back.duplicate)).toEqual(plain(duplicate));
        expect(back.survivor.version).toBeGreaterThan(result.version);
        expect(back.duplicate.version).toBeGreaterThan(away.version);
      }),
    );
  });

  it('leaves with the survivor what came since, and takes away what was taken away since', () => {
    fc.assert(
      fc.property(customerOf(1), customerOf(2), fc.uniqueArray(phone, { maxLength: 3 }), (a, b, more) => {
        const result = mergedCustomer(a, b, {}, later);
        const [gone, ...kept] = result.phones;
        const came = more.filter((each) => !result.phones.includes(each));
        const now = { ...result, phones: [...kept, ...came], name: 'Somebody New' };
        const back = unmerged(
          now,
          mergedAway(b, a.id, later),
          { survivor: a, duplicate: b, result },
          [],
          later,
        );
        expect(back.survivor.name).toBe('Somebody New');
        expect(new Set(back.survivor.phones)).toEqual(
          new Set([...a.phones.filter((each) => each !== gone), ...came]),
        );
        expect(plain(back.duplicate)).toEqual(plain(b));
      }),
    );
  });

  it('takes nothing from the survivor that another merged record brought as well', () => {
    fc.assert(
      fc.property(customerOf(1), customerOf(2), customerOf(3), (survivor, first, second) => {
        const one = mergedCustomer(survivor, first, {}, later);
        const two = mergedCustomer(one, second, {}, later);
        const away = mergedAway(first, survivor.id, later);
        const back = unmerged(two, away, { survivor, duplicate: first, result: one }, [second], later);
        for (const field of listFields)
          expect(new Set(back.survivor[field])).toEqual(new Set([...survivor[field], ...second[field]]));
      }),
    );
  });
});

describe('the likeness of two records', () => {
  it('is the same in both directions, between 0 and 1, and grows with every sign', () => {
    fc.assert(
      fc.property(customerOf(1), customerOf(2), (a, b) => {
        const { score, reasons } = likeness(a, b);
        expect(likeness(b, a)).toEqual({ score, reasons });
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        const closer = likeness(
          { ...a, emails: ['same@example.com'] },
          { ...b, emails: ['SAME@example.com'] },
        );
        if (!reasons.includes('email')) expect(closer.score).toBeGreaterThan(score);
      }),
    );
  });

  it('knows a name by another script, order or accent, and with a slip where it is long enough', () => {
    expect(similarNames('歐陽娜娜', '欧阳娜娜')).toBe(true);
    expect(similarNames('Berg Anna', 'Anna Berg')).toBe(true);
    expect(similarNames('Zoë Müller', 'zoe muller')).toBe(true);
    expect(similarNames('Jonathan Smith', 'Jonathon Smith')).toBe(true);
    expect(similarNames('李明', '李鸣')).toBe(false);
    expect(similarNames('', '')).toBe(false);
  });

  it('counts the characters that differ, and gives up beyond the most', () => {
    expect(editDistance('kitten', 'sitting', 5)).toBe(3);
    expect(editDistance('', 'abc', 5)).toBe(3);
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b, 20)).toBe(editDistance(b, a, 20));
        expect(editDistance(a, a, 20)).toBe(0);
        expect(editDistance(a, b, 2)).toBeGreaterThanOrEqual(Math.min(3, editDistance(a, b, 20)));
      }),
    );
  });
});
