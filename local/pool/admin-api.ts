import { randomUUID } from 'node:crypto';
import { AwsError, type Operations } from '../net/aws-json.ts';
import { type JsonObject, listOf, numberOf, objectOf, textOf } from '../net/json.ts';
import type { UserPool } from './pool.ts';
import type { PoolUser } from './types.ts';

export type AdminApiSettings = {
  readonly pools: () => readonly UserPool[];
  readonly now: () => number;
};

/** Cognito's operations on users, by their names on the wire. */
export const adminOperations = ({ pools, now }: AdminApiSettings): Operations => {
  const poolOf = (input: JsonObject): UserPool => {
    const pool = pools().find((one) => one.id === input['UserPoolId']);
    if (!pool)
      throw new AwsError('ResourceNotFoundException', `User pool ${input['UserPoolId']} does not exist.`);
    return pool;
  };
  const userOf = (input: JsonObject): { pool: UserPool; user: PoolUser } => {
    const pool = poolOf(input);
    const user = pool.users.find(textOf(input['Username']) ?? '');
    if (!user) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return { pool, user };
  };
  const change = (input: JsonObject, change: (user: PoolUser) => Partial<PoolUser>): JsonObject => {
    const { pool, user } = userOf(input);
    pool.users.put({ ...user, ...change(user), modifiedMs: now() });
    return {};
  };
  return {
    AdminCreateUser: (input) => {
      const pool = poolOf(input);
      const username = textOf(input['Username']);
      if (!username) throw new AwsError('InvalidParameterException', 'Username is missing.');
      if (pool.users.find(username))
        throw new AwsError('UsernameExistsException', 'User account already exists');
      const attributes = attributesOf(input['UserAttributes']);
      const user: PoolUser = {
        username,
        sub: randomUUID(),
        attributes,
        groups: [],
        enabled: true,
        status: 'FORCE_CHANGE_PASSWORD',
        createdMs: now(),
        modifiedMs: now(),
      };
      pool.users.put(user);
      return { User: onWire(user, 'Attributes') };
    },
    AdminGetUser: (input) => onWire(userOf(input).user, 'UserAttributes'),
    AdminDisableUser: (input) => change(input, () => ({ enabled: false })),
    AdminEnableUser: (input) => change(input, () => ({ enabled: true })),
    AdminUpdateUserAttributes: (input) =>
      change(input, (user) => ({
        attributes: { ...user.attributes, ...attributesOf(input['UserAttributes']) },
      })),
    AdminUserGlobalSignOut: (input) => change(input, () => ({})),
    AdminAddUserToGroup: (input) =>
      change(input, (user) => ({ groups: [...new Set([...user.groups, String(input['GroupName'])])] })),
    AdminRemoveUserFromGroup: (input) =>
      change(input, (user) => ({ groups: user.groups.filter((group) => group !== input['GroupName']) })),
    AdminDeleteUser: (input) => {
      const { pool, user } = userOf(input);
      pool.users.remove(user.username);
      return {};
    },
    ListUsers: (input) => {
      const limit = numberOf(input['Limit']) ?? 60;
      const after = textOf(input['PaginationToken']) ?? '';
      const wanted = filterOf(textOf(input['Filter']) ?? '');
      const users = poolOf(input)
        .users.list()
        .filter((user) => user.username > after && wanted(user));
      const page = users.slice(0, limit);
      const last = page.at(-1);
      return {
        Users: page.map((user) => onWire(user, 'Attributes')),
        ...(users.length > limit && last ? { PaginationToken: last.username } : {}),
      };
    },
  };
};

const attributesOf = (list: unknown): Record<string, string> =>
  Object.fromEntries(
    listOf(list).map((entry) => [String(objectOf(entry)['Name']), String(objectOf(entry)['Value'] ?? '')]),
  );

const onWire = (user: PoolUser, attributesName: 'Attributes' | 'UserAttributes'): JsonObject => ({
  Username: user.username,
  [attributesName]: Object.entries({ sub: user.sub, ...user.attributes }).map(([Name, Value]) => ({
    Name,
    Value,
  })),
  UserCreateDate: user.createdMs / 1000,
  UserLastModifiedDate: user.modifiedMs / 1000,
  Enabled: user.enabled,
  UserStatus: user.status,
});

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
