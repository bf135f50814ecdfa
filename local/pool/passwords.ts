import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../net/aws-json.ts';
import { srpVerifier } from './srp.ts';
import type { PoolRules, StoredPassword } from './types.ts';

const COST = { N: 16_384, r: 8, p: 1 };
const KEY_BYTES = 32;

const derive = (password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, KEY_BYTES, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** What is kept of a password. `name` is what the SRP verifier is bound to: the pool's name and the username. */
export const storedPassword = async (
  password: string,
  { poolName, username }: { poolName: string; username: string },
): Promise<StoredPassword> => {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  const hash = ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join(
    '$',
  );
  return { hash, srp: srpVerifier(poolName, username, password) };
};

/** Takes the place of a password where there is none, so that the answer takes as long. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Whether the password is the one of this hash; without a hash never, and as slowly. */
export const isPassword = async (password: string, hash: string | undefined): Promise<boolean> => {
  const [, N = '', r = '', p = '', salt = '', key = ''] = (hash ?? NOBODY).split('$');
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(actual, expected) && hash !== undefined;
};

const SYMBOLS = '^$*.[]{}()?"!@#%&/\\,><\':;|_~`=+-';

/** Refuses with `InvalidPasswordException` what the pool's policy does not take, in Cognito's words. */
export const checkPolicy = (password: string, { password: rules }: PoolRules): void => {
  const wrong =
    (password.length < rules.minLength && 'Password not long enough') ||
    (password.length > 256 && 'Password too long') ||
    (/^\s|\s$/.test(password) && 'Password must not begin or end with a space') ||
    (rules.lowercase && !/[a-z]/.test(password) && 'Password must have lowercase characters') ||
    (rules.uppercase && !/[A-Z]/.test(password) && 'Password must have uppercase characters') ||
    (rules.numbers && !/\d/.test(password) && 'Password must have numeric characters') ||
    (rules.symbols &&
      ![...password].some((char) => SYMBOLS.includes(char)) &&
      'Password must have symbol characters');
  if (wrong) throw new AwsError('InvalidPasswordException', `Password did not conform with policy: ${wrong}`);
};

/** Refuses with `PasswordHistoryPolicyViolationException` a password that was used before. */
export const checkHistory = async (password: string, hashes: readonly string[]): Promise<void> => {
  for (const hash of hashes) {
    if (await isPassword(password, hash))
      throw new AwsError('PasswordHistoryPolicyViolationException', 'Password has previously been used');
  }
};

const LETTERS = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!@#%&*+=?'];

/** A random password that any policy takes. */
export const temporaryPassword = (length: number): string => {
  const pick = (set: string): string => set[randomInt(set.length)] ?? '';
  const chars = LETTERS.map(pick);
  while (chars.length < Math.max(length, 16)) chars.push(pick(LETTERS.join('')));
  for (let i = chars.length - 1; i > 0; i -= 1) {
    const j = randomInt(i + 1);
    [chars[i], chars[j]] = [chars[j] ?? '', chars[i] ?? ''];
  }
  return chars.join('');
};
