import { beforeEach, describe, expect, it } from 'vitest';
import { create, ref } from '#shared/app/records.ts';
import { createShop } from '#shared/app/settings/create-shop.ts';
import { getSettings } from '#shared/app/settings/get-settings.ts';
import { listShops } from '#shared/app/settings/list-shops.ts';
import { updateSettings } from '#shared/app/settings/update-settings.ts';
import { settingsRoutes as routes } from '#shared/contracts/settings.ts';
import { serviceTeamId, shippedTeams } from '#shared/domain/people/defaults.ts';
import { type MemoryStore, memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';

const admin = callerWith('admin');
const code = (value: string) => expect.objectContaining({ code: value });

let store: MemoryStore;
let desk: ReturnType<typeof operationsOn>;
beforeEach(async () => {
  store = memoryStore();
  desk = operationsOn(store);
  const { now } = desk.world;
  await store.commit(shippedTeams(now).map((team) => create('team', team)));
  await store.commit([
    create('shop', { id: 'main', version: 1, name: 'main', createdAt: now, updatedAt: now }),
  ]);
});

const read = () => desk.call(getSettings, admin, { route: routes['settings/get-settings'] });
const set = (ifMatch: number, body: object) =>
  desk.call(updateSettings, admin, { route: routes['settings/update-settings'], ifMatch, body });

describe('settings', () => {
  it('are the shipped ones until somebody sets something', async () => {
    expect((await read()).body).toMatchObject({
      version: 1,
      rateLimits: { perCaller: 600 },
      autoClose: 'P7D',
    });
  });

  it('count from the next request on, as a new version; the old ones are kept', async () => {
    await set(1, { rateLimits: { perCaller: 10 } });
    await set(2, { rateLimits: { perCaller: 20 } });
    expect((await read()).body).toMatchObject({ version: 3, rateLimits: { perCaller: 20, public: 20 } });
    expect(store.one(ref('epoch', '2'))).toEqual({ number: 2 });
    const kept = [...store.items.values()]
      .filter(({ t }) => t === 'settingsVersion')
      .map(({ version }) => version);
    expect(kept).toEqual([2, 3]);
  });

  it('are changed by one of two who meant the same version', async () => {
    const both = await Promise.allSettled([set(1, { autoClose: 'P1D' }), set(1, { autoClose: 'P2D' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await read()).version).toBe(2);
  });

  it.each([
    ['an unknown part', { rateLimit: {} }],
    ['an unknown part inside', { rateLimits: { perDay: 1 } }],
    ['a version', { version: 9 }],
    ['a wrong value', { reopenWindow: 'P1Y' }],
    ['a wrong value inside', { surveys: { lowScore: { csat: 9 } } }],
  ])('refuse %s', async (_, patch) => {
    await expect(set(1, patch)).rejects.toEqual(code('invalid_request'));
  });

  it('point only to what is there', async () => {
    const teamId = 'team_00000000000000000000000099';
    await expect(set(1, { routing: [{ conditions: {}, teamId }] })).rejects.toMatchObject({
      errors: [{ path: 'routing[0].teamId' }],
    });
    await expect(
      set(1, { routing: [{ conditions: { category: ['complaint.gone'] }, teamId: serviceTeamId }] }),
    ).rejects.toMatchObject({
      code: 'unknown_reference',
      errors: [{ path: 'routing[0].conditions.category[0]' }],
    });
    await expect(set(1, { defaultShop: 'shop_00000000000000000000000009' })).rejects.toEqual(
      code('unknown_reference'),
    );
    await set(1, { routing: [{ conditions: { category: ['complaint.quality'] }, teamId: serviceTeamId }] });
  });

  it('change surveys part by part', async () => {
    await set(1, {
      surveys: { samplePercent: 50, quietHours: { from: '22:00' }, delayByChannel: { email: 'PT1H' } },
    });
    expect((await read()).body?.surveys).toMatchObject({
      samplePercent: 50,
      quietHours: { from: '22:00', to: '09:00' },
      delayByChannel: { chat: 'PT30M', email: 'PT1H' },
    });
  });
});

describe('shops', () => {
  it('begin with main; others have ids and names of their own', async () => {
    const { body, location } = await desk.call(createShop, admin, {
      route: routes['settings/create-shop'],
      body: { name: '天猫店' },
    });
    expect(location).toBe(`/v1/shops/${body?.id}`);
    const { body: list } = await desk.call(listShops, admin, { route: routes['settings/list-shops'] });
    expect(list?.items.map(({ name }) => name)).toEqual(['main', '天猫店']);
    await expect(
      desk.call(createShop, admin, { route: routes['settings/create-shop'], body: { name: '天猫店' } }),
    ).rejects.toEqual(code('name_taken'));
  });
});
