import { createHmac, randomUUID } from 'node:crypto';
import type { PublishedKey } from '../gateway/jwt.ts';
import type { Outbox } from '../standins/outbox.ts';
import type { Store } from '../state/store.ts';
import { type Challenges, challengesOf } from './challenges.ts';
import { type SigningKeys, signingKeys } from './keys.ts';
import { type Lockout, lockoutOf } from './lockout.ts';
import { type SignIn, type SignIns, signInsOf } from './sign-ins.ts';
import { machineToken, personTokens, type Tokens } from './tokens.ts';
import type { PoolClient, PoolRules, PoolUser, SampleUser } from './types.ts';
import { type Users, usersOf } from './users.ts';

/** A user pool shaped like Cognito's: users, app clients, and tokens its authorizers accept. */
export type UserPool = {
  readonly id: string;
  /** The id behind its underscore, to which passwords are bound. */
  readonly shortName: string;
  readonly arn: string;
  /** Also the `iss` of its tokens. */
  readonly issuer: string;
  readonly rules: PoolRules;
  readonly users: Users;
  readonly lockout: Lockout;
  readonly challenges: Challenges;
  readonly signIns: SignIns;
  readonly mail: (to: string, subject: string, body: string) => void;
  readonly now: () => number;
  readonly keys: () => readonly PublishedKey[];
  readonly rotateKeys: () => void;
  readonly addClient: (client: PoolClient) => void;
  readonly clients: () => readonly PoolClient[];
  /** Creates users that are not there yet; those that are keep what became of them. */
  readonly seed: (users: readonly SampleUser[]) => void;
  /**
   * Tokens of somebody who counts as signed in just now with password and one-time password, through the first app client for people.
   * `scopes` replaces the client's own.
   */
  readonly tokensFor: (user: PoolUser, scopes?: readonly string[]) => Tokens;
  /** Tokens that come of a sign-in. */
  readonly tokensOf: (user: PoolUser, client: PoolClient, signIn: SignIn) => Tokens;
  readonly machineTokenOf: (
    client: PoolClient,
    scopes?: readonly string[],
  ) => { readonly accessToken: string; readonly expiresMs: number };
  /** A text that looks random but is the same for the same question: what is answered about somebody who isn't there. */
  readonly fake: (about: string) => Buffer;
};

export type PoolSettings = {
  readonly store: Store;
  readonly now: () => number;
  readonly id: string;
  readonly region: string;
  readonly rules: PoolRules;
  readonly outbox: Pick<Outbox, 'add'>;
};

export const createUserPool = ({ store, now, id, region, rules, outbox }: PoolSettings): UserPool => {
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
  const request = (client: PoolClient) => ({ issuer, client, keys: ownKeys(), nowMs: now() });
  return {
    id,
    shortName: id.slice(id.indexOf('_') + 1),
    arn: `arn:aws:cognito-idp:${region}:000000000000:userpool/${id}`,
    issuer,
    rules,
    users,
    lockout: lockoutOf(store, id, now),
    challenges: challengesOf(store, id, now),
    signIns: signInsOf(store, id, now),
    mail: (to, subject, body) => void outbox.add({ channel: 'email', to, subject, body }),
    now,
    keys: () => ownKeys().published(),
    rotateKeys: () => ownKeys().rotate(),
    addClient: (client) => void clients.push(client),
    clients: () => clients,
    seed: (samples) => {
      for (const sample of samples) if (!users.find(sample.username)) users.put(userOf(sample, now()));
    },
    tokensFor: (user, scopes) =>
      personTokens({
        ...request(clientForPeople()),
        user,
        authTimeMs: now(),
        originId: randomUUID(),
        scopes,
        // RFC 8176: password and one-time password.
        claims: { amr: ['pwd', 'otp'] },
      }),
    tokensOf: (user, client, { id: originId, authTimeMs }) =>
      personTokens({ ...request(client), user, authTimeMs, originId }),
    machineTokenOf: (client, scopes) => machineToken(request(client), scopes),
    fake: (about) => createHmac('sha256', ownKeys().fakeKey).update(about).digest(),
  };
};

const userOf = ({ username, sub, email, groups = [] }: SampleUser, nowMs: number): PoolUser => ({
  username,
  sub,
  attributes: email ? { email, email_verified: 'true' } : {},
  groups: [...groups],
  enabled: true,
  status: 'CONFIRMED',
  createdMs: nowMs,
  modifiedMs: nowMs,
});
