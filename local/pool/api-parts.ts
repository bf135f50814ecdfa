import { checkJwt } from '../gateway/jwt.ts';
import { AwsError } from '../net/aws-json.ts';
import { type JsonObject, textOf } from '../net/json.ts';
import type { UserPool } from './pool.ts';
import { SIGN_IN_SCOPE } from './tokens.ts';
import type { PoolClient, PoolUser } from './types.ts';

export type Pools = () => readonly UserPool[];

/** Whoever an operation is about, with the pool they are in. */
export type InPool = { readonly pool: UserPool; readonly user: PoolUser };

/** The pool of an administrator's request. */
export const poolOf = (pools: Pools, input: JsonObject): UserPool => {
  const pool = pools().find((one) => one.id === input['UserPoolId']);
  if (!pool)
    throw new AwsError('ResourceNotFoundException', `User pool ${input['UserPoolId']} does not exist.`);
  return pool;
};

/** The user of an administrator's request, who may be told that there is no such user. */
export const userOf = (pools: Pools, input: JsonObject): InPool => {
  const pool = poolOf(pools, input);
  const user = pool.users.find(textOf(input['Username']) ?? '');
  if (!user) throw new AwsError('UserNotFoundException', 'User does not exist.');
  return { pool, user };
};

/** The app client of a public request, and its pool. */
export const clientOf = (
  pools: Pools,
  input: JsonObject,
): { readonly pool: UserPool; readonly client: PoolClient } => {
  for (const pool of pools()) {
    const client = pool.clients().find(({ id }) => id === input['ClientId']);
    if (client) return { pool, client };
  }
  throw new AwsError('ResourceNotFoundException', `User pool client ${input['ClientId']} does not exist.`);
};

/** A required text of a request. */
export const required = (input: JsonObject, name: string): string => {
  const value = textOf(input[name]);
  if (value === undefined || value === '')
    throw new AwsError('InvalidParameterException', `Missing required parameter ${name}`);
  return value;
};

/** The user whose access token a request carries. Refuses with `NotAuthorizedException` tokens that ended or were revoked. */
export const bearerOf = (pools: Pools, input: JsonObject): InPool => {
  const identity = required(input, 'AccessToken');
  for (const pool of pools()) {
    const verdict = checkJwt({
      authorizer: {
        identitySource: '',
        issuer: pool.issuer,
        audiences: pool.clients().map(({ id }) => id),
      },
      scopes: [SIGN_IN_SCOPE],
      identity,
      keys: pool.keys(),
      nowMs: pool.now(),
    });
    if (verdict.kind !== 'granted' || verdict.claims['token_use'] !== 'access') continue;
    const { claims } = verdict;
    const user = pool.users.find(String(claims['sub']));
    const begun = Number(claims['auth_time']) * 1000;
    if (
      !user?.enabled ||
      pool.signIns.isRevoked(String(claims['origin_jti'])) ||
      begun <= (user.signedOutMs ?? -1)
    )
      throw new AwsError('NotAuthorizedException', 'Access Token has been revoked');
    return { pool, user };
  }
  throw new AwsError('NotAuthorizedException', 'Invalid Access Token');
};

/** Writes a change to the user as they stand now. */
export const changeUser = (
  { pool, user }: InPool,
  change: (user: PoolUser) => Partial<PoolUser>,
): PoolUser => {
  const now = pool.users.find(user.username) ?? user;
  const next = { ...now, ...change(now), modifiedMs: pool.now() };
  pool.users.put(next);
  return next;
};

/** The text of a mail of the template: `{username}` and `{####}` replaced. */
export const filledIn = (text: string, username: string, secret: string): string =>
  text.replaceAll('{username}', username).replaceAll('{####}', secret);

/** Where a code was sent, as Cognito shows it. */
export const deliveryOf = (email: string): JsonObject => {
  const [name = '', host = ''] = email.split('@');
  return {
    AttributeName: 'email',
    DeliveryMedium: 'EMAIL',
    Destination: `${name.slice(0, 1)}***@${host.slice(0, 1)}***`,
  };
};
