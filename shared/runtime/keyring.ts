import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { ROOT, type Secrets } from './secrets.ts';

/** Keys derived from the deployment's one root secret: for sealing (AES-256-GCM) and for keyed digests (HMAC-SHA-256). */
export type Keyring = {
  seal(about: string, value: unknown): string;
  unseal(about: string, sealed: string): unknown;
  digest(purpose: string, value: string): string;
};

const long = (secret: string): string => {
  if (secret.length < 32) throw new Error('a secret is too short');
  return secret;
};

const derive = (root: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', root, '', `kefu/1/${use}`, 32));

/** What is sealed for days at the most: cursors, places of the change feed, answers that are kept for repeats. Its key is turned. */
const PASSING = /^(?:cursor|changes|audit-verify|idempotency)\|/;

/** The keyring of a deployment's secrets, each of at least 32 characters; of the root alone, where no key was ever turned. */
export const keyringOf = (of: string | Secrets): Keyring => {
  const { root, present, others } = typeof of === 'string' ? { root: of, present: ROOT, others: [] } : of;
  const sealKeyOf = (secret: string): Buffer => derive(long(secret === ROOT ? root : secret), 'seal');
  const lasting = sealKeyOf(ROOT);
  const passing = [present, ...others].map(sealKeyOf);
  const keysFor = (about: string): readonly Buffer[] => (PASSING.test(about) ? passing : [lasting]);
  const digestKeys = new Map<string, Buffer>();
  return {
    seal(about, value) {
      const iv = randomBytes(12);
      const [key = lasting] = keysFor(about);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url');
    },
    unseal(about, sealed) {
      const raw = Buffer.from(sealed, 'base64url');
      // Only the one canonical spelling counts: base64 has several that decode alike.
      if (raw.length < 29 || raw.toString('base64url') !== sealed) return undefined;
      for (const key of keysFor(about)) {
        const value = opened(key, about, raw);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    digest(purpose, value) {
      const key = digestKeys.get(purpose) ?? derive(root, `digest/${purpose}`);
      digestKeys.set(purpose, key);
      return createHmac('sha256', key).update(value).digest('base64url');
    },
  };
};

/** What is under a seal; `undefined` where the seal is not of this key, or not for this. */
const opened = (key: Buffer, about: string, raw: Buffer): unknown => {
  const decipher = createDecipheriv('aes-256-gcm', key, raw.subarray(0, 12)).setAAD(Buffer.from(about));
  decipher.setAuthTag(raw.subarray(-16));
  try {
    const text = Buffer.concat([decipher.update(raw.subarray(12, -16)), decipher.final()]).toString('utf8');
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** SHA-256 in base64url, for values that are random or public themselves. */
export const sha256 = (value: string | Buffer): string =>
  createHash('sha256').update(value).digest('base64url');
