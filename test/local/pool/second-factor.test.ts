import { describe, expect, it } from 'vitest';
import { objectOf, textOf } from '#local/net/json.ts';
import { codeAt, stepOfCode } from '#local/pool/totp.ts';
import { byPassword, codeOf, PASSWORD, person, type SamplePool, samplePool } from './support/pool.ts';

const HALF_MINUTE = 30_000;
const NEW_PASSWORD = 'Another-Horse-8-Battery';

const tokensOf = (answer: object) => objectOf((answer as Record<string, unknown>)['AuthenticationResult']);
const respond = (world: SamplePool, challenge: object, responses: Record<string, string>) => {
  const { ChallengeName = '', Session = '' } = challenge as Record<string, string>;
  return world.call('RespondToAuthChallenge', { ChallengeName, Session, ChallengeResponses: responses });
};

/** A person who has set up an authenticator. */
const withTotp = async (world: SamplePool, name: string): Promise<string> => {
  await person(world, name);
  const { AccessToken = '' } = tokensOf(await byPassword(world, name));
  const { SecretCode } = await world.call('AssociateSoftwareToken', { AccessToken });
  const secret = textOf(SecretCode) ?? '';
  await world.call('VerifySoftwareToken', { AccessToken, UserCode: world.codeOfApp(secret) });
  await world.call('SetUserMFAPreference', {
    AccessToken,
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
  });
  world.advance(HALF_MINUTE);
  return secret;
};

describe('one-time passwords', () => {
  it('are those of RFC 6238, appendix B', () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const vectors = [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
      [20_000_000_000, '353130'],
    ] as const;
    for (const [second, code] of vectors) expect(codeAt(secret, Math.floor(second / 30))).toBe(code);
  });

  it('are taken one step early or late, and no further', () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const taken = [-2, -1, 0, 1, 2].map((step) =>
      stepOfCode(secret, codeAt(secret, 1000 + step), 1000 * 30_000),
    );
    expect(taken).toEqual([undefined, 999, 1000, 1001, undefined]);
    expect(stepOfCode(secret, `${codeAt(secret, 1000)}0`, 1000 * 30_000)).toBeUndefined();
  });
});

describe('a sign-in with an authenticator', () => {
  it('waits for a code after the password', async () => {
    const world = samplePool();
    const secret = await withTotp(world, 'li');
    const challenge = await byPassword(world, 'li');
    expect(challenge).toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
    const answer = await respond(world, challenge, {
      USERNAME: 'li',
      SOFTWARE_TOKEN_MFA_CODE: world.codeOfApp(secret),
    });

    expect(tokensOf(answer)).toHaveProperty('AccessToken');
  });

  it('takes a code once, and a session once', async () => {
    const world = samplePool();
    const secret = await withTotp(world, 'li');
    const [first, second] = [await byPassword(world, 'li'), await byPassword(world, 'li')];
    const answer = { USERNAME: 'li', SOFTWARE_TOKEN_MFA_CODE: world.codeOfApp(secret) };
    await respond(world, first, answer);

    expect(await codeOf(() => respond(world, second, answer))).toBe('ExpiredCodeException');
    world.advance(HALF_MINUTE);
    const fresh = { ...answer, SOFTWARE_TOKEN_MFA_CODE: world.codeOfApp(secret) };
    expect(await codeOf(() => respond(world, first, fresh))).toBe('NotAuthorizedException');
  });

  it('refuses a wrong code the same way twice, and counts fifty at once as five tries with the password', async () => {
    const world = samplePool();
    await withTotp(world, 'li');
    const challenge = await byPassword(world, 'li');
    const guess = (code: string) =>
      respond(world, challenge, { USERNAME: 'li', SOFTWARE_TOKEN_MFA_CODE: code }).catch(
        (error: Error) => error.message,
      );
    expect([await guess('000000'), await guess('000000')]).toEqual([
      'Invalid code received for user',
      'Invalid code received for user',
    ]);
    const many = await Promise.all(Array.from({ length: 50 }, () => guess('000001')));

    // The password and two codes were three of the five.
    expect(many.filter((answer) => answer === 'Invalid code received for user')).toHaveLength(2);
    expect(many.filter((answer) => answer === 'Password attempts exceeded')).toHaveLength(48);
  });

  it('ends when nobody answers for three minutes', async () => {
    const world = samplePool();
    const secret = await withTotp(world, 'li');
    const challenge = await byPassword(world, 'li');
    world.advance(3 * 60_000);
    const answer = { USERNAME: 'li', SOFTWARE_TOKEN_MFA_CODE: world.codeOfApp(secret) };

    expect(await codeOf(() => respond(world, challenge, answer))).toBe('NotAuthorizedException');
  });

  it("is not open to another person's session, nor to another step", async () => {
    const world = samplePool();
    const secret = await withTotp(world, 'li');
    await person(world, 'wang');
    const challenge = await byPassword(world, 'li');
    const code = { SOFTWARE_TOKEN_MFA_CODE: world.codeOfApp(secret) };

    expect(await codeOf(() => respond(world, challenge, { ...code, USERNAME: 'wang' }))).toBe(
      'NotAuthorizedException',
    );
    const other = { ...challenge, ChallengeName: 'MFA_SETUP' };
    expect(await codeOf(() => respond(world, other, { USERNAME: 'li' }))).toBe('InvalidParameterException');
  });

  it('is by the password alone once an administrator has taken a lost authenticator off', async () => {
    const world = samplePool();
    await withTotp(world, 'li');
    await world.call('AdminSetUserMFAPreference', {
      Username: 'li',
      SoftwareTokenMfaSettings: { Enabled: false },
    });
    expect(tokensOf(await byPassword(world, 'li'))).toHaveProperty('AccessToken');
  });
});

