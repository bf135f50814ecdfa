import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The server's side of the secure remote password protocol (SRP-6a) as Cognito speaks it: group 15 of RFC 3526, SHA-256, numbers hashed
 * as signed big-endian bytes, the key drawn by HKDF with the info `Caldera Derived Key`.
 */
const N = BigInt(
  `0x${[
    'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD',
    'EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED',
    'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F',
    '83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B',
    'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510',
    '15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7',
    'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C',
    'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
  ].join('')}`,
);
const G = 2n;

/** A number as signed big-endian bytes: a leading zero byte where the first bit is set. */
export const signedBytes = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
};

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const number = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex') || '0'}`);
const K = number(sha256(signedBytes(N), signedBytes(G)));

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  let square = base % N;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
};

/** Salt and verifier of a password; `poolName` is the pool's id behind the underscore. */
export const srpVerifier = (
  poolName: string,
  username: string,
  password: string,
  salt = number(randomBytes(16)),
): { salt: string; verifier: string } => {
  const x = number(sha256(signedBytes(salt), sha256(`${poolName}${username}:${password}`)));
  return { salt: salt.toString(16), verifier: power(G, x).toString(16) };
};

export type SrpServer = { readonly b: string; readonly B: string };

/** The server's half of an exchange, in hexadecimal. `b` stays here. */
export const srpServer = (verifier: string): SrpServer => {
  const b = number(randomBytes(128));
  const B = (K * BigInt(`0x${verifier}`) + power(G, b)) % N;
  return { b: b.toString(16), B: B.toString(16) };
};

/** Whether a client's A is one the protocol allows: a multiple of N would make the password irrelevant. */
export const isGoodA = (A: string): boolean => /^[0-9a-f]{1,1024}$/i.test(A) && BigInt(`0x${A}`) % N !== 0n;

export type SrpClaim = {
  readonly poolName: string;
  readonly username: string;
  readonly verifier: string;
  readonly A: string;
  readonly server: SrpServer;
  readonly secretBlock: string;
  readonly timestamp: string;
  readonly signature: string;
};

/** Whether a client has proved that it knows the password. Compared in constant time. */
export const srpProves = (claim: SrpClaim): boolean => {
  const [A, B, b, v] = [claim.A, claim.server.B, claim.server.b, claim.verifier].map((hex) =>
    BigInt(`0x${hex}`),
  ) as [bigint, bigint, bigint, bigint];
  const u = number(sha256(signedBytes(A), signedBytes(B)));
  if (u === 0n) return false;
  const S = power((A * power(v, u)) % N, b);
  const key = Buffer.from(hkdfSync('sha256', signedBytes(S), signedBytes(u), 'Caldera Derived Key', 16));
  const expected = createHmac('sha256', key)
    .update(claim.poolName)
    .update(claim.username)
    .update(Buffer.from(claim.secretBlock, 'base64'))
    .update(claim.timestamp)
    .digest();
  const given = Buffer.from(claim.signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
};
