import { randomUUID } from 'node:crypto';
import type { PublishedKey } from '../gateway/jwt.ts';
import type { JsonObject } from '../net/json.ts';
import type { Store } from '../state/store.ts';
import { type SigningKeys, signingKeys } from './keys.ts';
import type { PoolClient, PoolUser, SampleUser } from './types.ts';
import { type Users, usersOf } from './users.ts';

export type Tokens = {
  readonly accessToken: string;
  readonly idToken: string;
  /** When the access token ends, in ms since 1970. */
  readonly expiresMs: number;
};

/** A user pool shaped like Cognito's: users, app clients, and tokens its authorizers accept. */
export type UserPool = {
  readonly id: string;
  readonly arn: string;
  /** Also the `iss` of its tokens. */
  readonly issuer: string;
  readonly users: Users;
  readonly keys: () => readonly PublishedKey[];
  readonly rotateKeys: () => void;
  readonly addClient: (client: PoolClient) => void;
  readonly clients: () => readonly PoolClient[];
  /** Creates users that are not there yet; those that are keep what became of them. */
  readonly seed: (users: readonly SampleUser[]) => void;
  /** Tokens as a sign-in through the first app client for people gives them. `scopes` replaces the client's own. */
  readonly tokensFor: (user: PoolUser, scopes?: readonly string[]) => Tokens;
};

export type PoolSettings = {
  readonly store: Store;
  readonly now: () => number;
  readonly id: string;
  readonly region: string;
};

/** The scope of everyone who signed in by password rather than by the hosted pages. */
const SIGN_IN_SCOPE = 'aws.cognito.signin.user.admin';

export const createUserPool = ({ store, now, id, region }: PoolSettings): UserPool => {
  const users = usersOf(store, id);
  const clients: PoolClient[] = [];
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${id}`;
  let keys: SigningKeys | undefined;
  const ownKeys = (): SigningKeys => {
    keys ??= signingKeys(store, id);
    return keys;
  };
  const clientForPeople = (): PoolClient => {
    const client = clients.find((one) => !one.machine);
    if (!client) throw new Error(`the user pool ${id} has no app client for people`);
    return client;
  };
  return {
    id,
    arn: `arn:aws:cognito-idp:${region}:000000000000:userpool/${id}`,
    issuer,
    users,
    keys: () => ownKeys().published(),
    rotateKeys: () => ownKeys().rotate(),
    addClient: (client) => void clients.push(client),
    clients: () => clients,
    seed: (samples) => {
      for (const sample of samples) if (!users.find(sample.username)) users.put(userOf(sample, now()));
    },
    tokensFor: (user, scopes) => {
      const client = clientForPeople();
      const issued = Math.floor(now() / 1000);
      const shared: JsonObject = {
        sub: user.sub,
        iss: issuer,
        origin_jti: randomUUID(),
        event_id: randomUUID(),
        auth_time: issued,
        iat: issued,
        ...(user.groups.length > 0 ? { 'cognito:groups': [...user.groups] } : {}),
      };
      const expires = issued + Math.floor(client.accessTokenMs / 1000);
      const access: JsonObject = {
        ...shared,
        client_id: client.id,
        token_use: 'access',
        scope: (scopes ?? [SIGN_IN_SCOPE, ...client.scopes]).join(' '),
        exp: expires,
        jti: randomUUID(),
        username: user.username,
      };
      const identity: JsonObject = {
        ...shared,
        ...user.attributes,
        aud: client.id,
        token_use: 'id',
        exp: issued + Math.floor(client.idTokenMs / 1000),
        jti: randomUUID(),
        'cognito:username': user.username,
        ...(user.attributes['email'] ? { email_verified: true } : {}),
      };
      const { signJwt } = ownKeys();
      return { accessToken: signJwt(access), idToken: signJwt(identity), expiresMs: expires * 1000 };
    },
  };
};

const userOf = ({ username, sub, email, groups = [] }: SampleUser, nowMs: number): PoolUser => ({
  username,
  sub,
  attributes: email ? { email } : {},
  groups: [...groups],
  enabled: true,
  status: 'CONFIRMED',
  createdMs: nowMs,
  modifiedMs: nowMs,
});
