import { signInClient } from '#test/support/sign-in-client.ts';
import { type Desk, done } from '../desk.ts';
import { type Ask, asking, type Scenario } from '../story.ts';

const PASSWORD = 'Correct-Horse-7-Battery';

const onUser =
  (body?: unknown) =>
  async (desk: Desk): Promise<Ask> => {
    const { id, version } = await desk.hired();
    return { user: 'admin', params: { id }, version, ...(body === undefined ? {} : { body }) };
  };

/** Somebody who has chosen a password, signed in with it. */
const signedIn = async (desk: Desk) => {
  const client = signInClient(desk.journey);
  const user = await desk.hired();
  const { access } = await client.firstSignIn(user.email, PASSWORD);
  return { ...user, token: access, client };
};

/** The token that would ask again has ended with what was asked. */
const isOver: readonly number[] = [401];

const newTeam = async ({ admin, fresh }: Desk) =>
  done(await admin.post('/v1/teams', { name: `Team ${fresh()}` }));
const newRole = async ({ admin, fresh }: Desk) =>
  done(
    await admin.post('/v1/roles', { name: `Role ${fresh()}`, permissions: ['tickets.read'], scope: 'teams' }),
  );

const on =
  (make: (desk: Desk) => Promise<{ id: string; version: number }>, body?: unknown) =>
  async (desk: Desk): Promise<Ask> => {
    const { id, version } = await make(desk);
    return { user: 'admin', params: { id }, version, ...(body === undefined ? {} : { body }) };
  };

/** Staff and their sign-ins, teams and roles. */
export const peopleScenarios: readonly Scenario[] = [
  asking('people/create-user', async (desk) => ({
    user: 'admin',
    body: { name: 'New', email: desk.email(), role: 'agent' },
  })),
  asking('people/update-user', onUser({ capacity: 3 })),
  asking('people/delete-user', onUser()),
  asking('people/invite-user', onUser(), { mailsAgain: true }),
  asking('people/sign-out-user', onUser()),
  asking('people/drop-second-factor', onUser()),
  asking(
    'people/reset-password',
    async (desk) => {
      const { id } = await signedIn(desk);
      return { user: 'admin', params: { id } };
    },
    { mailsAgain: true },
  ),
  asking('people/update-me', async (desk) => {
    const { token, version } = await desk.hired();
    return { token, version, body: { presence: 'online' } };
  }),
  asking(
    'people/sign-out',
    async (desk) => {
      const { token } = await desk.hired();
      return { token };
    },
    { doneAlready: isOver },
  ),
  asking(
    'people/renew-password',
    async (desk) => {
      const { token } = await signedIn(desk);
      return { token };
    },
    { doneAlready: isOver, mailsAgain: true },
  ),
  asking('people/confirm-second-factor', async (desk) => {
    const { client, token, email } = await signedIn(desk);
    const secret = await client.setUpAuthenticator(token);
    const { access } = await client.withAuthenticator(email, PASSWORD, secret);
    return { token: access };
  }),
  asking('people/create-team', async (desk) => ({ user: 'admin', body: { name: `Team ${desk.fresh()}` } })),
  asking('people/update-team', on(newTeam, { department: 'd' })),
  asking('people/delete-team', on(newTeam)),
  asking('people/create-role', async (desk) => ({
    user: 'admin',
    body: { name: `Role ${desk.fresh()}`, permissions: ['tickets.read'], scope: 'teams' },
  })),
  asking('people/update-role', on(newRole, { permissions: ['tickets.read', 'tickets.count'] })),
  asking('people/delete-role', on(newRole)),
];
