import { describe, expect, it } from 'vitest';
import { objectOf, parsed, textOf } from '#local/net/json.ts';
import { openStore } from '#local/state/store.ts';
import { type SrpChallenge, srpClient } from '#test/support/srp-client.ts';
import { byPassword, codeOf, PASSWORD, person, type SamplePool, samplePool } from './support/pool.ts';

const claimsOf = (token: unknown) =>
  objectOf(parsed(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()));
const tokensOf = (answer: object) => objectOf((answer as Record<string, unknown>)['AuthenticationResult']);

const bySrp = async (world: SamplePool, name: string, password: string) => {
  const client = srpClient(world.pool.shortName, world.world.now);
  const challenge = await world.call('InitiateAuth', {
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: name, SRP_A: client.A },
  });
  const parameters = objectOf(challenge['ChallengeParameters']) as SrpChallenge;
  const responses = client.answer(parameters, password);
  const answer = () =>
    world.call('RespondToAuthChallenge', {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: responses,
    });
  return { parameters, answer };
};

describe('a sign-in by the password', () => {
  it('gives tokens by the name and by the e-mail address, whatever the case of letters', async () => {
    const world = samplePool();
    const { email } = await person(world, 'li');
    for (const name of ['li', 'LI', email, email.toUpperCase()]) {
      const { AccessToken, IdToken, ExpiresIn } = tokensOf(await byPassword(world, name));
      expect(ExpiresIn).toBe(900);
      expect(claimsOf(AccessToken)).toMatchObject({
        token_use: 'access',
        client_id: 'staff',
        username: 'li',
      });
      expect(claimsOf(IdToken)).toMatchObject({ token_use: 'id', aud: 'staff', email });
    }
  });

  it('is refused alike for a wrong password and for nobody', async () => {
    const world = samplePool();
    await person(world, 'li');
    const refusals = await Promise.all(
      ['li', 'nobody', 'nobody@example.com'].map((name) =>
        byPassword(world, name, 'wrong').catch((error: Error) => `${error.message}`),
      ),
    );

    expect(new Set(refusals)).toEqual(new Set(['Incorrect username or password.']));
  });

  it('keeps neither the password nor anything that leads back to it but a scrypt hash and the SRP verifier', async () => {
    const world = samplePool();
    await person(world, 'li');
    const kept = JSON.stringify(world.store.all('SELECT record FROM users'));

    expect(kept).toContain('scrypt$16384$8$1$');
    expect(kept).not.toContain(PASSWORD);
  });

  it('is refused to a disabled person, who is told so only after the right password', async () => {
    const world = samplePool();
    await person(world, 'li');
    await world.call('AdminDisableUser', { Username: 'li' });

    await expect(byPassword(world, 'li')).rejects.toThrow('User is disabled.');
    await expect(byPassword(world, 'li', 'wrong')).rejects.toThrow('Incorrect username or password.');
  });

  it('is not open to a program', async () => {
    const world = samplePool();
    const answer = world.call('InitiateAuth', {
      ClientId: 'machine',
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'li', PASSWORD },
    });
    await expect(answer).rejects.toThrow('not enabled for this client');
  });
});

describe('a sign-in by the secure remote password protocol', () => {
  it('proves the password without sending it', async () => {
    const world = samplePool();
    const { email } = await person(world, 'li');
    const { answer } = await bySrp(world, email, PASSWORD);

    expect(tokensOf(await answer())).toHaveProperty('RefreshToken');
  });

  it('is refused for a wrong password, and for an answer that comes a second time', async () => {
    const world = samplePool();
    await person(world, 'li');
    const wrong = await bySrp(world, 'li', 'wrong');
    const right = await bySrp(world, 'li', PASSWORD);
    await right.answer();

    await expect(wrong.answer()).rejects.toThrow('Incorrect username or password.');
    expect(await codeOf(right.answer)).toBe('NotAuthorizedException');
  });

  it('challenges nobody as it challenges somebody, the same way each time', async () => {
    const world = samplePool();
    const first = await bySrp(world, 'nobody@example.com', PASSWORD);
    const second = await bySrp(world, 'nobody@example.com', PASSWORD);

    expect(first.parameters.USER_ID_FOR_SRP).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
    expect([second.parameters.SALT, second.parameters.USER_ID_FOR_SRP]).toEqual([
      first.parameters.SALT,
      first.parameters.USER_ID_FOR_SRP,
    ]);
    await expect(first.answer()).rejects.toThrow('Incorrect username or password.');
  });

  it('takes no A that would make the password irrelevant', async () => {
    const world = samplePool();
    await person(world, 'li');
    for (const SRP_A of ['0', 'x', '']) {
      const answer = world.call('InitiateAuth', {
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: 'li', SRP_A },
      });
      expect(await codeOf(() => answer)).toBe('InvalidParameterException');
    }
  });
});

