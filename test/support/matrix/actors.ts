import type { Permission, RoleKey, Scope } from '#shared/domain/people/permissions.ts';
import type { Journey } from '../local-stack.ts';
import { machineClientOf, mintTokens } from '../minted-tokens.ts';

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
  /** The header of a sign-in of this moment, for when the former one was ended. */
  readonly renew: () => Promise<Readonly<Record<string, string>>>;
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

const bodyOf = <T>(reply: { status: number; body: unknown }): T => {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body as T;
};

/** Makes the people of the matrix beside the sample staff: two of own roles, one a machine, and one who is disabled. */
export const makeActors = async (
  journey: Journey,
  teamIds: Readonly<Record<TeamName, string>>,
  surveyToken: string,
): Promise<{ actors: readonly Actor[]; close: () => void }> => {
  const admin = journey.as('admin');
  const minted = mintTokens({ home: journey.home, like: await journey.tokenOf('admin') });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  const roleOf = async (name: string, { permissions, scope, limit }: OwnRole): Promise<string> => {
    const limits = limit.map((team) => teamIds[team]);
    const body = { name, permissions, scope, teamIds: limits };
    return bodyOf<{ id: string }>(await admin.post('/v1/roles', body)).id;
  };
  type Hired = { role: string; teams: readonly TeamName[]; sub: string; kind?: 'machine' };
  const hire = async (name: string, { role, teams, sub, kind }: Hired) => {
    const ids = teams.map((team) => teamIds[team]);
    const body = { name, email: `${name}@example.com`, role, teamIds: ids, sub, kind: kind ?? 'person' };
    return bodyOf<{ id: string }>(await admin.post('/v1/users', body)).id;
  };
  const now = () => journey.now();
  const sample = async (name: string, role: RoleKey, teams: readonly TeamName[]): Promise<Actor> => {
    const renew = async () =>
      bearer((await journey.local<{ token: string }>('POST', 'tokens', { user: name })).token);
    return {
      name,
      kind: role === 'customer' ? 'customer' : 'staff',
      role,
      teams,
      id: bodyOf<{ id: string }>(await journey.as(name).get('/v1/me')).id,
      headers: await renew(),
      renew,
    };
  };
  const nobody = (name: string, headers: Readonly<Record<string, string>>, id = ''): Actor => ({
    name,
    kind: 'nobody',
    teams: [],
    id,
    headers,
    renew: () => Promise.resolve(headers),
  });

  const client = machineClientOf(journey.home);
  const [deskTeams, machineTeams] = [
    ['service', 'returns'],
    ['service', 'management'],
  ] as const;
  const desk = await hire('returnsDesk', {
    role: await roleOf('Returns desk', returnsDesk),
    teams: deskTeams,
    sub: 'matrix-desk',
  });
  const machine = await hire('machine', {
    role: await roleOf('Integration', integration),
    teams: machineTeams,
    sub: client,
    kind: 'machine',
  });
  const gone = await hire('disabled', { role: 'admin', teams: ['management'], sub: 'matrix-gone' });
  bodyOf(await admin.delete(`/v1/users/${gone}`, undefined, { 'if-match': '"1"' }));

  const asDesk = async () => bearer(minted.person('matrix-desk', await now()));
  const asMachine = async () => bearer(minted.machine(client, await now()));
  const actors: Actor[] = [
    nobody('anonymous', {}),
    nobody('surveyToken', bearer(surveyToken)),
    nobody('disabled', bearer(minted.person('matrix-gone', await now())), gone),
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
      teams: deskTeams,
      id: desk,
      headers: await asDesk(),
      renew: asDesk,
    },
    {
      name: 'machine',
      kind: 'staff',
      role: integration,
      teams: machineTeams,
      id: machine,
      headers: await asMachine(),
      renew: asMachine,
    },
  ];
  return { actors, close: minted.close };
};
