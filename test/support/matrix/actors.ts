import type { Permission, RoleKey, Scope } from '#shared/domain/people/permissions.ts';
import type { Journey } from '../local-stack.ts';
import { mintTokens } from '../minted-tokens.ts';

/** The teams of the matrix. `returns` stands beside the shipped ones and escalates to `management`. */
export type TeamName = 'service' | 'service-lead' | 'management' | 'returns';

/** A role of the organisation's own as it is made for the matrix. */
type OwnRole = {
  readonly permissions: readonly Permission[];
  readonly scope: Exclude<Scope, 'own'>;
  readonly limit: readonly TeamName[];
};

/** Who calls: everything the oracle knows of them, and the header that says so to the system. */
export type Actor = {
  readonly name: string;
  readonly kind: 'nobody' | 'customer' | 'staff';
  readonly role?: RoleKey | OwnRole;
  /** The teams they are in. */
  readonly teams: readonly TeamName[];
  /** Their own id: `usr_…` or `cus_…`. */
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
};

const returnsDesk: OwnRole = {
  permissions: [
    'tickets.read',
    'tickets.count',
    'views.use',
    'tickets.create',
    'tickets.write',
    'messages.read',
    'messages.write',
    'tasks.write',
    'customers.read',
    'surveys.read',
    'users.read',
  ],
  scope: 'all',
  limit: ['returns'],
};

const integration: OwnRole = {
  permissions: [
    'tickets.read',
    'tickets.create',
    'customers.read',
    'customers.search',
    'customers.write',
    'orders.read',
    'orders.write',
    'settings.read',
    'consents.read',
    'audit.read',
  ],
  scope: 'teams',
  limit: ['service', 'returns'],
};

const CLIENT = 'matrix-client-0123456789';

const bodyOf = <T>(reply: { status: number; body: unknown }): T => {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body as T;
};

/** Makes the people of the matrix beside the sample staff: two of own roles, one a machine, and one who is disabled. */
export const makeActors = async (
  journey: Journey,
  teamIds: Readonly<Record<TeamName, string>>,
  surveyToken: string,
): Promise<readonly Actor[]> => {
  const admin = journey.as('admin');
  const minted = mintTokens({ home: journey.home, like: await journey.tokenOf('admin') });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  const roleOf = async (name: string, { permissions, scope, limit }: OwnRole): Promise<string> => {
    const limits = limit.map((team) => teamIds[team]);
    const body = { name, permissions, scope, teamIds: limits };
    return bodyOf<{ id: string }>(await admin.post('/v1/roles', body)).id;
  };
  const hire = async (name: string, role: string, teams: readonly TeamName[], sub: string) => {
    const ids = teams.map((team) => teamIds[team]);
    const body = { name, email: `${name}@example.com`, role, teamIds: ids, sub };
    return bodyOf<{ id: string }>(await admin.post('/v1/users', body)).id;
  };
  const sample = async (name: string, role: RoleKey, teams: readonly TeamName[]): Promise<Actor> => ({
    name,
    kind: role === 'customer' ? 'customer' : 'staff',
    role,
    teams,
    id: bodyOf<{ id: string }>(await journey.as(name).get('/v1/me')).id,
    headers: bearer(await journey.tokenOf(name)),
  });

  const desk = await hire(
    'returnsDesk',
    await roleOf('Returns desk', returnsDesk),
    ['service', 'returns'],
    'matrix-desk',
  );
  const machine = await hire(
    'machine',
    await roleOf('Integration', integration),
    ['service', 'management'],
    CLIENT,
  );
  const gone = await hire('disabled', 'admin', ['management'], 'matrix-gone');
  bodyOf(await admin.delete(`/v1/users/${gone}`, undefined, { 'if-match': '"1"' }));

  const actors: Actor[] = [
    { name: 'anonymous', kind: 'nobody', teams: [], id: '', headers: {} },
    { name: 'surveyToken', kind: 'nobody', teams: [], id: '', headers: bearer(surveyToken) },
    { name: 'disabled', kind: 'nobody', teams: [], id: gone, headers: bearer(minted.person('matrix-gone')) },
    await sample('customer1', 'customer', []),
    await sample('agent1', 'agent', ['service']),
    await sample('supervisor1', 'supervisor', ['service-lead']),
    await sample('inspector1', 'inspector', []),
    await sample('analyst1', 'analyst', []),
    await sample('admin', 'admin', ['management']),
    {
      name: 'returnsDesk',
      kind: 'staff',
      role: returnsDesk,
      teams: ['service', 'returns'],
      id: desk,
      headers: bearer(minted.person('matrix-desk')),
    },
    {
      name: 'machine',
      kind: 'staff',
      role: integration,
      teams: ['service', 'management'],
      id: machine,
      headers: bearer(minted.machine(CLIENT)),
    },
  ];
  minted.close();
  return actors;
};
