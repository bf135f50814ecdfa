import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../net/json.ts';
import type { SigningKeys } from './keys.ts';
import type { PoolClient, PoolUser } from './types.ts';

export type Tokens = {
  readonly accessToken: string;
  readonly idToken: string;
  /** When the access token ends, in ms since 1970. */
  readonly expiresMs: number;
};

/** The scope of everyone who signed in by password rather than by the hosted pages. */
export const SIGN_IN_SCOPE = 'aws.cognito.signin.user.admin';

export type TokenRequest = {
  readonly issuer: string;
  readonly client: PoolClient;
  readonly keys: SigningKeys;
  readonly nowMs: number;
};

/** Of a person: when and in which sign-in they proved who they are. */
export type PersonRequest = TokenRequest & {
  readonly user: PoolUser;
  readonly authTimeMs: number;
  readonly originId: string;
  /** Replaces the scopes of the client. */
  readonly scopes?: readonly string[] | undefined;
  /** Further claims of the access token. */
  readonly claims?: JsonObject;
};

const seconds = (ms: number): number => Math.floor(ms / 1000);

/** Access and identity token of a person, shaped as Cognito's. */
export const personTokens = (request: PersonRequest): Tokens => {
  const { issuer, client, keys, nowMs, user, authTimeMs, originId, scopes, claims = {} } = request;
  const shared: JsonObject = {
    sub: user.sub,
    iss: issuer,
    origin_jti: originId,
    event_id: randomUUID(),
    auth_time: seconds(authTimeMs),
    iat: seconds(nowMs),
    ...(user.groups.length > 0 ? { 'cognito:groups': [...user.groups] } : {}),
  };
  const expires = seconds(nowMs) + seconds(client.accessTokenMs);
  const access: JsonObject = {
    ...shared,
    ...claims,
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
    exp: seconds(nowMs) + seconds(client.idTokenMs),
    jti: randomUUID(),
    'cognito:username': user.username,
    ...(user.attributes['email'] ? { email_verified: user.attributes['email_verified'] !== 'false' } : {}),
  };
  return { accessToken: keys.signJwt(access), idToken: keys.signJwt(identity), expiresMs: expires * 1000 };
};

/** The access token of a program that signed in for itself: its subject is the client, and it carries no user. */
export const machineToken = (
  { issuer, client, keys, nowMs }: TokenRequest,
  scopes: readonly string[] = client.scopes,
): { readonly accessToken: string; readonly expiresMs: number } => {
  const expires = seconds(nowMs) + seconds(client.accessTokenMs);
  const accessToken = keys.signJwt({
    sub: client.id,
    iss: issuer,
    client_id: client.id,
    token_use: 'access',
    version: 2,
    scope: scopes.join(' '),
    auth_time: seconds(nowMs),
    iat: seconds(nowMs),
    exp: expires,
    jti: randomUUID(),
  });
  return { accessToken, expiresMs: expires * 1000 };
};
