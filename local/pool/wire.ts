import type { JsonObject } from '../net/json.ts';
import type { PoolUser } from './types.ts';

/** A user as Cognito's answers show them. */
export const userOnWire = (user: PoolUser, attributesName: 'Attributes' | 'UserAttributes'): JsonObject => ({
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
