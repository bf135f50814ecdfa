import { AwsError, type Operations } from '../net/aws-json.ts';
import { type JsonObject, objectOf, textOf } from '../net/json.ts';
import { changeUser, clientOf, type Pools } from './api-parts.ts';
import type { Challenge } from './challenges.ts';
import { isPassword } from './passwords.ts';
import type { UserPool } from './pool.ts';
import { choosePassword } from './set-password.ts';
import { isGoodA, srpProves, srpServer } from './srp.ts';
import { stepOfCode } from './totp.ts';
import type { PoolClient, PoolUser } from './types.ts';

type Asked = { readonly pool: UserPool; readonly client: PoolClient };

/** The same for a wrong password and for nobody. */
const wrongCredentials = (): AwsError =>
  new AwsError('NotAuthorizedException', 'Incorrect username or password.');

/** Cognito's operations of a sign-in: `InitiateAuth` and `RespondToAuthChallenge`. */
export const signInOperations = (pools: Pools): Operations => ({
  InitiateAuth: (input) => {
    const asked = clientOf(pools, input);
    const flow = String(input['AuthFlow']);
    const start = Object.hasOwn(FLOWS, flow) ? FLOWS[flow] : undefined;
    if (!start) throw new AwsError('InvalidParameterException', `${flow} is not supported here`);
    if (asked.client.machine || !asked.client.flows.includes(start.needs))
      throw new AwsError('InvalidParameterException', `${flow} flow not enabled for this client`);
    return start.run(objectOf(input['AuthParameters']), asked);
  },
  RespondToAuthChallenge: (input) => {
    const asked = clientOf(pools, input);
    const responses = objectOf(input['ChallengeResponses']);
    const session = input['Session'];
    const name = String(input['ChallengeName']);
    // The proof of the password names its challenge by the secret block; a session is optional there.
    const challenge = asked.pool.challenges.read(
      name === 'PASSWORD_VERIFIER' ? responses['PASSWORD_CLAIM_SECRET_BLOCK'] : session,
    );
    const answer = Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : undefined;
    if (!answer || challenge.kind !== name || challenge.clientId !== asked.client.id)
      throw new AwsError('InvalidParameterException', `${name} is not what this sign-in waits for`);
    return answer({ ...asked, challenge, responses, session });
  },
});

type Start = {
  readonly needs: string;
  readonly run: (parameters: JsonObject, asked: Asked) => JsonObject | Promise<JsonObject>;
};

const parameter = (parameters: JsonObject, name: string): string => {
  const value = textOf(parameters[name]);
  if (value === undefined || value === '')
    throw new AwsError('InvalidParameterException', `Missing required parameter ${name}`);
  return value;
};

const byPassword = async (parameters: JsonObject, { pool, client }: Asked): Promise<JsonObject> => {
  const name = parameter(parameters, 'USERNAME');
  const password = parameter(parameters, 'PASSWORD');
  const user = pool.users.find(name);
  pool.lockout.take(user?.username ?? name);
  if (!(await isPassword(password, user?.password?.hash)) || !user) throw wrongCredentials();
  return afterPassword(user, name, { pool, client });
};

const bySrp = (parameters: JsonObject, { pool, client }: Asked): JsonObject => {
  const name = parameter(parameters, 'USERNAME');
  const A = parameter(parameters, 'SRP_A');
  if (!isGoodA(A)) throw new AwsError('InvalidParameterException', 'SRP_A is not possible');
  const user = pool.users.find(name);
  const { salt, verifier } = user?.password?.srp ?? strangersSrp(name, pool);
  const userId = user?.username ?? strangersId(name, pool);
  const server = srpServer(verifier);
  // The block is the session of this challenge: random, used once, unknown to anybody else.
  const block = pool.challenges.open({
    kind: 'PASSWORD_VERIFIER',
    clientId: client.id,
    name,
    ...(user ? { username: user.username } : {}),
    srp: { A, server, userId, verifier },
  });
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: salt,
      SECRET_BLOCK: block,
      SRP_B: server.B,
      USERNAME: userId,
      USER_ID_FOR_SRP: userId,
    },
  };
};

