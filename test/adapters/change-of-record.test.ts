import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, type StreamChange } from '#shared/adapters/dynamo/change-of-record.ts';
import { itemKindOf, kinds } from '#shared/adapters/dynamo/items/index.ts';
import { CHANGE_FAMILIES, CHANGE_TYPES, keys } from '#shared/adapters/dynamo/keys.ts';
import { changeEntities, hrefOf } from '#shared/domain/changes/change.ts';
import { instantOfId } from '#shared/domain/kernel/ids.ts';

const [tkt, msg, cus, usr] = ['tkt', 'msg', 'cus', 'usr'].map((p) => `${p}_01K5Q8J3M9N4P6R7S8T9V0W1XY`) as [
  string,
  string,
  string,
  string,
];
const at = Date.parse('2026-03-02T09:00:00Z');
const record = (over: Partial<StreamChange>): StreamChange => ({
  event: 'MODIFY',
  keys: keys.ticket(tkt),
  at,
  sequenceNumber: '7',
  expired: false,
  ...over,
});

describe('what a record of the stream tells the feed', () => {
  it('is the entity, its version, and what happened to it', () => {
    const image = { ver: 4, updatedAt: at + 5, subject: '李明' };

    expect(changeOf(record({ image }))).toEqual({
      id: expect.stringMatching(/^evt_/) as unknown,
      entity: 'ticket',
      entityId: tkt,
      action: 'updated',
      version: 4,
      changedAt: at + 5,
    });
    expect(changeOf(record({ event: 'INSERT', image }))?.action).toBe('created');
    expect(changeOf(record({ keys: keys.message(tkt, msg), image }))).toMatchObject({
      entity: 'message',
      entityId: msg,
      parentId: tkt,
    });
    expect(changeOf(record({ keys: keys.escalation(tkt, 3), image }))?.entityId).toBe(`${tkt}/3`);
    expect(changeOf(record({ keys: keys.view(usr, 'view_1'), image }))).toMatchObject({
      entity: 'view',
      entityId: 'view_1',
    });
  });

  it('says of customers that they were merged or erased, of archived settings and what was taken away that they are gone', () => {
    const customer = (status: string) =>
      changeOf(record({ keys: keys.customer(cus), image: { ver: 2, status, updatedAt: at } }))?.action;
    expect(['active', 'archived', 'merged', 'erased'].map(customer)).toEqual([
      'updated',
      'updated',
      'merged',
      'erased',
    ]);

    const policy = (version: number, more: object = {}) =>
      changeOf(
        record({
          event: 'INSERT',
          keys: keys.configVersion('policy', 'pol_1', version),
          image: { ver: version, ...more },
        }),
      );
    expect(policy(1)).toMatchObject({ entity: 'slaPolicy', entityId: 'pol_1', action: 'created' });
    expect(policy(2)?.action).toBe('updated');
    expect(policy(3, { archived: true })?.action).toBe('deleted');

    const gone = changeOf(record({ event: 'REMOVE', keys: keys.config('team', 'team_1') }));
    expect(gone).toMatchObject({ entity: 'team', entityId: 'team_1', action: 'deleted', changedAt: at });
    expect(gone).not.toHaveProperty('version');
    expect(gone && hrefOf(gone)).toBeUndefined();
  });

  it('has an id that is always the same for the same change and another for another', () => {
    const ids = fc.record({
      ver: fc.integer({ min: 1, max: 9 }),
      updatedAt: fc.integer({ min: 0, max: 2 ** 47 }),
    });
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        const [a, again, b] = [one, { ...one, tags: ['x'] }, other].map(
          (image) => changeOf(record({ image }))?.id ?? '',
        );
        expect(again).toBe(a);
        expect(a === b).toBe(one.ver === other.ver && one.updatedAt === other.updatedAt);
        expect(instantOfId(a ?? '')).toBe(one.updatedAt);
      }),
    );
  });

  it('is nothing for what has run out and for what is no record of the API', () => {
    expect(changeOf(record({ event: 'REMOVE', expired: true }))).toBeUndefined();
    const silent = [
      keys.event(tkt, 1),
      keys.ticketNumber('K7'),
      keys.principal('sub'),
      keys.load(usr),
      keys.count('all'),
      keys.audit('aud_1'),
      keys.epoch(1),
      keys.configVersion('settingsVersions', 'main', 2),
      keys.configVersion('templateVersions', 'tpl_1', 2),
      keys.merge(cus, at),
      keys.surveyBudget(cus),
      keys.idempotency('x'),
      keys.job('exp_1'),
      keys.identityCheck(tkt),
      keys.messageEdit(tkt, msg, 1),
      keys.acceptance(usr, 'notice', '1'),
      keys.gradeChange(cus, '2026', 1),
    ];
    for (const one of silent)
      expect(changeOf(record({ keys: one, image: { ver: 1 } })), one.pk + one.sk).toBeUndefined();
  });

  it('covers every entity of the feed, and the stream lets through exactly those', () => {
    const told = kinds.flatMap((kind) => {
      const item = itemKindOf(kind);
      const key = item.key(['1', '2', '3', '4', '5']);
      const change = changeOf(record({ keys: key, image: { ver: 1 } }));
      if (change)
        expect(
          CHANGE_FAMILIES.some((family) => key.pk.startsWith(family)),
          kind,
        ).toBe(true);
      return change ? [[item.type, change.entity] as const] : [];
    });

    expect(told.map(([type]) => type).toSorted()).toEqual(
      // A template is asked for here by one of its versions, which lie elsewhere.
      CHANGE_TYPES.filter((type) => type !== 'template').toSorted(),
    );
    expect(new Set([...told.map(([, entity]) => entity), 'surveyTemplate'])).toEqual(new Set(changeEntities));
  });
});
