import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';

type Role = { id: string; version: number; key?: string; name: string; permissions: string[]; scope: string };
type Made = { id: string; teamId: string };

const AGENT_ROLE = 'rol_00000000000000000000000002';
const problem = (reply: Reply): unknown => [reply.status, (reply.body as { code?: string }).code];
const idOf = (reply: Reply): string => (reply.body as Made).id;
const caseBody = { kind: 'return', subject: 's', body: 'b', channel: 'web', customer: { name: 'Ada' } };

describe('roles of the organisation’s own', () => {
  let journey: Journey;
  let returns: string;
  beforeAll(async () => {
    journey = await startJourney({ now: Date.parse('2026-03-02T01:00:00Z') });
    returns = idOf(await journey.as('admin').post('/v1/teams', { name: 'returns' }));
  });
  afterAll(() => journey.close());

  const admin = () => journey.as('admin');
  const userId = async (name: string): Promise<string> => idOf(await journey.as(name).get('/v1/me'));
  const change = async (path: string, patch: unknown): Promise<Reply> =>
    admin().patch(path, patch, ifMatch(await admin().get(path)));
  const give = async (name: string, patch: unknown): Promise<Reply> =>
    change(`/v1/users/${await userId(name)}`, patch);

  it('are made, read, listed after the shipped ones, changed and taken away', async () => {
    const body = {
      name: '退货组',
      permissions: ['tickets.read', 'teams.read'],
      scope: 'teams',
      teamIds: [returns],
      reveal: ['phone'],
    };
    const made = await admin().post('/v1/roles', body);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...body, version: 1 });
    const path = made.headers.get('location') ?? '';
    expect((await admin().get(path)).body).toEqual(made.body);

    const { items } = (await admin().get('/v1/roles')).body as { items: Role[] };
    expect(items.map(({ key }) => key)).toEqual([
      ...['customer', 'agent', 'supervisor', 'inspector', 'analyst', 'admin'],
      undefined,
    ]);

    const patched = await change(path, { scope: 'all', teamIds: null, reveal: null });
    expect(patched.body).toMatchObject({ name: '退货组', scope: 'all', version: 2, reveal: [] });
    expect(patched.body).not.toHaveProperty('teamIds');
    expect(problem(await admin().patch(path, { name: 'x' }, ifMatch(made)))).toEqual([
      412,
      'version_conflict',
    ]);
    expect(problem(await admin().patch(path, { name: 'x' }))).toEqual([428, 'precondition_required']);
    expect((await admin().delete(path, undefined, ifMatch(patched))).status).toBe(204);
    expect(problem(await admin().get(path))).toEqual([404, 'not_found']);
  });

  it('have a name of their own, only permissions that may be given away, and teams that are there', async () => {
    const role = { name: 'Night', permissions: ['tickets.read'], scope: 'teams' };
    const first = await admin().post('/v1/roles', role);
    expect(first.status).toBe(201);
    const refused = async (patch: object) => problem(await admin().post('/v1/roles', { ...role, ...patch }));
    expect(await refused({ name: 'NIGHT' })).toEqual([409, 'name_taken']);
    expect(await refused({ name: 'administrator' })).toEqual([409, 'name_taken']);
    for (const permission of ['users.write', 'roles.write', 'everything', 'public'])
      expect(await refused({ name: 'x', permissions: [permission] })).toEqual([422, 'invalid_request']);
    expect(await refused({ name: 'x', permissions: [] })).toEqual([422, 'invalid_request']);
    expect(await refused({ name: 'x', scope: 'own' })).toEqual([422, 'invalid_request']);
    expect(await refused({ name: 'x', teamIds: ['team_01HZZZZZZZZZZZZZZZZZZZZZZZ'] })).toEqual([
      422,
      'unknown_reference',
    ]);
    expect(await refused({ name: 'x', admin: true })).toEqual([422, 'invalid_request']);
    await admin().delete(`/v1/roles/${idOf(first)}`, undefined, ifMatch(first));
  });

  it('stand beside shipped roles, which nobody changes or takes away, and which keep an administrator', async () => {
    const path = `/v1/roles/${AGENT_ROLE}`;
    const shipped = await admin().get(path);
    expect(shipped.body).toMatchObject({ key: 'agent', version: 1 });
    expect(problem(await admin().patch(path, { name: 'x' }, ifMatch(shipped)))).toEqual([
      409,
      'shipped_role',
    ]);
    expect(problem(await admin().delete(path, undefined, ifMatch(shipped)))).toEqual([409, 'shipped_role']);

    const role = await admin().post('/v1/roles', {
      name: 'Nearly admin',
      permissions: ['settings.write', 'audit.read', 'tickets.read'],
      scope: 'all',
    });
    expect(problem(await give('admin', { role: idOf(role) }))).toEqual([409, 'conflict']);
    expect((await admin().delete(`/v1/roles/${idOf(role)}`, undefined, ifMatch(role))).status).toBe(204);
  });

  it('count from the next request of whoever has them, and stay while somebody has them', async () => {
    const role = await admin().post('/v1/roles', {
      name: 'Reader',
      permissions: ['tickets.read'],
      scope: 'teams',
    });
    const path = `/v1/roles/${idOf(role)}`;
    const ticket = idOf(await journey.as('agent1').post('/v1/tickets', caseBody));
    const note = { visibility: 'internal', body: 'n' };

    expect((await give('agent2', { role: idOf(role) })).body).toMatchObject({ role: idOf(role) });
    const me = await journey.as('agent2').get('/v1/me');
    expect(me.body).toMatchObject({ role: idOf(role), permissions: ['self.read', 'tickets.read'] });
    expect((await journey.as('agent2').get(`/v1/tickets/${ticket}`)).status).toBe(200);
    expect(problem(await journey.as('agent2').post(`/v1/tickets/${ticket}/messages`, note))).toEqual([
      403,
      'forbidden',
    ]);

    await change(path, { permissions: ['tickets.read', 'messages.write'] });
    expect((await journey.as('agent2').post(`/v1/tickets/${ticket}/messages`, note)).status).toBe(201);
    await change(path, { teamIds: [returns] });
    expect(problem(await journey.as('agent2').get(`/v1/tickets/${ticket}`))).toEqual([404, 'not_found']);

    const having = (await admin().get(`/v1/users?role=${idOf(role)}`)).body as { items: Made[] };
    expect(having.items.map(({ id }) => id)).toEqual([await userId('agent2')]);
    const remove = async () => admin().delete(path, undefined, ifMatch(await admin().get(path)));
    expect(problem(await remove())).toEqual([409, 'in_use']);
    const agent2 = await userId('agent2');
    const disabled = await give('agent2', { status: 'disabled' });
    expect(problem(await remove())).toEqual([409, 'in_use']);
    expect(disabled.status).toBe(200);

    // The id of a shipped role stands for its word.
    expect((await change(`/v1/users/${agent2}`, { role: AGENT_ROLE, status: 'active' })).body).toMatchObject({
      role: 'agent',
    });
    expect((await remove()).status).toBe(204);
    const again = (patch: object) => change(`/v1/users/${agent2}`, patch);
    expect(problem(await again({ role: idOf(role) }))).toEqual([422, 'unknown_reference']);
    expect(problem(await again({ role: 'customer' }))).toEqual([422, 'invalid_request']);
    // Who was disabled signs in anew.
    await journey.advance('PT1H');
    expect((await journey.as('agent2').get(`/v1/tickets/${ticket}`)).status).toBe(200);
  });

  it('are neither taken away nor given at the moment the other happens', async () => {
    for (let round = 0; round < 5; round++) {
      const role = await admin().post('/v1/roles', {
        name: `Race ${round}`,
        permissions: ['tickets.read'],
        scope: 'all',
      });
      const user = await admin().get(`/v1/users/${await userId('agent3')}`);
      const [given, gone] = await Promise.all([
        admin().patch(`/v1/users/${idOf(user)}`, { role: idOf(role) }, ifMatch(user)),
        admin().delete(`/v1/roles/${idOf(role)}`, undefined, ifMatch(role)),
      ]);
      expect([given.status, gone.status].filter((status) => status < 300)).toHaveLength(1);
      // Whoever won, the person can still ask who they are.
      expect((await journey.as('agent3').get('/v1/me')).status).toBe(200);
      if (given.status < 300) await give('agent3', { role: 'agent' });
    }
  });

  it('let people be assigned who may work on tickets of the team, by hand and automatically', async () => {
    const role = await admin().post('/v1/roles', {
      name: 'Returns worker',
      permissions: ['tickets.read', 'tickets.write', 'messages.read', 'messages.write'],
      scope: 'teams',
      teamIds: [returns],
    });
    const { teamIds } = (await admin().get(`/v1/users/${await userId('agent3')}`)).body as {
      teamIds: string[];
    };
    await give('agent3', { role: idOf(role), teamIds: [...teamIds, returns] });
    const assign = async (teamId: string, body: object): Promise<Reply> => {
      const ticket = await admin().post('/v1/tickets', { ...caseBody, teamId });
      return admin().put(`/v1/tickets/${idOf(ticket)}/assignment`, body, ifMatch(ticket));
    };
    const agent3 = await userId('agent3');
    const [service = ''] = teamIds;

    expect((await assign(returns, { auto: true })).body).toMatchObject({ assigneeId: agent3 });
    const elsewhere = (await assign(service, { auto: true })).body as {
      assigneeId: string;
      routing: { candidates: { userId: string; reason: string }[] };
    };
    expect(elsewhere.assigneeId).not.toBe(agent3);
    expect(elsewhere.routing.candidates.find(({ userId: id }) => id === agent3)?.reason).toBe('notAnAgent');
    // By hand the case goes to the team in which they may work.
    expect((await assign(service, { assigneeId: agent3 })).body).toMatchObject({ teamId: returns });
    expect(problem(await assign(service, { assigneeId: agent3, teamId: service }))).toEqual([
      422,
      'invalid_request',
    ]);
    expect(
      problem(
        await admin().delete(
          `/v1/teams/${returns}`,
          undefined,
          ifMatch(await admin().get(`/v1/teams/${returns}`)),
        ),
      ),
    ).toEqual([409, 'in_use']);
  });
});
