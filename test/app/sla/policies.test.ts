import { beforeEach, describe, expect, it } from 'vitest';
import { createPolicy } from '#shared/app/sla/create-policy.ts';
import { deletePolicy } from '#shared/app/sla/delete-policy.ts';
import { getPolicy } from '#shared/app/sla/get-policy.ts';
import { listPolicies } from '#shared/app/sla/list-policies.ts';
import { updatePolicy } from '#shared/app/sla/update-policy.ts';
import { slaRoutes as routes } from '#shared/contracts/sla.ts';
import { serviceTeamId } from '#shared/domain/people/defaults.ts';
import { ALWAYS_CALENDAR_ID, defaultPolicies } from '#shared/domain/sla/defaults.ts';
import { callerWith } from '#test/support/serve-operation.ts';
import { refusalOf, type SlaDesk, slaDesk } from './support.ts';

const admin = callerWith('admin');
const body = {
  name: 'VIP complaints',
  position: 50,
  conditions: { kind: ['complaint'], teamId: [serviceTeamId] },
  calendarId: ALWAYS_CALENDAR_ID,
  targets: { firstResponse: { duration: 'PT1H' }, resolution: { duration: 'PT8H', pausedIn: ['onHold'] } },
};

let desk: SlaDesk;
beforeEach(async () => {
  desk = await slaDesk();
});
const add = (over: object = {}) =>
  desk.call(createPolicy, admin, { route: routes['sla/create-policy'], body: { ...body, ...over } });
const made = async (over: object = {}) => {
  const { body: policy } = await add(over);
  if (!policy) throw new Error('a policy was expected');
  return policy;
};
const change = (id: string, ifMatch: number, patch: object) =>
  desk.call(updatePolicy, admin, {
    route: routes['sla/update-policy'],
    params: { id },
    ifMatch,
    body: patch,
  });
const remove = (id: string, ifMatch: number) =>
  desk.call(deletePolicy, admin, { route: routes['sla/delete-policy'], params: { id }, ifMatch });
const read = (id: string) => desk.call(getPolicy, admin, { route: routes['sla/get-policy'], params: { id } });
const list = async (query: object = {}) =>
  (await desk.call(listPolicies, admin, { route: routes['sla/list-policies'], query })).body;
const fallback = defaultPolicies.at(-1);

describe('a policy', () => {
  it('is added, with the pauses its targets have, and read back', async () => {
    const { body: policy, location, version } = await add();
    expect(version).toBe(1);
    expect(location).toBe(`/v1/sla-policies/${policy?.id}`);
    expect(policy).toMatchObject({
      ...body,
      targets: { ...body.targets, firstResponse: { duration: 'PT1H', pausedIn: [] } },
    });
    expect((await read(policy?.id ?? '')).body).toEqual(policy);
  });

  it('has a position of its own', async () => {
    const { id } = await made();
    expect((await refusalOf(add())).code).toBe('position_taken');
    expect((await refusalOf(change(id, 1, { position: 100 }))).code).toBe('position_taken');
    expect((await change(id, 1, { position: 51 })).body?.position).toBe(51);
    await add();
  });

  it('points only at what there is', async () => {
    const missing = 'cal_01K5Q8J3M9N4P6R7S8T9V0W1XY';
    expect(await refusalOf(add({ calendarId: missing }))).toEqual({
      code: 'unknown_reference',
      fields: ['calendarId'],
    });
    const stray = { teamId: [serviceTeamId, 'team_none'], category: ['complaint.none'] };
    expect((await refusalOf(add({ conditions: stray }))).fields).toEqual(['conditions.teamId[1]']);
    expect((await refusalOf(add({ conditions: { category: stray.category } }))).fields).toEqual([
      'conditions.category[0]',
    ]);
    expect((await refusalOf(add({ conditions: { shopId: ['shop_none'] } }))).fields).toEqual([
      'conditions.shopId[0]',
    ]);
  });

  it('becomes a new version by a merge patch; the old one stays', async () => {
    const { id } = await made();
    const patch = {
      conditions: { teamId: null, severity: ['urgent'] },
      targets: { resolution: { pausedIn: null }, nextResponse: { duration: 'PT2H' } },
    };
    const { body: after, version } = await change(id, 1, patch);
    expect(version).toBe(2);
    expect(after).toMatchObject({
      name: body.name,
      conditions: { kind: ['complaint'], severity: ['urgent'] },
      targets: {
        resolution: { duration: 'PT8H', pausedIn: ['pending', 'onHold'] },
        nextResponse: { duration: 'PT2H' },
      },
    });
    expect(after?.conditions).not.toHaveProperty('teamId');
    expect(desk.store.all('policy').filter(({ policyId }) => policyId === id)).toHaveLength(2);
    expect((await change(id, 2, { targets: { resolution: null } })).body?.targets).not.toHaveProperty(
      'resolution',
    );
  });

  it('is refused where the whole breaks a rule, and where somebody was first', async () => {
    const { id } = await made();
    const broken = await refusalOf(change(id, 1, { targets: { initialHandling: { pausedIn: ['onHold'] } } }));
    expect(broken).toEqual({ code: 'invalid_request', fields: ['targets.initialHandling.duration'] });
    expect((await refusalOf(change(id, 7, { name: 'x' }))).code).toBe('version_conflict');
    expect((await refusalOf(change(id, 1, { colour: 'red' }))).code).toBe('invalid_request');
  });

  it('is taken out of use and is not found again', async () => {
    const { id } = await made();
    expect((await remove(id, 1)).status).toBe(204);
    expect((await refusalOf(read(id))).code).toBe('not_found');
    expect((await refusalOf(remove(id, 2))).code).toBe('not_found');
    expect((await list())?.items.some((policy) => policy.id === id)).toBe(false);
    await add();
  });

  it('without conditions is never the last one to go', async () => {
    const id = fallback?.policyId ?? '';
    expect((await refusalOf(remove(id, 1))).code).toBe('in_use');
    expect((await refusalOf(change(id, 1, { conditions: { kind: ['return'] } }))).code).toBe('in_use');
    await add({ conditions: {}, position: 2000 });
    expect((await remove(id, 1)).status).toBe(204);
  });

  it('is listed by position, page by page', async () => {
    await add();
    const first = await list({ limit: '3' });
    const second = await list({ limit: '3', cursor: first?.nextCursor });
    const third = await list({ limit: '3', cursor: second?.nextCursor });
    const positions = [first, second, third]
      .flatMap((page) => page?.items ?? [])
      .map(({ position }) => position);
    expect(positions).toEqual([50, 100, 200, 300, 400, 500, 1000]);
    expect(third).not.toHaveProperty('nextCursor');
  });
});

describe('two administrators at once', () => {
  it('cannot give one position to two policies', async () => {
    const results = await Promise.allSettled([add(), add()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(desk.store.all('policy').filter(({ position }) => position === 50)).toHaveLength(1);
  });
});
