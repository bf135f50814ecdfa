import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds } from '#shared/adapters/dynamo/items/index.ts';
import { canonicalJson } from '#shared/domain/audit/canonical.ts';
import { changesOf } from '#shared/domain/audit/changes.ts';
import { shownAs, trails, withoutTrail } from '#shared/domain/audit/trails.ts';

const digest = (purpose: string, value: string): string =>
  createHmac('sha256', `test ${purpose}`).update(value).digest('base64url');
const trail = (kind: string) => {
  const found = trails[kind];
  if (!found) throw new Error(`no trail for ${kind}`);
  return found;
};
const customer = {
  id: 'cus_01K5Q8J3M9N4P6R7S8T9V0W1XY',
  version: 3,
  status: 'active',
  name: '诸葛亮',
  phones: ['+8613800001234'],
  emails: [],
  tags: ['b2b'],
  updatedAt: 1,
};

describe('What the trail shows of a change', () => {
  it('is the value where it is declared public, and a keyed digest where it is not', () => {
    const after = { ...customer, version: 4, updatedAt: 2, name: '孔明', tags: ['b2b', 'late'] };
    const changed = changesOf(trail('customer'), { before: customer, after }, digest);

    expect(changed?.changes['tags']).toEqual({ before: ['b2b'], after: ['b2b', 'late'] });
    expect(changed?.changes['name']).toEqual({
      before: `hmac:${digest('audit', '诸葛亮').slice(0, 22)}`,
      after: `hmac:${digest('audit', '孔明').slice(0, 22)}`,
    });
    expect(Object.keys(changed?.changes ?? {})).toEqual(['name', 'tags']);
  });

  it('tells which phone of several was taken away, without saying it', () => {
    const phones = ['+8613800001234', '+8613900005678'];
    const changed = changesOf(
      trail('customer'),
      { before: { ...customer, phones }, after: { ...customer, phones: [phones[1]] } },
      digest,
    );
    const [gone, kept] = phones.map((phone) => `hmac:${digest('audit', phone).slice(0, 22)}`);

    expect(changed?.changes['phones']).toEqual({ before: [gone, kept], after: [kept] });
  });

  it('is the length of what somebody wrote, never the words', () => {
    const changed = changesOf(
      trail('message'),
      { before: { id: 'msg', body: 'My card is 4111' }, after: { id: 'msg', body: 'gone' } },
      digest,
    );

    expect(changed?.changes).toEqual({ body: { before: '15 characters', after: '4 characters' } });
  });

  it('is nothing where only bookkeeping moved', () => {
    const after = { ...customer, version: 9, updatedAt: 9, emails: undefined };

    expect(changesOf(trail('customer'), { before: customer, after }, digest)).toBeUndefined();
  });

  it('treats a field that nobody declared as personal, with everything inside it and its names', () => {
    const after = { ...customer, nextOfKin: { 王芳: { phone: '+8613811112222' } } };
    const text = JSON.stringify(changesOf(trail('customer'), { before: customer, after }, digest));

    expect(text).toContain('nextOfKin');
    expect(text).not.toMatch(/王芳|13811112222/);
  });

  it('lets the longest declared path decide', () => {
    expect(shownAs(trail('customer'), 'value')).toBe('skip');
    expect(shownAs(trail('customer'), 'value.grade')).toBe('plain');
    expect(shownAs(trail('survey'), 'answer.comment')).toBe('text');
    expect(shownAs(trail('survey'), 'answer.unheardOf')).toBe('digest');
    expect(shownAs(trail('ticket'), 'statusOfHealth')).toBe('digest');
  });

  it('stays small whatever changed', () => {
    const long = 'x'.repeat(5000);
    const before = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`field${n}`, n]));
    const after = { ...Object.fromEntries(Object.keys(before).map((name) => [name, long])), tags: [long] };
    const changed = changesOf(trail('customer'), { before, after }, digest);

    expect(new TextEncoder().encode(canonicalJson(changed)).length).toBeLessThan(2000);
    expect(changed?.more.length).toBe(20);
  });

  it('never holds a personal value, in 10,000 random customers', () => {
    const personal = fc.stringMatching(/^[A-Za-z0-9+@. \u4e00-\u9fa5]{6,40}$/);
    const person = fc.record({
      id: fc.constant('cus_01K5Q8J3M9N4P6R7S8T9V0W1XY'),
      version: fc.nat(),
      name: personal,
      phones: fc.array(personal, { maxLength: 12 }),
      emails: fc.array(personal, { maxLength: 3 }),
      birthday: personal,
      addresses: fc.array(fc.record({ city: personal, line: personal }), { maxLength: 3 }),
      unheardOf: fc.record({ deep: fc.record({ deeper: personal }) }),
    });
    fc.assert(
      fc.property(fc.option(person, { nil: undefined }), person, (before, after) => {
        const changed = changesOf(trail('customer'), { ...(before && { before }), after }, digest);
        const shown = canonicalJson(changed);
        for (const one of [before, after]) {
          if (!one) continue;
          const values = [
            ...[one.name, one.birthday, one.unheardOf.deep.deeper, ...one.phones, ...one.emails],
            ...one.addresses.flatMap(({ city, line }) => [city, line]),
          ];
          for (const value of values) expect(shown.includes(value)).toBe(false);
        }
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('The trail', () => {
  it('has a say about every kind of record there is', () => {
    const spoken = [...Object.keys(trails), ...withoutTrail];

    expect(new Set(spoken).size).toBe(spoken.length);
    expect(spoken.toSorted()).toEqual(kinds.toSorted());
  });
});