/** Somebody who isn't there, or has no password, gets a salt, a verifier and an id all the same, and the same ones each time. */
const strangersSrp = (name: string, pool: UserPool): { salt: string; verifier: string } => {
  const hex = (about: string): string => pool.fake(`${about} ${name.toLowerCase()}`).toString('hex');
  return {
    salt: hex('salt').slice(0, 32),
    verifier: Array.from({ length: 11 }, (_, part) => hex(`verifier ${part}`)).join(''),
  };
};
const strangersId = (name: string, pool: UserPool): string => {
  if (!name.includes('@')) return name;
  const hex = pool.fake(`id ${name.toLowerCase()}`).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const byRefreshToken = (parameters: JsonObject, { pool, client }: Asked): JsonObject => {
  const signIn = pool.signIns.ofRefreshToken(parameter(parameters, 'REFRESH_TOKEN'));
  const user = signIn && pool.users.find(signIn.username);
  if (!signIn || !user || signIn.clientId !== client.id)
    throw new AwsError('NotAuthorizedException', 'Invalid Refresh Token');
  checkEnabled(user);
  const { accessToken, idToken } = pool.tokensOf(user, client, signIn);
  return { AuthenticationResult: result(client, accessToken, idToken), ChallengeParameters: {} };
};

const FLOWS: Readonly<Record<string, Start>> = {
  USER_PASSWORD_AUTH: { needs: 'ALLOW_USER_PASSWORD_AUTH', run: byPassword },
  USER_SRP_AUTH: { needs: 'ALLOW_USER_SRP_AUTH', run: bySrp },
  REFRESH_TOKEN_AUTH: { needs: 'ALLOW_REFRESH_TOKEN_AUTH', run: byRefreshToken },
  REFRESH_TOKEN: { needs: 'ALLOW_REFRESH_TOKEN_AUTH', run: byRefreshToken },
};

type Answered = Asked & {
  readonly challenge: Challenge;
  readonly responses: JsonObject;
  readonly session: unknown;
};

const ANSWERS: Readonly<Record<string, (answered: Answered) => JsonObject | Promise<JsonObject>>> = {
  PASSWORD_VERIFIER: ({ pool, client, challenge, responses }) => {
    const { srp, username, name } = challenge;
    pool.lockout.take(username ?? name);
    const user = username === undefined ? undefined : pool.users.find(username);
    const secretBlock = String(responses['PASSWORD_CLAIM_SECRET_BLOCK']);
    const proved =
      srp !== undefined &&
      pool.challenges.use(secretBlock) &&
      srpProves({
        ...srp,
        poolName: pool.shortName,
        username: srp.userId,
        secretBlock,
        timestamp: String(responses['TIMESTAMP']),
        signature: String(responses['PASSWORD_CLAIM_SIGNATURE']),
      });
    if (!proved || !user?.password) throw wrongCredentials();
    return afterPassword(user, name, { pool, client });
  },
  NEW_PASSWORD_REQUIRED: async ({ pool, client, challenge, responses, session }) => {
    const user = waiting(pool, challenge, responses);
    const chosen = await choosePassword({ pool, user }, parameter(responses, 'NEW_PASSWORD'), () => {
      if (!pool.challenges.use(session)) throw usedSession();
    });
    return nextStep(chosen, challenge.name, { pool, client });
  },
  SOFTWARE_TOKEN_MFA: ({ pool, client, challenge, responses, session }) => {
    const user = waiting(pool, challenge, responses);
    const code = parameter(responses, 'SOFTWARE_TOKEN_MFA_CODE');
    pool.lockout.take(user.username);
    const { totp } = user;
    const step = totp && stepOfCode(totp.secret, code, pool.now());
    if (!totp || step === undefined)
      throw new AwsError('CodeMismatchException', 'Invalid code received for user');
    if (step <= (totp.lastStep ?? -1))
      throw new AwsError('ExpiredCodeException', 'Your software token has already been used once.');
    if (!pool.challenges.use(session)) throw usedSession();
    pool.lockout.succeed(user.username);
    return signedIn(
      changeUser({ pool, user }, () => ({ totp: { ...totp, lastStep: step } })),
      { pool, client },
    );
  },
  MFA_SETUP: ({ pool, client, challenge, responses, session }) => {
    const user = waiting(pool, challenge, responses);
    const { totp } = challenge;
    if (!totp?.verified)
      throw new AwsError('InvalidParameterException', 'MFA_SETUP: the software token is not verified');
    if (!pool.challenges.use(session)) throw usedSession();
    const { secret, lastStep } = totp;
    const known = { secret, enabled: true, ...(lastStep === undefined ? {} : { lastStep }) };
    return signedIn(
      changeUser({ pool, user }, () => ({ totp: known })),
      { pool, client },
    );
  },
};

const usedSession = (): AwsError =>
  new AwsError('NotAuthorizedException', 'Invalid session for the user, session can only be used once.');

/** The user of a session, who must be the one the client names. */
const waiting = (pool: UserPool, { username, name }: Challenge, responses: JsonObject): PoolUser => {
  const user = username === undefined ? undefined : pool.users.find(username);
  const named = textOf(responses['USERNAME']);
  if (!user || (named !== name && pool.users.find(named ?? '')?.sub !== user.sub)) throw wrongCredentials();
  checkEnabled(user);
  return user;
};

const checkEnabled = (user: PoolUser): void => {
  if (!user.enabled) throw new AwsError('NotAuthorizedException', 'User is disabled.');
};

/** The password was right: the first thing that stands between it and the tokens. */
const afterPassword = (user: PoolUser, name: string, asked: Asked): JsonObject => {
  // With a second factor the tries are forgotten only when that was right too.
  if (!user.totp?.enabled) asked.pool.lockout.succeed(user.username);
  checkEnabled(user);
  if (user.status === 'RESET_REQUIRED')
    throw new AwsError('PasswordResetRequiredException', 'Password reset required for the user');
  if (user.status !== 'FORCE_CHANGE_PASSWORD') return nextStep(user, name, asked);
  if ((user.temporaryUntilMs ?? Number.POSITIVE_INFINITY) <= asked.pool.now())
    throw new AwsError(
      'NotAuthorizedException',
      'Temporary password has expired and must be reset by an administrator.',
    );
  return challenged('NEW_PASSWORD_REQUIRED', user, name, asked, {
    USER_ID_FOR_SRP: user.username,
    requiredAttributes: '[]',
    userAttributes: JSON.stringify(user.attributes),
  });
};

const nextStep = (user: PoolUser, name: string, asked: Asked): JsonObject => {
  const { mfa } = asked.pool.rules;
  if (mfa !== 'OFF' && user.totp?.enabled)
    return challenged('SOFTWARE_TOKEN_MFA', user, name, asked, {
      USER_ID_FOR_SRP: user.username,
      FRIENDLY_DEVICE_NAME: 'authenticator',
    });
  if (mfa === 'ON')
    return challenged('MFA_SETUP', user, name, asked, {
      USER_ID_FOR_SRP: user.username,
      MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]',
    });
  return signedIn(user, asked);
};

const challenged = (
  kind: Challenge['kind'],
  user: PoolUser,
  name: string,
  { pool, client }: Asked,
  parameters: JsonObject,
): JsonObject => ({
  ChallengeName: kind,
  Session: pool.challenges.open({ kind, clientId: client.id, name, username: user.username }),
  ChallengeParameters: parameters,
});

const signedIn = (user: PoolUser, { pool, client }: Asked): JsonObject => {
  const { signIn, refreshToken } = pool.signIns.begin({
    username: user.username,
    clientId: client.id,
    expiresMs: pool.now() + client.refreshTokenMs,
  });
  const { accessToken, idToken } = pool.tokensOf(user, client, signIn);
  return {
    AuthenticationResult: { ...result(client, accessToken, idToken), RefreshToken: refreshToken },
    ChallengeParameters: {},
  };
};

const result = (client: PoolClient, accessToken: string, idToken: string): JsonObject => ({
  AccessToken: accessToken,
  IdToken: idToken,
  TokenType: 'Bearer',
  ExpiresIn: Math.floor(client.accessTokenMs / 1000),
});
