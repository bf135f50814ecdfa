import { createHash, createHmac, getDiffieHellman } from 'node:crypto';

/**
 * The client's side of the password protocol as Cognito's own libraries do it, written without the server's code; the group is
 * OpenSSL's `modp15`.
 */
const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);

const powerOf = (base: bigint, exponent: bigint): bigint =>
  [...exponent.toString(2)].reduce((got, bit) => (((got * got) % N) * (bit === '1' ? base : 1n)) % N, 1n);
/** Hexadecimal of a signed number. */
const padded = (hex: string): string => {
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return '89abcdefABCDEF'.includes(even.charAt(0)) ? `00${even}` : even;
};
const shaHex = (hex: string): string =>
  createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex').padStart(64, '0');

export type SrpChallenge = {
  readonly SALT: string;
  readonly SRP_B: string;
  readonly SECRET_BLOCK: string;
  readonly USER_ID_FOR_SRP: string;
};

/** One exchange: A to send, and what answers `PASSWORD_VERIFIER`. */
export const srpClient = (poolName: string, now: number, a = BigInt(`0x${'5a'.repeat(32)}`)) => {
  const A = powerOf(2n, a).toString(16);
  const answer = (challenge: SrpChallenge, password: string): Record<string, string> => {
    const { SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP } = challenge;
    const u = BigInt(`0x${shaHex(padded(A) + padded(SRP_B))}`);
    const identity = createHash('sha256').update(`${poolName}${USER_ID_FOR_SRP}:${password}`).digest('hex');
    const x = BigInt(`0x${shaHex(padded(SALT) + identity)}`);
    const k = BigInt(`0x${shaHex(padded(N.toString(16)) + padded('2'))}`);
    const base = (((BigInt(`0x${SRP_B}`) - k * powerOf(2n, x)) % N) + N) % N;
    const S = powerOf(base, a + u * x);
    const drawn = createHmac('sha256', Buffer.from(padded(u.toString(16)), 'hex'))
      .update(Buffer.from(padded(S.toString(16)), 'hex'))
      .digest();
    const key = createHmac('sha256', drawn).update('Caldera Derived Key\u0001').digest().subarray(0, 16);
    const TIMESTAMP = timestampOf(now);
    const signature = createHmac('sha256', key)
      .update(poolName)
      .update(USER_ID_FOR_SRP)
      .update(Buffer.from(SECRET_BLOCK, 'base64'))
      .update(TIMESTAMP)
      .digest('base64');
    return {
      USERNAME: USER_ID_FOR_SRP,
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature,
      TIMESTAMP,
    };
  };
  return { A, answer };
};

/** `Mon Mar 2 12:00:00 UTC 2026`. */
const timestampOf = (now: number): string => {
  const [, day, date, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/.exec(new Date(now).toUTCString()) ?? [];
  return `${day} ${month} ${Number(date)} ${time} UTC ${year}`;
};