describe('the first sign-in', () => {
  const invite = (world: SamplePool) =>
    world.call('AdminCreateUser', {
      Username: 'chen',
      UserAttributes: [{ Name: 'email', Value: 'chen@example.com' }],
    });
  const mailed = (world: SamplePool): string => world.mails.at(-1)?.body.split(' ')[1] ?? '';

  it('asks for a password of the person’s own, then for an authenticator where the pool requires one', async () => {
    const world = samplePool({ template: { MfaConfiguration: 'ON' } });
    await invite(world);
    const first = await byPassword(world, 'chen@example.com', mailed(world));
    expect(first).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    const second = await respond(world, first, { USERNAME: 'chen', NEW_PASSWORD });
    expect(second).toMatchObject({ ChallengeName: 'MFA_SETUP' });
    const setup = await world.call('AssociateSoftwareToken', { Session: second['Session'] ?? '' });
    const early = { ChallengeName: 'MFA_SETUP', Session: setup['Session'] ?? '' };
    expect(await codeOf(() => respond(world, early, { USERNAME: 'chen' }))).toBe('InvalidParameterException');
    const secret = textOf(setup['SecretCode']) ?? '';
    const verified = await world.call('VerifySoftwareToken', {
      Session: setup['Session'] ?? '',
      UserCode: world.codeOfApp(secret),
    });
    const third = { ChallengeName: 'MFA_SETUP', Session: verified['Session'] ?? '' };

    expect(tokensOf(await respond(world, third, { USERNAME: 'chen' }))).toHaveProperty('AccessToken');
    expect(await byPassword(world, 'chen', NEW_PASSWORD)).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
    });
  });

  it('is too late after 72 hours; a new invitation makes the older one worthless', async () => {
    const world = samplePool();
    await invite(world);
    const first = mailed(world);
    world.advance(72 * 3_600_000);
    await expect(byPassword(world, 'chen', first)).rejects.toThrow('Temporary password has expired');
    await world.call('AdminCreateUser', { Username: 'chen', MessageAction: 'RESEND' });

    await expect(byPassword(world, 'chen', first)).rejects.toThrow('Incorrect username or password.');
    expect(await byPassword(world, 'chen', mailed(world))).toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
    });
  });

  it('takes no password that breaks the rules, and waits for a better one', async () => {
    const world = samplePool();
    await invite(world);
    const first = await byPassword(world, 'chen', mailed(world));
    for (const bad of [
      'Short-1',
      'no-capitals-at-all-1',
      'NO-SMALL-LETTERS-1',
      'No-Digits-At-All',
      'NoSymbolsAtAll1',
    ])
      expect(await codeOf(() => respond(world, first, { USERNAME: 'chen', NEW_PASSWORD: bad }))).toBe(
        'InvalidPasswordException',
      );
    expect(tokensOf(await respond(world, first, { USERNAME: 'chen', NEW_PASSWORD }))).toHaveProperty(
      'IdToken',
    );
  });
});

