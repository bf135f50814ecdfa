import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

const FORM = { kty: 'OKP', crv: 'X25519' } as const;

export const KEY_BYTES = 32;

const text = (raw: Uint8Array): string => Buffer.from(raw).toString('base64url');

/** A public key of its 32 bytes. */
export const publicKeyOf = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: { ...FORM, x: text(raw) }, format: 'jwk' });

/** A private key of the 32 bytes of both its halves. */
export const privateKeyOf = (raw: Uint8Array, publicBytes: Uint8Array): KeyObject =>
  createPrivateKey({ key: { ...FORM, d: text(raw), x: text(publicBytes) }, format: 'jwk' });

/** A fresh pair. The bytes of the private half are taken out only where they are to be wrapped. */
export const newPair = () => {
  const { privateKey } = generateKeyPairSync('x25519');
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
  return {
    privateKey,
    publicBytes: Buffer.from(x, 'base64url'),
    privateBytes: (): Buffer => Buffer.from(d, 'base64url'),
  };
};
