import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Keys derived from the deployment's one root secret: for sealing (AES-256-GCM) and for keyed digests (HMAC-SHA-256). */
export type Keyring = {
  seal(about: string, value: unknown): string;
  unseal(about: string, sealed: string): unknown;
  digest(purpose: string, value: string): string;
};

const derive = (root: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', root, '', `kefu/1/${use}`, 32));

/** The keyring of a root secret of at least 32 characters. */
export const keyringOf = (root: string): Keyring => {
  if (root.length < 32) throw new Error('the root secret is too short');
  const sealKey = derive(root, 'seal');
  const digestKeys = new Map<string, Buffer>();
  return {
    seal(about, value) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url');
    },
    unseal(about, sealed) {
      const raw = Buffer.from(sealed, 'base64url');
      // Only the one canonical spelling counts: base64 has several that decode alike.
      if (raw.length < 29 || raw.toString('base64url') !== sealed) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealKey, raw.subarray(0, 12)).setAAD(
          Buffer.from(about),
        );
        decipher.setAuthTag(raw.subarray(-16));
        const text = Buffer.concat([decipher.update(raw.subarray(12, -16)), decipher.final()]).toString(
          'utf8',
        );
        return JSON.parse(text) as unknown;
      } catch {
        return undefined;
      }
    },
    digest(purpose, value) {
      const key = digestKeys.get(purpose) ?? derive(root, `digest/${purpose}`);
      digestKeys.set(purpose, key);
      return createHmac('sha256', key).update(value).digest('base64url');
    },
  };
};

/** SHA-256 in base64url, for values that are random or public themselves. */
export const sha256 = (value: string | Buffer): string =>
  createHash('sha256').update(value).digest('base64url');
