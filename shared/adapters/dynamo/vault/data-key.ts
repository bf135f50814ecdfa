import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { KEY_BYTES, newPair, privateKeyOf, publicKeyOf } from './x25519.ts';

/** The public half of a customer's data key: whoever has it can seal for them, and nobody can open with it. */
export type SealTo = {
  readonly publicKey: KeyObject;
  readonly publicBytes: Uint8Array;
  /** The first 8 bytes of the SHA-256 of the public half. */
  readonly keyId: Buffer;
  /** As it lies beside the data: the public half and 16 bytes by which we know that it is the customer's. */
  readonly vouched: Uint8Array;
};

/** The whole of a data key; kept for no longer than one reading. */
export type DataKey = Pick<SealTo, 'keyId' | 'publicBytes'> & { readonly privateKey: KeyObject };

/** A data key as it is stored: `pk` is the customer's id. */
export type DataKeyItem = {
  readonly pk: string;
  readonly public: Uint8Array;
  readonly wrapped: Uint8Array;
  readonly v: number;
};

const MAC_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;

const keyIdOf = (publicBytes: Uint8Array): Buffer =>
  createHash('sha256').update(publicBytes).digest().subarray(0, 8);

const macOf = (vouch: KeyObject, customerId: string, publicBytes: Uint8Array): Buffer =>
  createHmac('sha256', vouch).update(`${customerId}\n`).update(publicBytes).digest().subarray(0, MAC_BYTES);

/** The public half that lies beside the data, or `undefined` when it is not vouched for as this customer's. */
export const sealToOf = (vouch: KeyObject, customerId: string, vouched: Uint8Array): SealTo | undefined => {
  if (vouched.length !== KEY_BYTES + MAC_BYTES) return undefined;
  const publicBytes = vouched.subarray(0, KEY_BYTES);
  if (!timingSafeEqual(vouched.subarray(KEY_BYTES), macOf(vouch, customerId, publicBytes))) return undefined;
  return { publicKey: publicKeyOf(publicBytes), publicBytes, keyId: keyIdOf(publicBytes), vouched };
};

const aboutKey = (customerId: string): Buffer => Buffer.from(`kefu data key ${customerId}`);

/** A new data key for this customer: the item that keeps it, its private half wrapped, and its public half. */
export const newDataKey = (
  { envelope, vouch }: { readonly envelope: KeyObject; readonly vouch: KeyObject },
  customerId: string,
): { readonly item: DataKeyItem; readonly sealTo: SealTo } => {
  const { publicBytes, privateBytes } = newPair();
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', envelope, iv).setAAD(aboutKey(customerId));
  const wrapped = Buffer.concat([iv, cipher.update(privateBytes()), cipher.final(), cipher.getAuthTag()]);
  const vouched = Buffer.concat([publicBytes, macOf(vouch, customerId, publicBytes)]);
  return {
    item: { pk: customerId, public: vouched, wrapped, v: 1 },
    sealTo: { publicKey: publicKeyOf(publicBytes), publicBytes, keyId: keyIdOf(publicBytes), vouched },
  };
};

/** Unwraps a stored data key. Throws when it was changed, made for another customer or under another root secret. */
export const openDataKey = (
  { envelope, vouch }: { readonly envelope: KeyObject; readonly vouch: KeyObject },
  { pk: customerId, public: vouched, wrapped }: DataKeyItem,
): DataKey => {
  const sealTo = sealToOf(vouch, customerId, vouched);
  if (!sealTo) throw new Error('a data key is not ours');
  const decipher = createDecipheriv('aes-256-gcm', envelope, wrapped.subarray(0, IV_BYTES))
    .setAAD(aboutKey(customerId))
    .setAuthTag(wrapped.subarray(-TAG_BYTES));
  const privateBytes = Buffer.concat([
    decipher.update(wrapped.subarray(IV_BYTES, -TAG_BYTES)),
    decipher.final(),
  ]);
  const { publicBytes, keyId } = sealTo;
  return { privateKey: privateKeyOf(privateBytes, publicBytes), publicBytes, keyId };
};
