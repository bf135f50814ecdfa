import { createCipheriv, createDecipheriv, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto';
import type { DataKey, SealTo } from './data-key.ts';
import { KEY_BYTES, newPair, publicKeyOf } from './x25519.ts';

/** Values sealed for one customer, in the attribute `sealedFields` of the item they were taken from. */
export type Sealed = {
  readonly owner: string;
  /** The names of what is inside, joined by commas: part of what the seal is bound to. */
  readonly fields: string;
  readonly data: Uint8Array;
};

/** What a seal is bound to: it opens in no other item, for nobody else, and under no other names. */
export type About = { readonly type: string; readonly pk: string; readonly sk: string };

const KEY_ID_BYTES = 8;
const TAG_BYTES = 16;
const AES_KEY_BYTES = 32;
const IV_BYTES = 12;

const boundTo = ({ type, pk, sk }: About, owner: string, fields: string): Buffer =>
  Buffer.from(JSON.stringify(['kefu/1', type, pk, sk, owner, fields]));

/** Key and nonce of one seal; both follow from an ephemeral key that is used once, so no nonce comes twice. */
const keysOf = (
  shared: Buffer,
  ephemeral: Uint8Array,
  recipient: Uint8Array,
  secret: KeyObject,
): { key: Buffer; iv: Buffer } => {
  const info = Buffer.concat([Buffer.from('kefu/1/seal'), ephemeral, recipient]);
  const derived = Buffer.from(hkdfSync('sha256', shared, secret.export(), info, AES_KEY_BYTES + IV_BYTES));
  return { key: derived.subarray(0, AES_KEY_BYTES), iv: derived.subarray(AES_KEY_BYTES) };
};

/** Seals values for a customer: X25519 with a fresh ephemeral key, HKDF-SHA-256, AES-256-GCM. */
export const sealValues = (
  secret: KeyObject,
  owner: string,
  sealTo: SealTo,
  about: About,
  values: Readonly<Record<string, unknown>>,
): Sealed => {
  const fields = Object.keys(values).sort().join(',');
  const ephemeral = newPair();
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: sealTo.publicKey });
  const { key, iv } = keysOf(shared, ephemeral.publicBytes, sealTo.publicBytes, secret);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(about, owner, fields));
  const data = Buffer.concat([
    sealTo.keyId,
    ephemeral.publicBytes,
    cipher.update(JSON.stringify(values), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return { owner, fields, data };
};

/** Whether this key is the one that the values were sealed for. */
export const isSealedFor = ({ data }: Sealed, { keyId }: Pick<DataKey, 'keyId'>): boolean =>
  keyId.equals(data.subarray(0, KEY_ID_BYTES));

/** What was sealed. Throws when it was changed, or brought here from another item. */
export const openValues = (
  secret: KeyObject,
  dataKey: DataKey,
  about: About,
  { owner, fields, data }: Sealed,
): Record<string, unknown> => {
  const ephemeral = data.subarray(KEY_ID_BYTES, KEY_ID_BYTES + KEY_BYTES);
  const shared = diffieHellman({ privateKey: dataKey.privateKey, publicKey: publicKeyOf(ephemeral) });
  const { key, iv } = keysOf(shared, ephemeral, dataKey.publicBytes, secret);
  const decipher = createDecipheriv('aes-256-gcm', key, iv)
    .setAAD(boundTo(about, owner, fields))
    .setAuthTag(data.subarray(-TAG_BYTES));
  const text = Buffer.concat([
    decipher.update(data.subarray(KEY_ID_BYTES + KEY_BYTES, -TAG_BYTES)),
    decipher.final(),
  ]).toString('utf8');
  return JSON.parse(text) as Record<string, unknown>;
};
