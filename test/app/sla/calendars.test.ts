import { beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '#shared/app/sla/create-calendar.ts';
import { createPolicy } from '#shared/app/sla/create-policy.ts';
import { deleteCalendar } from '#shared/app/sla/delete-calendar.ts';
import { deletePolicy } from '#shared/app/sla/delete-policy.ts';
import { getCalendar } from '#shared/app/sla/get-calendar.ts';
import { listCalendars } from '#shared/app/sla/list-calendars.ts';
import { simulateCalendar } from '#shared/app/sla/simulate-calendar.ts';
import { updateCalendar } from '#shared/app/sla/update-calendar.ts';
import { slaRoutes as routes } from '#shared/contracts/sla.ts';
import { CHINA_CALENDAR_ID } from '#shared/domain/sla/defaults.ts';
import { callerWith } from '#test/support/serve-operation.ts';
import { refusalOf, type SlaDesk, slaDesk } from './support.ts';

const admin = callerWith('admin');
const office = { name: 'Berlin', timeZone: 'Europe/Berlin', week: { mon: [{ from: '09:00', to: '17:00' }] } };

let desk: SlaDesk;
beforeEach(async () => {
  desk = await slaDesk();
});
const add = (over: object = {}) =>
  desk.call(createCalendar, admin, { route: routes['sla/create-calendar'], body: { ...office, ...over } });
const made = async (over: object = {}) => {
  const { body } = await add(over);
  if (!body) throw new Error('a calendar was expected');
  return body;
};
const change = (id: string, ifMatch: number, body: object) =>
  desk.call(updateCalendar, admin, { route: routes['sla/update-calendar'], params: { id }, ifMatch, body });
const remove = (id: string, ifMatch: number) =>
  desk.call(deleteCalendar, admin, { route: routes['sla/delete-calendar'], params: { id }, ifMatch });
const simulate = (id: string, start: string, duration: string) =>
  desk.call(simulateCalendar, admin, {
    route: routes['sla/simulate-calendar'],
    params: { id },
    body: { start, duration },
  });

describe('a calendar', () => {
  it('is added and read back; one with public holidays tells the years it covers', async () => {
    const { body, location } = await add();
    expect(location).toBe(`/v1/calendars/${body?.id}`);
    expect(body).toMatchObject({ ...office, version: 1 });
    expect(body).not.toHaveProperty('coverage');
    const china = await desk.call(getCalendar, admin, {
      route: routes['sla/get-calendar'],
      params: { id: CHINA_CALENDAR_ID },
    });
    expect(china.body).toMatchObject({
      name: 'cn-working-days',
      holidays: 'cn',
      coverage: { from: 2007, to: 2026 },
    });
  });

  it('is refused when it never opens', async () => {
    expect((await refusalOf(add({ week: {} }))).code).toBe('calendar_never_open');
    const { id } = await made();
    expect((await refusalOf(change(id, 1, { week: { mon: null } }))).code).toBe('calendar_never_open');
  });

  it('becomes a new version by a merge patch', async () => {
    const { id } = await made();
    const patch = {
      week: { tue: [{ from: '10:00', to: '12:00' }] },
      holidays: 'cn',
      overrides: [{ date: '2026-05-04', windows: [] }],
    };
    const after = await change(id, 1, patch);
    expect(after.body).toMatchObject({
      version: 2,
      name: 'Berlin',
      week: { ...office.week, ...patch.week },
      holidays: 'cn',
    });
    const bare = await change(id, 2, { holidays: null, overrides: null, week: { tue: null } });
    expect(bare.body).toMatchObject(office);
    expect(bare.body).not.toHaveProperty('holidays');
    expect(bare.body).not.toHaveProperty('overrides');
    expect((await refusalOf(change(id, 1, {}))).code).toBe('version_conflict');
    expect(desk.store.all('calendar').filter(({ calendarId }) => calendarId === id)).toHaveLength(3);
  });

  it('stays while a policy measures by it', async () => {
    const { id } = await made();
    const policy = await desk.call(createPolicy, admin, {
      route: routes['sla/create-policy'],
      body: {
        name: 'x',
        position: 7,
        conditions: {},
        calendarId: id,
        targets: { resolution: { duration: 'PT1H' } },
      },
    });
    expect((await refusalOf(remove(id, 1))).code).toBe('in_use');
    const policyId = policy.body?.id ?? '';
    await desk.call(deletePolicy, admin, {
      route: routes['sla/delete-policy'],
      params: { id: policyId },
      ifMatch: 1,
    });
    expect((await remove(id, 1)).status).toBe(204);
    expect((await refusalOf(simulate(id, '2026-03-02T09:00:00Z', 'PT1H'))).code).toBe('not_found');
    const left = await desk.call(listCalendars, admin, { route: routes['sla/list-calendars'] });
    expect(left.body?.items.map(({ name }) => name)).toEqual(['always', 'cn-working-days']);
    expect(desk.store.all('calendar').filter(({ calendarId }) => calendarId === id)).toHaveLength(2);
  });
});

describe('a simulation', () => {
  it('tells the due and the open intervals up to it', async () => {
    const { body, writes } = await simulate(CHINA_CALENDAR_ID, '2026-09-30T18:00:00+08:00', 'PT72H');
    expect(writes).toBeUndefined();
    expect(body).toEqual({
      dueAt: '2026-10-10T10:00:00.000Z',
      intervals: [
        { from: '2026-09-30T10:00:00.000Z', to: '2026-09-30T16:00:00.000Z' },
        { from: '2026-10-07T16:00:00.000Z', to: '2026-10-10T10:00:00.000Z' },
      ],
      truncated: false,
    });
  });

  it('tells the first 200 intervals of a long one', async () => {
    const { id } = await made();
    const { body } = await simulate(id, '2026-03-02T00:00:00Z', 'P100D');
    expect(body?.intervals).toHaveLength(200);
    expect(body?.truncated).toBe(true);
  });

  it('refuses what the published holidays do not reach', async () => {
    expect((await refusalOf(simulate(CHINA_CALENDAR_ID, '2026-12-31T00:00:00Z', 'PT72H'))).code).toBe(
      'calendar_not_covered',
    );
    expect((await refusalOf(simulate(CHINA_CALENDAR_ID, '2006-06-01T00:00:00Z', 'PT1H'))).code).toBe(
      'calendar_not_covered',
    );
    expect((await refusalOf(simulate(CHINA_CALENDAR_ID, '2026-03-02', 'PT1H'))).fields).toEqual(['start']);
    expect((await refusalOf(simulate(CHINA_CALENDAR_ID, '2026-03-02T00:00:00Z', 'PT0S'))).fields).toEqual([
      'duration',
    ]);
  });
});
