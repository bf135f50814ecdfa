import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fillIn, mergePatch } from '#shared/domain/settings/merge-patch.ts';
import { type RoutingRule, routeTicket } from '#shared/domain/settings/routing.ts';
import {
  defaultSettings,
  defaultSettingsValues,
  readSettings,
  settingsAfter,
} from '#shared/domain/settings/settings.ts';

const NINE = Date.parse('2026-03-02T09:00:00Z');

describe('settings', () => {
  const shipped = defaultSettings(NINE);
  const patched = (patch: unknown) => settingsAfter(shipped, patch, NINE + 1000);

  it('ship with the values of the documents', () => {
    expect(shipped).toMatchObject({
      rateLimits: { perCaller: 600, machine: 6000, public: 20 },
      reopenWindow: 'P7D',
      autoClose: 'P7D',
      acknowledgementHold: 'PT4H',
      timeZone: 'Asia/Shanghai',
      defaultShop: 'main',
      sla: { solveWithoutReply: 'met' },
    });
    expect(readSettings(shipped)).toEqual(shipped);
  });

  it('merge a patch, make a new version and keep the rest', () => {
    expect(patched({ rateLimits: { public: 5 }, reopenWindow: 'P14D' }).data).toMatchObject({
      version: 2,
      updatedAt: NINE + 1000,
      createdAt: NINE,
      rateLimits: { perCaller: 600, machine: 6000, public: 5 },
      reopenWindow: 'P14D',
      autoClose: 'P7D',
    });
  });

  it('go back to the shipped value with null', () => {
    const changed = patched({ rateLimits: { public: 5 }, autoClose: 'P1D' }).data;
    expect(changed && settingsAfter(changed, { rateLimits: null, autoClose: null }, NINE).data).toMatchObject(
      {
        version: 3,
        rateLimits: shipped.rateLimits,
        autoClose: 'P7D',
      },
    );
  });

  it.each([
    { rateLimits: { perCaller: 0 } },
    { rateLimits: { perCaller: '600' } },
    { reopenWindow: '7 days' },
    { timeZone: '../../etc' },
    { timeZone: 'GMT+25' },
    { language: 'x-evil' },
    { categories: { complaint: [] } },
    { categories: { complaint: ['return.general'] } },
    { categories: { complaint: ['complaint.a', 'complaint.a'] } },
    { triage: { threshold: 1.5 } },
    { routing: [{ conditions: { kind: [] }, teamId: 'team_00000000000000000000000001' }] },
    { routing: [{ conditions: {}, teamId: 'service' }] },
    { surveys: { samplePercent: 101 } },
  ])('refuse %j', (patch) => expect(patched(patch).success).toBe(false));

  it('of an older version get the values that were not known then, and lose those that nobody knows', () => {
    const { triage: _, ...older } = shipped;
    expect(readSettings({ ...older, rateLimits: { perCaller: 1, machine: 1 }, gone: true })).toEqual({
      ...shipped,
      rateLimits: { perCaller: 1, machine: 1, public: 20 },
    });
  });
});

describe('a merge patch', () => {
  const json = fc
    .jsonValue({ noUnicodeString: true } as object)
    .filter((value) => !JSON.stringify(value).includes('proto'));

  it.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('of %j by %j is %j, as in the examples of RFC 7396', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it('said twice changes nothing more', () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it('never reaches a prototype', () => {
    mergePatch({}, JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('fills in only what is missing', () => {
    expect(fillIn({ a: 1, b: { c: 2, d: 3 } }, { a: null, b: { c: 4 } })).toEqual({
      a: null,
      b: { c: 4, d: 3 },
    });
    expect(fillIn(defaultSettingsValues(), undefined)).toBe(defaultSettingsValues());
  });
});

describe('what an administrator writes', () => {
  it('asks for tags in the spelling that tags are kept in, so that they are found', () => {
    const teamId = `team_${'0'.repeat(26)}`;
    const { data } = settingsAfter(
      defaultSettings(NINE),
      {
        routing: [{ conditions: { tag: [' VIP ', 'cafe\u0301', 'Ｂ２Ｂ'] }, teamId }],
        surveys: { exclude: { tags: ['Spam'] } },
      },
      NINE,
    );

    expect(data?.routing[0]?.conditions.tag).toEqual(['vip', 'café', 'b2b']);
    expect(data?.surveys.exclude.tags).toEqual(['spam']);
  });

  it('may have stood there before tags were folded: it is read, whatever it comes to', () => {
    const teamId = `team_${'0'.repeat(26)}`;
    const stored = {
      ...defaultSettings(NINE),
      routing: [{ conditions: { tag: [' ', '㌔'.repeat(40), 'VIP'] }, teamId }],
    };

    expect(readSettings(stored).routing[0]?.conditions.tag).toEqual(['', 'キロ'.repeat(40), 'vip']);
  });

  it('is kept composed, as every text of a request is', () => {
    const text = { 'zh-CN': '条款', en: 'Cafe\u0301' };
    const notice = { id: 'terms', audience: 'staff', version: '1', text };
    const { data } = settingsAfter(defaultSettings(NINE), { privacy: { notices: [notice] } }, NINE);

    expect(data?.privacy.notices[0]?.text.en).toBe('Café');
  });
});

describe('routing of new tickets', () => {
  const facts = {
    kind: 'complaint',
    category: 'complaint.quality',
    severity: 'ordinary',
    priority: 'normal',
    channel: 'web',
    language: 'zh-CN',
    shopId: 'main',
    tags: ['vip'],
  };
  const teams = new Map([
    ['team_a', {}],
    ['team_b', {}],
  ]);
  const to = (...rules: RoutingRule[]) => routeTicket(rules, facts, { teams, otherwise: 'service' });

  it('takes the first setting whose every condition fits', () => {
    expect(
      to(
        { conditions: { kind: ['return'] }, teamId: 'team_a' },
        { conditions: { kind: ['complaint'], channel: ['web', 'app'] }, teamId: 'team_b' },
      ),
    ).toBe('team_b');
    expect(to({ conditions: { kind: ['complaint'], channel: ['email'] }, teamId: 'team_a' })).toBe('service');
    expect(to({ conditions: { tag: ['vip', 'new'] }, teamId: 'team_a' })).toBe('team_a');
    expect(to({ conditions: {}, teamId: 'team_a' }, { conditions: {}, teamId: 'team_b' })).toBe('team_a');
  });

  it('passes over a team that is gone, and goes to the service team when nothing fits', () => {
    expect(to({ conditions: {}, teamId: 'team_gone' }, { conditions: {}, teamId: 'team_b' })).toBe('team_b');
    expect(to()).toBe('service');
  });
});
