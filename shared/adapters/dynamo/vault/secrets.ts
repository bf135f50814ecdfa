import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** What the vault is made of: keys derived from the deployment's root secret, which KMS unwraps once for each execution environment. */
export type VaultSecrets = {
  /** Wraps the private halves of data keys (AES-256-GCM). */
  readonly envelope: KeyObject;
  /** Goes into every seal, so that only who holds the root secret can make one that opens. */
  readonly seal: KeyObject;
  /** Vouches for public halves that lie beside the data (HMAC-SHA-256). */
  readonly vouch: KeyObject;
};

const derive = (root: string, use: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', root, '', `kefu/1/vault/${use}`, 32)));

/** The vault's keys of a root secret of at least 32 characters. */
export const vaultSecretsOf = (root: string): VaultSecrets => {
  if (root.length < 32) throw new Error('the root secret is too short');
  return {
    envelope: derive(root, 'envelope'),
    seal: derive(root, 'seal'),
    vouch: derive(root, 'vouch'),
  };
};
