import {
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  ListUsersCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';
import { signInClient } from '#test/support/sign-in-client.ts';
import { type SrpChallenge, srpClient } from '#test/support/srp-client.ts';

const PASSWORD = 'Correct-Horse-7-Battery';
const code = (reply: Reply) => (reply.body as { code?: string }).code;
const idOf = (reply: Reply) => (reply.body as { id: string }).id;

let journey: Journey;
let client: ReturnType<typeof signInClient>;
let admin: ReturnType<Journey['as']>;
beforeAll(async () => {
  journey = await startJourney();
  client = signInClient(journey);
  admin = journey.as('admin');
}, 120_000);
afterAll(async () => journey.close());

const issuer = async (): Promise<string> => {
  const payload = (await journey.tokenOf('agent1')).split('.')[1] ?? '';
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss: string }).iss;
};
const poolId = async (): Promise<string> => (await issuer()).split('/').at(-1) ?? '';

const hire = (name: string, more: object = {}) =>
  admin.post('/v1/users', { name, email: `${name}@example.com`, role: 'agent', ...more });
const me = (token: string) => client.call('GET', '/v1/me', token);
const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('a new member of staff', () => {
  it('is invited by mail, chooses a password, and calls the API with the tokens', async () => {
    const made = await hire('chen');
    const tokens = await client.firstSignIn('chen@example.com', PASSWORD);
    const reply = await me(tokens.access);

    expect(made.status).toBe(201);
    expect(reply.body).toMatchObject({ id: idOf(made), name: 'chen', role: 'agent' });
  });

  it('signs in without sending the password too', async () => {
    const poolName = (await poolId()).split('_')[1] ?? '';
    const srp = srpClient(poolName, await journey.now());
    const step = await client.start('USER_SRP_AUTH', { USERNAME: 'chen@example.com', SRP_A: srp.A });
    const tokens = client.tokensOf(
      await client.respond(step, srp.answer(step.ChallengeParameters as unknown as SrpChallenge, PASSWORD)),
    );

    expect((await me(tokens.access)).status).toBe(200);
  });

  it('has one identity and one record, however often the request is repeated', async () => {
    const first = await hire('twice');
    const second = await hire('twice');
    const many = await Promise.all(Array.from({ length: 5 }, () => hire('often')));
    const mails = (await journey.outbox()).filter(({ to }) => to === 'often@example.com');

    expect([first.status, second.status, code(second)]).toEqual([201, 409, 'already_exists']);
    expect(many.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect(mails).toHaveLength(1);
  });

  it('gets a new invitation, and only until they have signed in', async () => {
    const made = await hire('late');
    const first = await client.invited('late@example.com');
    await journey.advance('PT72H');
    expect(await failure(client.withPassword('late@example.com', first))).toContain('expired');
    const again = await admin.post(`/v1/users/${idOf(made)}/invitation`);
    const tokens = await client.firstSignIn('late@example.com', PASSWORD);
    const once = await admin.post(`/v1/users/${idOf(made)}/invitation`);

    expect(again.status).toBe(200);
    expect((await me(tokens.access)).status).toBe(200);
    expect([once.status, code(once)]).toEqual([409, 'conflict']);
  });
});

describe('a sign-in', () => {
  it('is refreshed until it is signed out everywhere; then the tokens are refused at once', async () => {
    await hire('wang');
    const tokens = await client.firstSignIn('wang@example.com', PASSWORD);
    await journey.advance('PT20M');
    expect((await me(tokens.access)).status).toBe(401);
    const fresh = client.tokensOf(
      await client.start('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens.refresh }),
    );
    expect((await me(fresh.access)).status).toBe(200);
    const out = await client.call('POST', '/v1/me/sign-out', fresh.access);
    await journey.advance('PT1S');

    expect(out.status).toBe(200);
    const refused = await me(fresh.access);
    expect([refused.status, code(refused)]).toEqual([401, 'unauthorized']);
    expect(await failure(client.start('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens.refresh }))).toContain(
      'NotAuthorizedException',
    );
    const next = client.tokensOf(await client.withPassword('wang@example.com', PASSWORD));
    expect((await me(next.access)).status).toBe(200);
  });

  it('is ended by an administrator as well', async () => {
    const made = await hire('stolen');
    const tokens = await client.firstSignIn('stolen@example.com', PASSWORD);
    const out = await admin.post(`/v1/users/${idOf(made)}/sign-out`);

    expect(out.status).toBe(200);
    expect((await me(tokens.access)).status).toBe(401);
  });

  it('ends alone when its refresh token is revoked', async () => {
    await hire('two');
    const first = await client.firstSignIn('two@example.com', PASSWORD);
    const second = client.tokensOf(await client.withPassword('two@example.com', PASSWORD));
    await client.pool.send(
      new RevokeTokenCommand({ Token: first.refresh, ClientId: await client.clientId() }),
    );

    expect(await failure(client.start('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: first.refresh }))).toContain(
      'NotAuthorizedException',
    );
    await client.start('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: second.refresh });
    expect(await failure(client.pool.send(new GetUserCommand({ AccessToken: first.access })))).toContain(
      'NotAuthorizedException',
    );
  });

  it('is refused in the same words for a wrong password and for nobody, then not at all for a while', async () => {
    await hire('locked');
    await client.firstSignIn('locked@example.com', PASSWORD);
    const wrong = () => failure(client.withPassword('locked@example.com', 'Wrong-Password-1'));
    const stranger = await failure(client.withPassword('stranger@example.com', 'Wrong-Password-1'));
    for (let n = 0; n < 5; n++) expect(await wrong()).toBe(stranger);
    expect(await failure(client.withPassword('locked@example.com', PASSWORD))).toContain('attempts exceeded');
    await journey.advance('PT15M');
    const tokens = client.tokensOf(await client.withPassword('locked@example.com', PASSWORD));

    expect((await me(tokens.access)).status).toBe(200);
  });
});

describe('a member of staff who leaves', () => {
  it('is refused at the next request, cannot sign in, and signs in again when they come back', async () => {
    const made = await hire('gone');
    const tokens = await client.firstSignIn('gone@example.com', PASSWORD);
    const path = `/v1/users/${idOf(made)}`;
    const deleted = await admin.delete(path, undefined, ifMatch(await admin.get(path)));
    expect(deleted.status).toBe(204);
    expect((await me(tokens.access)).status).toBe(401);
    expect(await failure(client.withPassword('gone@example.com', PASSWORD))).toContain('disabled');
    expect(await failure(client.start('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens.refresh }))).toContain(
      'NotAuthorizedException',
    );
    await journey.advance('PT1S');
    const back = await admin.patch(path, { status: 'active' }, ifMatch(await admin.get(path)));

    expect(back.status).toBe(200);
    expect(await failure(client.start('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens.refresh }))).toContain(
      'NotAuthorizedException',
    );
    const fresh = client.tokensOf(await client.withPassword('gone@example.com', PASSWORD));
    expect((await me(fresh.access)).status).toBe(200);
  });

  it('or changes their role or address has it at once', async () => {
    const made = await hire('moved');
    const tokens = await client.firstSignIn('moved@example.com', PASSWORD);
    const path = `/v1/users/${idOf(made)}`;
    expect((await client.call('GET', '/v1/users', tokens.access)).status).toBe(403);
    await admin.patch(path, { role: 'supervisor' }, ifMatch(await admin.get(path)));
    expect((await client.call('GET', '/v1/users', tokens.access)).status).toBe(200);
    const taken = await admin.patch(path, { email: 'chen@example.com' }, ifMatch(await admin.get(path)));
    const changed = await admin.patch(path, { email: 'new@example.com' }, ifMatch(await admin.get(path)));
    expect([taken.status, changed.status]).toEqual([409, 200]);
    expect(await failure(client.withPassword('moved@example.com', PASSWORD))).toContain('Incorrect');
    const fresh = client.tokensOf(await client.withPassword('new@example.com', PASSWORD));
    const successor = await hire('moved');

    expect((await me(fresh.access)).body).toMatchObject({ id: idOf(made) });
    expect([successor.status, idOf(successor) === idOf(made)]).toEqual([201, false]);
  });
});

describe('an administrator', () => {
  it('can do nothing but set up an authenticator before there is one', async () => {
    await hire('boss', { role: 'admin' });
    const first = await client.firstSignIn('boss@example.com', PASSWORD);
    const refused = await client.call('GET', '/v1/settings', first.access);
    expect([refused.status, code(refused)]).toEqual([403, 'second_factor_required']);
    expect((await me(first.access)).status).toBe(200);
    expect(code(await client.call('POST', '/v1/me/second-factor', first.access))).toBe(
      'second_factor_required',
    );
    const secret = await client.setUpAuthenticator(first.access);
    const second = await client.withAuthenticator('boss@example.com', PASSWORD, secret);
    expect((await client.call('GET', '/v1/settings', second.access)).status).toBe(403);
    expect((await client.call('POST', '/v1/me/second-factor', second.access)).status).toBe(200);

    expect((await client.call('GET', '/v1/settings', second.access)).status).toBe(200);
    const refreshed = client.tokensOf(
      await client.start('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: second.refresh }),
    );
    expect((await client.call('GET', '/v1/settings', refreshed.access)).status).toBe(200);
  });

  it('who lost the authenticator has it taken off by another and starts over', async () => {
    const made = await hire('lost', { role: 'admin' });
    const first = await client.firstSignIn('lost@example.com', PASSWORD);
    await client.setUpAuthenticator(first.access);
    expect(await client.withPassword('lost@example.com', PASSWORD)).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
    });
    expect((await admin.post(`/v1/users/${idOf(made)}/second-factor-reset`)).status).toBe(200);
    await journey.advance('PT1S');
    const next = client.tokensOf(await client.withPassword('lost@example.com', PASSWORD));

    expect((await me(first.access)).status).toBe(401);
    expect((await client.call('GET', '/v1/settings', next.access)).status).toBe(403);
  });
});

describe('a password', () => {
  const forgot = async (email: string) =>
    client.pool.send(new ForgotPasswordCommand({ ClientId: await client.clientId(), Username: email }));
  const choose = async (email: string, ConfirmationCode: string, Password: string) =>
    client.pool.send(
      new ConfirmForgotPasswordCommand({
        ClientId: await client.clientId(),
        Username: email,
        ConfirmationCode,
        Password,
      }),
    );

  it('is reset by a mailed code that is good once', async () => {
    await hire('forgetful');
    await client.firstSignIn('forgetful@example.com', PASSWORD);
    await forgot('forgetful@example.com');
    const mailed = await client.code('forgetful@example.com');
    await choose('forgetful@example.com', mailed, 'Another-Horse-8-Battery');

    expect(await failure(choose('forgetful@example.com', mailed, 'Third-Horse-9-Battery'))).toContain(
      'CodeMismatchException',
    );
    expect(await failure(client.withPassword('forgetful@example.com', PASSWORD))).toContain('Incorrect');
    await client.withPassword('forgetful@example.com', 'Another-Horse-8-Battery');
  });

  it('is asked for in the same words whoever asks, and nobody gets a mail who has no account', async () => {
    const before = (await journey.outbox()).length;
    const answer = await forgot('stranger@example.com');

    expect(answer.CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL', Destination: 's***@e***' });
    expect(await failure(choose('stranger@example.com', '123456', PASSWORD))).toBe(
      await failure(choose('chen@example.com', '123456', PASSWORD)),
    );
    expect((await journey.outbox()).length).toBe(before);
  });

  it('is ended by an administrator: the next sign-in asks for a new one', async () => {
    const made = await hire('reset');
    const tokens = await client.firstSignIn('reset@example.com', PASSWORD);
    expect((await admin.post(`/v1/users/${idOf(made)}/password-reset`)).status).toBe(200);
    await journey.advance('PT1S');
    expect((await me(tokens.access)).status).toBe(401);
    expect(await failure(client.withPassword('reset@example.com', PASSWORD))).toContain(
      'PasswordResetRequired',
    );
    await choose('reset@example.com', await client.code('reset@example.com'), 'Another-Horse-8-Battery');
    await client.withPassword('reset@example.com', 'Another-Horse-8-Battery');
  });

  it('of more than the allowed age lets its owner do nothing but ask for a new one', async () => {
    const settings = await admin.get('/v1/settings');
    await admin.patch('/v1/settings', { signIn: { passwordMaxAge: 'P90D' } }, ifMatch(settings));
    await hire('old');
    await client.firstSignIn('old@example.com', PASSWORD);
    await journey.advance('P90D');
    const tokens = client.tokensOf(await client.withPassword('old@example.com', PASSWORD));
    const refused = await client.call('GET', '/v1/tickets?assigneeId=none', tokens.access);
    expect([refused.status, code(refused)]).toEqual([403, 'password_expired']);
    expect((await client.call('POST', '/v1/me/password-reset', tokens.access)).status).toBe(200);
    await choose('old@example.com', await client.code('old@example.com'), 'Another-Horse-8-Battery');
    await journey.advance('PT1S');
    const next = client.tokensOf(await client.withPassword('old@example.com', 'Another-Horse-8-Battery'));

    expect((await client.call('GET', '/v1/tickets?assigneeId=none', next.access)).status).toBe(200);
    const now = await admin.get('/v1/settings');
    expect((await admin.patch('/v1/settings', { signIn: null }, ifMatch(now))).status).toBe(200);
  });
});

describe('another system', () => {
  const oauth = (form: Record<string, string>, authorization?: string) =>
    fetch(`${journey.stack.address}/_local/pool/oauth2/token`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: new URLSearchParams(form),
    });

  it('signs in by client credentials once an administrator has given it a role', async () => {
    const { token, clientId } = await journey.local<{ token: string; clientId: string }>('POST', 'tokens', {
      client: 'machine',
    });
    expect((await me(token)).status).toBe(401);
    const machine = { kind: 'machine', name: 'ERP', email: 'erp@example.com', role: 'analyst' };
    const nameless = await admin.post('/v1/users', machine);
    const made = await admin.post('/v1/users', { ...machine, sub: clientId });

    expect([nameless.status, made.status]).toEqual([422, 201]);
    expect(made.body).toMatchObject({ kind: 'machine' });
    expect((await me(token)).body).toMatchObject({ name: 'ERP', role: 'analyst' });
    expect(await client.invited('erp@example.com')).toBe('');
    const conflict = await admin.post(`/v1/users/${idOf(made)}/invitation`);
    expect(conflict.status).toBe(409);
  });

  it('gets no token without the secret, for another scope or by another grant', async () => {
    const { clientId } = await journey.local<{ clientId: string }>('POST', 'tokens', { client: 'machine' });
    const secret = journey.stack.secret(`user-pool-client/${clientId}`);
    const basic = (id: string, text: string) => `Basic ${Buffer.from(`${id}:${text}`).toString('base64')}`;
    const grant = { grant_type: 'client_credentials' };
    const good = await oauth({ ...grant, scope: 'kefu/api' }, basic(clientId, secret));
    const bad = await Promise.all([
      oauth(grant, basic(clientId, `${secret}x`)),
      oauth(grant, basic('nobody', secret)),
      oauth(grant),
      oauth({ grant_type: 'password' }, basic(clientId, secret)),
      oauth({ ...grant, scope: 'kefu/api admin' }, basic(clientId, secret)),
      oauth({ ...grant, client_id: await client.clientId(), client_secret: '' }),
    ]);

    expect(await good.json()).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
    expect(await Promise.all(bad.map(async (reply) => [reply.status, await reply.json()]))).toEqual([
      [400, { error: 'invalid_client' }],
      [400, { error: 'invalid_client' }],
      [400, { error: 'invalid_request' }],
      [400, { error: 'unsupported_grant_type' }],
      [400, { error: 'invalid_scope' }],
      [400, { error: 'invalid_client' }],
    ]);
  });
});

describe('the pool', () => {
  it('keeps no account for somebody whose record names an identity of elsewhere', async () => {
    const made = await hire('outside', { sub: 'provider:42' });
    const { Users = [] } = await client.pool.send(
      new ListUsersCommand({
        UserPoolId: await poolId(),
        Filter: 'email = "outside@example.com"',
      }),
    );

    expect([made.status, Users.length]).toEqual([201, 0]);
    const path = `/v1/users/${idOf(made)}`;
    expect((await admin.delete(path, undefined, ifMatch(await admin.get(path)))).status).toBe(204);
  });
});
