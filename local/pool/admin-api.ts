import { randomUUID } from 'node:crypto';
import { AwsError, type Operations } from '../net/aws-json.ts';
import { isTrue, type JsonObject, listOf, numberOf, objectOf, textOf } from '../net/json.ts';
import { changeUser, filledIn, type InPool, type Pools, poolOf, required, userOf } from './api-parts.ts';
import { checkPolicy, temporaryPassword } from './passwords.ts';
import type { UserPool } from './pool.ts';
import { mailResetCode } from './recovery-api.ts';
import { mfaOf, preferMfa, signOutEverywhere } from './self-api.ts';
import { keepPassword } from './set-password.ts';
import type { PoolUser } from './types.ts';
import { userOnWire } from './wire.ts';

/** Cognito's operations of an administrator on users, by their names on the wire. */
export const adminOperations = (pools: Pools): Operations => {
  const change = (input: JsonObject, how: (user: PoolUser) => Partial<PoolUser>): JsonObject => {
    changeUser(userOf(pools, input), how);
    return {};
  };
  return {
    AdminCreateUser: (input) => createUser(poolOf(pools, input), input),
    AdminGetUser: (input) => {
      const { user } = userOf(pools, input);
      return { ...userOnWire(user, 'UserAttributes'), ...mfaOf(user.totp?.enabled === true) };
    },
    AdminSetUserPassword: async (input) => {
      const of = userOf(pools, input);
      const password = required(input, 'Password');
      checkPolicy(password, of.pool.rules);
      await keepPassword(
        of,
        password,
        isTrue(input['Permanent']) ? { status: 'CONFIRMED' } : temporary(of.pool),
      );
      return {};
    },
    AdminResetUserPassword: (input) => {
      const of = userOf(pools, input);
      if (of.user.status === 'FORCE_CHANGE_PASSWORD')
        throw new AwsError('NotAuthorizedException', 'User password cannot be reset in the current state.');
      mailResetCode(of);
      changeUser(of, () => ({ status: 'RESET_REQUIRED' }));
      return {};
    },
    AdminSetUserMFAPreference: (input) => preferMfa(userOf(pools, input), input),
    AdminDisableUser: (input) => {
      const of = userOf(pools, input);
      signOutEverywhere(of);
      changeUser(of, () => ({ enabled: false }));
      return {};
    },
    AdminEnableUser: (input) => change(input, () => ({ enabled: true })),
    AdminUpdateUserAttributes: (input) => {
      const of = userOf(pools, input);
      const attributes = attributesOf(input['UserAttributes']);
      checkAlias(of.pool, attributes, of.user);
      changeUser(of, (user) => ({ attributes: { ...user.attributes, ...attributes } }));
      return {};
    },
    AdminUserGlobalSignOut: (input) => signOutEverywhere(userOf(pools, input)),
    AdminAddUserToGroup: (input) =>
      change(input, (user) => ({ groups: [...new Set([...user.groups, String(input['GroupName'])])] })),
    AdminRemoveUserFromGroup: (input) =>
      change(input, (user) => ({ groups: user.groups.filter((group) => group !== input['GroupName']) })),
    AdminDeleteUser: (input) => {
      const { pool, user } = userOf(pools, input);
      pool.signIns.revokeAll(user.username);
      pool.users.remove(user.username);
      return {};
    },
    ListUsers: (input) => {
      const limit = numberOf(input['Limit']) ?? 60;
      const after = textOf(input['PaginationToken']) ?? '';
      const wanted = filterOf(textOf(input['Filter']) ?? '');
      const users = poolOf(pools, input)
        .users.list()
        .filter((user) => user.username > after && wanted(user));
      const page = users.slice(0, limit);
      const last = page.at(-1);
      return {
        Users: page.map((user) => userOnWire(user, 'Attributes')),
        ...(users.length > limit && last ? { PaginationToken: last.username } : {}),
      };
    },
  };
};

const attributesOf = (list: unknown): Record<string, string> =>
  Object.fromEntries(
    listOf(list).map((entry) => [String(objectOf(entry)['Name']), String(objectOf(entry)['Value'] ?? '')]),
  );

/** Makes a user with a temporary password and mails it; `RESEND` mails a new one to somebody who never signed in. */
const createUser = async (pool: UserPool, input: JsonObject): Promise<JsonObject> => {
  const username = required(input, 'Username');
  const known = pool.users.find(username);
  const resend = input['MessageAction'] === 'RESEND';
  if (resend) return { User: userOnWire(await invite(resent(pool, known), input), 'Attributes') };
  if (known) throw new AwsError('UsernameExistsException', 'User account already exists');
  const attributes = attributesOf(input['UserAttributes']);
  checkAlias(pool, attributes);
  const user: PoolUser = {
    username,
    sub: randomUUID(),
    attributes,
    groups: [],
    enabled: true,
    status: 'FORCE_CHANGE_PASSWORD',
    createdMs: pool.now(),
    modifiedMs: pool.now(),
  };
  pool.users.put(user);
  return { User: userOnWire(await invite({ pool, user }, input), 'Attributes') };
};

const resent = (pool: UserPool, user: PoolUser | undefined): InPool => {
  if (!user) throw new AwsError('UserNotFoundException', 'User does not exist.');
  if (user.status !== 'FORCE_CHANGE_PASSWORD')
    throw new AwsError(
      'UnsupportedUserStateException',
      "Resend not possible. User's status is not FORCE_CHANGE_PASSWORD",
    );
  return { pool, user };
};

const temporary = (pool: UserPool): Required<Pick<PoolUser, 'status' | 'temporaryUntilMs'>> => ({
  status: 'FORCE_CHANGE_PASSWORD',
  temporaryUntilMs: pool.now() + pool.rules.password.temporaryMs,
});

const invite = async ({ pool, user }: InPool, input: JsonObject): Promise<PoolUser> => {
  const password = textOf(input['TemporaryPassword']) ?? temporaryPassword(pool.rules.password.minLength);
  checkPolicy(password, pool.rules);
  const invited = await keepPassword({ pool, user }, password, temporary(pool));
  const email = user.attributes['email'];
  if (input['MessageAction'] !== 'SUPPRESS' && email !== undefined) {
    const { subject, body } = pool.rules.invitation;
    pool.mail(email, subject, filledIn(body, user.username, password));
  }
  return invited;
};

/** One e-mail address signs one person in. */
const checkAlias = (pool: UserPool, { email }: Record<string, string>, own?: PoolUser): void => {
  const other = email === undefined ? undefined : pool.users.find(email);
  if (other && other.sub !== own?.sub)
    throw new AwsError('AliasExistsException', 'An account with the given email already exists.');
};

/** `name = "value"` or `name ^= "prefix"`, the two filters Cognito knows. */
const filterOf = (filter: string): ((user: PoolUser) => boolean) => {
  if (filter === '') return () => true;
  const [, name = '', operator, value = ''] = /^"?([\w:]+)"?\s*(\^?=)\s*"(.*)"$/.exec(filter.trim()) ?? [];
  if (!operator) throw new AwsError('InvalidParameterException', `Error while parsing filter ${filter}`);
  return (user) => {
    const all: Record<string, string> = { username: user.username, sub: user.sub, ...user.attributes };
    const actual = name === 'status' ? (user.enabled ? 'Enabled' : 'Disabled') : (all[name] ?? '');
    return operator === '=' ? actual === value : actual.startsWith(value);
  };
};
