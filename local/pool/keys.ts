import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import type { PublishedKey } from '../gateway/jwt.ts';
import type { JsonObject } from '../net/json.ts';
import type { Store } from '../state/store.ts';

/** The keys of one user pool: the newest signs, all are published. */
export type SigningKeys = {
  readonly published: () => readonly PublishedKey[];
  readonly signJwt: (claims: JsonObject) => string;
  /** Adds a key that signs from now on; the older ones stay published. */
  readonly rotate: () => void;
  /** From which answers about nobody are drawn; it stays when keys rotate. */
  readonly fakeKey: Buffer;
};

type Key = { readonly kid: string; readonly privateKey: KeyObject; readonly published: PublishedKey };

/** RS256 keys kept in the store, so that tokens outlive a restart; the first is made on first use. */
export const signingKeys = (store: Store, poolId: string): SigningKeys => {
  const entry = `pool/${poolId}/keys`;
  const keys = (store.get<string[]>(entry) ?? []).map(keyOf);
  const rotate = (): void => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    store.set(entry, [...(store.get<string[]>(entry) ?? []), pem]);
    keys.push(keyOf(pem));
  };
  if (keys.length === 0) rotate();
  return {
    published: () => keys.map((key) => key.published),
    signJwt: (claims) => {
      const key = keys.at(-1);
      if (!key) throw new Error(`the user pool ${poolId} has no key`);
      const input = `${encode({ kid: key.kid, alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
      return `${input}.${sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`;
    },
    rotate,
    fakeKey: createHash('sha256')
      .update('nobody')
      .update(store.get<string[]>(entry)?.[0] ?? '')
      .digest(),
  };
};

const keyOf = (pem: string): Key => {
  const privateKey = createPrivateKey(pem);
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 43);
  return { kid, privateKey, published: { ...jwk, kid, alg: 'RS256', use: 'sig' } };
};

const encode = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url');
