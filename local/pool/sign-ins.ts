import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Store } from '../state/store.ts';

/** One sign-in: it lives from the password to the end of its refresh token. Instants are ms since 1970. */
export type SignIn = {
  /** `origin_jti` of every token that comes of it. */
  readonly id: string;
  readonly username: string;
  readonly clientId: string;
  readonly authTimeMs: number;
  readonly expiresMs: number;
  readonly tokenHash: string;
  readonly revoked?: boolean;
};

export type SignIns = {
  /** Remembers a sign-in and answers it with its refresh token, which is kept as a hash only. */
  readonly begin: (of: Pick<SignIn, 'username' | 'clientId' | 'expiresMs'>) => {
    readonly signIn: SignIn;
    readonly refreshToken: string;
  };
  /** The sign-in of a refresh token that still counts. */
  readonly ofRefreshToken: (token: string) => SignIn | undefined;
  readonly isRevoked: (id: string) => boolean;
  readonly revoke: (id: string) => void;
  readonly revokeAll: (username: string) => void;
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** True when both texts hash alike; compared in constant time. */
export const sameHash = (hash: string, text: string): boolean => {
  const [left, right] = [Buffer.from(hash), Buffer.from(hashOf(text))];
  return left.length === right.length && timingSafeEqual(left, right);
};
export { hashOf };

/** The sign-ins of one pool, kept in the store. */
export const signInsOf = (store: Store, poolId: string, now: () => number): SignIns => {
  const prefix = `pool/${poolId}/sign-in/`;
  const find = (id: string) => store.get<SignIn>(prefix + id);
  const revoke = (id: string): void => {
    const known = find(id);
    if (known) store.set(prefix + id, { ...known, revoked: true } satisfies SignIn);
  };
  return {
    begin: (of) => {
      const [id, secret] = [randomUUID(), randomBytes(32).toString('base64url')];
      const signIn: SignIn = { ...of, id, authTimeMs: now(), tokenHash: hashOf(secret) };
      store.set(prefix + id, signIn);
      return { signIn, refreshToken: `${id}.${secret}` };
    },
    ofRefreshToken: (token) => {
      const [id = '', secret = ''] = token.split('.');
      const signIn = /^[0-9a-f-]{36}$/.test(id) ? find(id) : undefined;
      if (!signIn || !sameHash(signIn.tokenHash, secret)) return undefined;
      return signIn.revoked || signIn.expiresMs <= now() ? undefined : signIn;
    },
    isRevoked: (id) => find(id)?.revoked === true,
    revoke,
    revokeAll: (username) => {
      for (const key of store.keys(prefix)) {
        const signIn = store.get<SignIn>(key);
        if (signIn?.username === username) revoke(signIn.id);
      }
    },
  };
};
