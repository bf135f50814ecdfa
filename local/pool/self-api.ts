import { randomBytes } from 'node:crypto';
import { AwsError, type Operations } from '../net/aws-json.ts';
import { isTrue, type JsonObject, objectOf, textOf } from '../net/json.ts';
import { bearerOf, changeUser, clientOf, type InPool, type Pools, required } from './api-parts.ts';
import type { Challenge } from './challenges.ts';
import { isSecret } from './machine-tokens.ts';
import { isPassword } from './passwords.ts';
import type { UserPool } from './pool.ts';
import { choosePassword } from './set-password.ts';
import { base32, stepOfCode } from './totp.ts';
import { userOnWire } from './wire.ts';

/** Cognito's operations of somebody who has signed in, or is about to. */
export const selfOperations = (pools: Pools): Operations => ({
  GetUser: (input) => {
    const { user } = bearerOf(pools, input);
    const { Username = '', UserAttributes = [] } = userOnWire(user, 'UserAttributes');
    return { Username, UserAttributes, ...mfaOf(user.totp?.enabled === true) };
  },
  AssociateSoftwareToken: (input) => {
    const secret = base32(randomBytes(32));
    if (input['Session'] === undefined) {
      const of = bearerOf(pools, input);
      changeUser(of, ({ totp }) => (totp?.enabled ? {} : { totp: { secret, enabled: false } }));
      waiting(of.pool).set(of.user.username, secret);
      return { SecretCode: secret };
    }
    const { pool, challenge } = setupOf(pools, input);
    pool.challenges.use(input['Session']);
    return {
      SecretCode: secret,
      Session: pool.challenges.open({ ...challenge, totp: { secret, verified: false } }),
    };
  },
  VerifySoftwareToken: (input) => {
    if (input['Session'] === undefined) {
      const of = bearerOf(pools, input);
      const secret = waiting(of.pool).get(of.user.username) ?? of.user.totp?.secret;
      const lastStep = verified(of, secret, required(input, 'UserCode'));
      // Shown to have arrived; it counts at sign-in once it is preferred.
      changeUser(of, ({ totp }) => ({
        totp: { secret: secret ?? '', enabled: totp?.enabled ?? false, lastStep },
      }));
      waiting(of.pool).delete(of.user.username);
      return { Status: 'SUCCESS' };
    }
    const { pool, challenge } = setupOf(pools, input);
    const user = pool.users.find(challenge.username ?? '');
    if (!user) throw new AwsError('NotAuthorizedException', 'Invalid session for the user.');
    const secret = challenge.totp?.secret;
    const lastStep = verified({ pool, user }, secret, required(input, 'UserCode'));
    pool.challenges.use(input['Session']);
    const totp = { secret: secret ?? '', verified: true, lastStep };
    return { Status: 'SUCCESS', Session: pool.challenges.open({ ...challenge, totp }) };
  },
  SetUserMFAPreference: (input) => preferMfa(bearerOf(pools, input), input),
  ChangePassword: async (input) => {
    const of = bearerOf(pools, input);
    of.pool.lockout.take(of.user.username);
    if (!(await isPassword(required(input, 'PreviousPassword'), of.user.password?.hash)))
      throw new AwsError('NotAuthorizedException', 'Incorrect username or password.');
    of.pool.lockout.succeed(of.user.username);
    await choosePassword(of, required(input, 'ProposedPassword'));
    return {};
  },
  GlobalSignOut: (input) => signOutEverywhere(bearerOf(pools, input)),
  RevokeToken: (input) => {
    const { pool, client } = clientOf(pools, input);
    if (client.secret !== undefined && !isSecret(client, textOf(input['ClientSecret']) ?? ''))
      throw new AwsError('NotAuthorizedException', 'Client is not authorized');
    const signIn = pool.signIns.ofRefreshToken(required(input, 'Token'));
    if (signIn && signIn.clientId !== client.id)
      throw new AwsError('UnauthorizedException', 'The token was not issued to this client');
    if (signIn) pool.signIns.revoke(signIn.id);
    return {};
  },
});

/** Ends every sign-in: refresh tokens at once, access tokens for the pool's own operations; whoever checks a signature only learns it when they expire. */
export const signOutEverywhere = (of: InPool): JsonObject => {
  of.pool.signIns.revokeAll(of.user.username);
  changeUser(of, () => ({ signedOutMs: of.pool.now() }));
  return {};
};

/** `SoftwareTokenMfaSettings` of `SetUserMFAPreference` and its namesake for administrators. */
export const preferMfa = (of: InPool, input: JsonObject): JsonObject => {
  const settings = input['SoftwareTokenMfaSettings'];
  if (settings === undefined) return {};
  const enabled = isTrue(objectOf(settings)['Enabled']);
  const { totp } = of.user;
  if (enabled && totp?.lastStep === undefined)
    throw new AwsError('InvalidParameterException', 'User has not verified software token mfa');
  changeUser(of, (user) => (user.totp ? { totp: { ...user.totp, enabled } } : {}));
  return {};
};

export const mfaOf = (enabled: boolean): JsonObject =>
  enabled ? { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA', UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] } : {};

/** Secrets given out with an access token while an older one is still in use. */
const handedOut = new WeakMap<UserPool, Map<string, string>>();
const waiting = (pool: UserPool): Map<string, string> => {
  const known = handedOut.get(pool) ?? new Map<string, string>();
  handedOut.set(pool, known);
  return known;
};

const setupOf = (
  pools: Pools,
  input: JsonObject,
): { readonly pool: UserPool; readonly challenge: Challenge } => {
  for (const pool of pools()) {
    const challenge = pool.challenges.find(input['Session']);
    if (challenge?.kind === 'MFA_SETUP') return { pool, challenge };
  }
  throw new AwsError('NotAuthorizedException', 'Invalid session for the user.');
};

/** The step of a code that shows that the secret arrived; tries count as those of a sign-in. */
const verified = ({ pool, user }: InPool, secret: string | undefined, code: string): number => {
  pool.lockout.take(user.username);
  const step = secret === undefined ? undefined : stepOfCode(secret, code, pool.now());
  if (step === undefined) throw new AwsError('EnableSoftwareTokenMFAException', 'Code mismatch');
  pool.lockout.succeed(user.username);
  return step;
};
