import { type SealTo, sealToOf } from './data-key.ts';
import { type VaultSecrets, vaultSecretsOf } from './secrets.ts';
import { KEY_BYTES } from './x25519.ts';

/** How many customers' public halves an execution environment keeps. */
const MOST_KNOWN = 2000;

/** Where data keys lie, what opens them, and the public halves that this environment has seen. Private halves are never kept. */
export type Vault = {
  readonly tableName: string;
  readonly secrets: VaultSecrets;
  /** The public half of this customer's key, where something that was read has told it. */
  known(customerId: string): SealTo | undefined;
  /** A public half that lay beside the data; what we do not vouch for is not learned. */
  learn(customerId: string, vouched: Uint8Array): void;
  remember(customerId: string, sealTo: SealTo): void;
};

/**
 * The same in memory of its own. What was read lies in a block of 64 KB beside other things, all of which would be kept for as long as these few bytes:
 * 128 MB for everybody whom an environment keeps.
 */
const inOwnMemory = ({ publicKey, keyId, vouched }: SealTo): SealTo => {
  const own = new Uint8Array(vouched);
  return {
    publicKey,
    publicBytes: own.subarray(0, KEY_BYTES),
    keyId: Buffer.from(new Uint8Array(keyId).buffer),
    vouched: own,
  };
};

/** The vault under a root secret of at least 32 characters. */
export const vaultOf = (root: string, tableName: string): Vault => {
  const secrets = vaultSecretsOf(root);
  const seen = new Map<string, SealTo>();
  const remember = (customerId: string, sealTo: SealTo): void => {
    seen.delete(customerId);
    seen.set(customerId, inOwnMemory(sealTo));
    const [oldest] = seen.keys();
    if (seen.size > MOST_KNOWN && oldest !== undefined) seen.delete(oldest);
  };
  return {
    tableName,
    secrets,
    known: (customerId) => seen.get(customerId),
    learn(customerId, vouched) {
      const had = seen.get(customerId);
      const isSame = had !== undefined && Buffer.from(had.vouched).equals(vouched);
      const sealTo = isSame ? had : sealToOf(secrets.vouch, customerId, vouched);
      if (sealTo) remember(customerId, sealTo);
    },
    remember,
  };
};