describe('a new password', () => {
  const change = async (world: SamplePool, previous: string, proposed: string) => {
    const { AccessToken = '' } = tokensOf(await byPassword(world, 'li', previous));
    return world.call('ChangePassword', {
      AccessToken,
      PreviousPassword: previous,
      ProposedPassword: proposed,
    });
  };

  it('may not be one of the last five', async () => {
    const world = samplePool();
    await person(world, 'li');
    const all = [PASSWORD, ...Array.from({ length: 5 }, (_, n) => `Next-Password-No-${n}`)];
    for (const [n, next] of all.slice(1).entries()) await change(world, all[n] ?? '', next);

    expect(await codeOf(() => change(world, all[5] ?? '', all[1] ?? ''))).toBe(
      'PasswordHistoryPolicyViolationException',
    );
    await change(world, all[5] ?? '', PASSWORD);
  });

  it('by a mailed code is taken once, within the hour, and after five guesses not at all', async () => {
    const world = samplePool();
    const { email } = await person(world, 'li');
    const ask = async (): Promise<string> => {
      await world.call('ForgotPassword', { Username: email });
      return world.mails.at(-1)?.body.replace('code ', '') ?? '';
    };
    const confirm = (ConfirmationCode: string, Password = NEW_PASSWORD) =>
      world.call('ConfirmForgotPassword', { Username: email, ConfirmationCode, Password });
    const late = await ask();
    world.advance(3_600_000);
    expect(await codeOf(() => confirm(late))).toBe('ExpiredCodeException');
    world.advance(20 * 60_000);
    const code = await ask();
    const wrong = code === '000000' ? '000001' : '000000';
    const guesses = await Promise.all(Array.from({ length: 50 }, () => codeOf(() => confirm(wrong))));
    expect(guesses.filter((one) => one === 'CodeMismatchException')).toHaveLength(5);
    world.advance(20 * 60_000);
    expect(await codeOf(() => confirm(code))).toBe('CodeMismatchException');
    const good = await ask();
    await confirm(good);

    expect(await codeOf(() => confirm(good, 'Yet-Another-Horse-9'))).toBe('CodeMismatchException');
    expect(tokensOf(await byPassword(world, 'li', NEW_PASSWORD))).toHaveProperty('AccessToken');
  });

  it('is asked for in the same words whether there is such a person or not', async () => {
    const world = samplePool();
    await person(world, 'li');
    const ask = (Username: string) => world.call('ForgotPassword', { Username });
    const confirm = (Username: string) =>
      codeOf(() =>
        world.call('ConfirmForgotPassword', { Username, ConfirmationCode: '123456', Password: NEW_PASSWORD }),
      );

    expect(await ask('li@example.com')).toEqual({
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'l***@e***' },
    });
    expect(Object.keys(objectOf((await ask('nobody@example.com'))['CodeDeliveryDetails']))).toEqual([
      'AttributeName',
      'DeliveryMedium',
      'Destination',
    ]);
    const answers = async (name: string) => {
      const all: string[] = [];
      for (let n = 0; n < 8; n++) all.push(await confirm(name));
      return all;
    };
    expect(await answers('nobody@example.com')).toEqual(await answers('li@example.com'));
    expect(world.mails).toHaveLength(1);
  });

  it('is required of somebody whose password an administrator ended', async () => {
    const world = samplePool();
    await person(world, 'li');
    await world.call('AdminResetUserPassword', { Username: 'li' });
    expect(await codeOf(() => byPassword(world, 'li'))).toBe('PasswordResetRequiredException');
    const ConfirmationCode = world.mails.at(-1)?.body.replace('code ', '') ?? '';
    await world.call('ConfirmForgotPassword', { Username: 'li', ConfirmationCode, Password: NEW_PASSWORD });

    expect(tokensOf(await byPassword(world, 'li', NEW_PASSWORD))).toHaveProperty('AccessToken');
  });
});