describe('the lock-out', () => {
  it('refuses the right password too, for a time that doubles', async () => {
    const world = samplePool();
    await person(world, 'li');
    for (let n = 0; n < 5; n++) await codeOf(() => byPassword(world, 'li', 'wrong'));
    await expect(byPassword(world, 'li')).rejects.toThrow('Password attempts exceeded');
    world.advance(1000);
    await codeOf(() => byPassword(world, 'li', 'wrong'));
    world.advance(1000);
    await expect(byPassword(world, 'li')).rejects.toThrow('Password attempts exceeded');
    world.advance(1000);

    expect(tokensOf(await byPassword(world, 'li'))).toHaveProperty('AccessToken');
  });

  it('counts fifty guesses at once as five', async () => {
    const world = samplePool();
    await person(world, 'li');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        byPassword(world, 'li', `Guess-${n}`).catch((error: Error) => error.message),
      ),
    );

    expect(answers.filter((answer) => answer === 'Incorrect username or password.')).toHaveLength(5);
    expect(answers.filter((answer) => answer === 'Password attempts exceeded')).toHaveLength(45);
  });

  it('holds for names of nobody too, so that it tells nothing', async () => {
    const world = samplePool();
    for (let n = 0; n < 5; n++) await codeOf(() => byPassword(world, 'nobody'));
    await expect(byPassword(world, 'nobody')).rejects.toThrow('Password attempts exceeded');
  });

  it('ends at the latest a quarter of an hour after the last failure', async () => {
    const world = samplePool();
    await person(world, 'li');
    for (let n = 0; n < 30; n++) {
      await codeOf(() => byPassword(world, 'li', 'wrong'));
      world.advance(14 * 60_000);
    }
    world.advance(60_000);
    expect(tokensOf(await byPassword(world, 'li'))).toHaveProperty('AccessToken');
  });

  it('outlives a restart', async () => {
    const store = openStore();
    const before = samplePool({ store });
    await person(before, 'li');
    for (let n = 0; n < 5; n++) await codeOf(() => byPassword(before, 'li', 'wrong'));

    await expect(byPassword(samplePool({ store }), 'li')).rejects.toThrow('Password attempts exceeded');
  });
});

describe('a refresh token', () => {
  const refresh = (world: SamplePool, REFRESH_TOKEN: unknown) =>
    world.call('InitiateAuth', {
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: String(REFRESH_TOKEN) },
    });

  it('gives new tokens that remember when the person signed in', async () => {
    const world = samplePool();
    await person(world, 'li');
    const { RefreshToken, AccessToken } = tokensOf(await byPassword(world, 'li'));
    world.advance(60 * 60_000);
    const fresh = claimsOf(tokensOf(await refresh(world, RefreshToken))['AccessToken']);
    const first = claimsOf(AccessToken);

    expect(fresh['auth_time']).toBe(first['auth_time']);
    expect(fresh['origin_jti']).toBe(first['origin_jti']);
    expect(Number(fresh['iat'])).toBe(Number(first['iat']) + 3600);
  });

  it('ends with its time, with its revocation, with a sign-out everywhere and when the person is disabled', async () => {
    const ends: Record<string, (world: SamplePool, tokens: Record<string, unknown>) => unknown> = {
      time: (world) => world.advance(12 * 60 * 60_000),
      revocation: (world, { RefreshToken }) =>
        world.call('RevokeToken', { Token: textOf(RefreshToken) ?? '' }),
      signOut: (world, { AccessToken }) =>
        world.call('GlobalSignOut', { AccessToken: textOf(AccessToken) ?? '' }),
      adminSignOut: (world) => world.call('AdminUserGlobalSignOut', { Username: 'li' }),
      disabled: (world) => world.call('AdminDisableUser', { Username: 'li' }),
    };
    for (const [name, end] of Object.entries(ends)) {
      const world = samplePool();
      await person(world, 'li');
      const tokens = tokensOf(await byPassword(world, 'li'));
      await end(world, tokens);

      expect([name, await codeOf(() => refresh(world, tokens['RefreshToken']))]).toEqual([
        name,
        'NotAuthorizedException',
      ]);
    }
  });

  it('is refused when it was made up', async () => {
    const world = samplePool();
    await person(world, 'li');
    const { RefreshToken } = tokensOf(await byPassword(world, 'li'));
    for (const token of ['', 'x', '..', `${RefreshToken}x`, String(RefreshToken).slice(0, 40)])
      expect(await codeOf(() => refresh(world, token))).toMatch(/NotAuthorized|InvalidParameter/);
  });

  it('and the access token of a sign-out everywhere are worth nothing to the pool', async () => {
    const world = samplePool();
    await person(world, 'li');
    const { AccessToken = '' } = tokensOf(await byPassword(world, 'li'));
    const read = () => world.call('GetUser', { AccessToken });
    expect(await read()).toMatchObject({ Username: 'li' });
    await world.call('GlobalSignOut', { AccessToken });

    expect(await codeOf(read)).toBe('NotAuthorizedException');
  });
});
