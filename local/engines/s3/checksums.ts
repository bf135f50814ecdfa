import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { invalidRequest, notImplemented, S3Error } from './errors.ts';

/** Something that is fed bytes and then tells their digest in base64. */
type Digest = { update: (chunk: Buffer) => void; base64: () => string };

const crcDigest = (step: (chunk: Buffer, value: number) => number): Digest => {
  let value = 0;
  return {
    update: (chunk) => {
      value = step(chunk, value);
    },
    base64: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString('base64');
    },
  };
};

const hashDigest = (name: string): Digest => {
  const hash: Hash = createHash(name);
  return { update: (chunk) => hash.update(chunk), base64: () => hash.digest('base64') };
};

/** The Castagnoli polynomial, reflected. */
const CRC32C = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

const crc32c = (chunk: Buffer, previous: number): number => {
  let value = ~previous;
  for (const byte of chunk) value = (CRC32C[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
};

const ALGORITHMS: Readonly<Record<string, () => Digest>> = {
  crc32: () => crcDigest((chunk, value) => crc32(chunk, value)),
  crc32c: () => crcDigest(crc32c),
  sha1: () => hashDigest('sha1'),
  sha256: () => hashDigest('sha256'),
};

const PREFIX = 'x-amz-checksum-';

/** The checksum a request announces, in a header or a trailer. */
const algorithmOf = (headers: Readonly<Record<string, string>>): string | undefined => {
  const announced = [...Object.keys(headers), ...(headers['x-amz-trailer'] ?? '').split(',')]
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name.startsWith(PREFIX) && !/-(mode|type|algorithm)$/.test(name));
  if (announced.length > 1) throw invalidRequest('Expecting a single x-amz-checksum- header');
  const algorithm = announced[0]?.slice(PREFIX.length);
  if (algorithm !== undefined && ALGORITHMS[algorithm] === undefined)
    throw notImplemented(`checksum ${algorithm}`);
  return algorithm;
};

/** What was received: its MD5 in hexadecimal, and the checksum the sender chose, by its header's name. */
export type Digests = {
  readonly md5: string;
  readonly checksum?: { readonly header: string; readonly value: string };
};

export type Verifier = {
  update: (chunk: Buffer) => void;
  /** Throws `BadDigest` or `XAmzContentSHA256Mismatch` where the sender expected something else. */
  finish: (trailers: Readonly<Record<string, string>>) => Digests;
};

/** Computes what a request's headers expect of its body. */
export const createVerifier = (headers: Readonly<Record<string, string>>): Verifier => {
  const algorithm = algorithmOf(headers);
  const checksum = algorithm === undefined ? undefined : ALGORITHMS[algorithm]?.();
  const md5 = createHash('md5');
  const announcedHash = headers['x-amz-content-sha256'] ?? '';
  const payload = /^[0-9a-f]{64}$/.test(announcedHash) ? createHash('sha256') : undefined;

  return {
    update: (chunk) => {
      md5.update(chunk);
      checksum?.update(chunk);
      payload?.update(chunk);
    },
    finish: (trailers) => {
      const hash = md5.digest();
      if (headers['content-md5'] !== undefined && headers['content-md5'] !== hash.toString('base64'))
        throw badDigest('Content-MD5');
      if (payload !== undefined && payload.digest('hex') !== announcedHash)
        throw new S3Error(
          'XAmzContentSHA256Mismatch',
          400,
          "The provided 'x-amz-content-sha256' header does not match what was computed.",
        );
      if (algorithm === undefined || checksum === undefined) return { md5: hash.toString('hex') };
      const header = PREFIX + algorithm;
      const value = checksum.base64();
      if ((headers[header] ?? trailers[header]) !== value) throw badDigest(algorithm.toUpperCase());
      return { md5: hash.toString('hex'), checksum: { header, value } };
    },
  };
};

const badDigest = (what: string): S3Error =>
  new S3Error('BadDigest', 400, `The ${what} you specified did not match the calculated checksum.`);
