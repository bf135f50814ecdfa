import { randomBytes } from 'node:crypto';
import { AwsError } from '../net/aws-json.ts';
import type { Store } from '../state/store.ts';
import { hashOf } from './sign-ins.ts';
import type { SrpServer } from './srp.ts';

/** What a sign-in waits for. `username` is absent where the name was nobody's. */
export type Challenge = {
  readonly kind: 'PASSWORD_VERIFIER' | 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA' | 'MFA_SETUP';
  readonly clientId: string;
  /** As the client gave it. */
  readonly name: string;
  readonly username?: string;
  readonly srp?: {
    readonly A: string;
    readonly server: SrpServer;
    readonly userId: string;
    readonly verifier: string;
  };
  /** The secret that `AssociateSoftwareToken` gave out in this sign-in, and whether a code has shown that it arrived. */
  readonly totp?: { readonly secret: string; readonly verified: boolean; readonly lastStep?: number };
};
type Kept = Challenge & { readonly expiresMs: number };

const LIFE_MS = 3 * 60_000;

export type Challenges = {
  /** Answers the session that stands for the challenge. */
  readonly open: (challenge: Challenge) => string;
  /** The challenge of a session. Refuses with `NotAuthorizedException` one that ended, was used, or never was. */
  readonly read: (session: unknown) => Challenge;
  /** The challenge of a session that may be somebody else's, or over. */
  readonly find: (session: unknown) => Challenge | undefined;
  /** Ends the session: false when another call has used it before. */
  readonly use: (session: unknown) => boolean;
};

/** Sessions of sign-ins under way: three minutes by the clock, used once, kept as hashes. */
export const challengesOf = (store: Store, poolId: string, now: () => number): Challenges => {
  const prefix = `pool/${poolId}/challenge/`;
  const keyOf = (session: unknown): string => prefix + hashOf(String(session));
  const sweep = (): void => {
    for (const key of store.keys(prefix)) {
      const kept = store.get<Kept>(key);
      if (kept && kept.expiresMs <= now()) store.remove(key);
    }
  };
  const find = (session: unknown): Challenge | undefined => {
    const kept = store.get<Kept>(keyOf(session));
    if (!kept || kept.expiresMs <= now()) return undefined;
    const { expiresMs: _, ...challenge } = kept;
    return challenge;
  };
  return {
    open: (challenge) => {
      sweep();
      // In base64 without padding: clients of the password protocol decode it.
      const session = randomBytes(48).toString('base64');
      store.set(keyOf(session), { ...challenge, expiresMs: now() + LIFE_MS } satisfies Kept);
      return session;
    },
    find,
    read: (session) => {
      const challenge = find(session);
      if (!challenge)
        throw new AwsError('NotAuthorizedException', 'Invalid session for the user, session is expired.');
      return challenge;
    },
    use: (session) => {
      const known = store.get<Kept>(keyOf(session)) !== undefined;
      store.remove(keyOf(session));
      return known;
    },
  };
};
