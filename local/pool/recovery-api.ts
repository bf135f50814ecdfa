import { randomInt } from 'node:crypto';
import { AwsError, type Operations } from '../net/aws-json.ts';
import type { JsonObject } from '../net/json.ts';
import {
  changeUser,
  clientOf,
  deliveryOf,
  filledIn,
  type InPool,
  type Pools,
  required,
} from './api-parts.ts';
import type { UserPool } from './pool.ts';
import { choosePassword } from './set-password.ts';
import { hashOf, sameHash } from './sign-ins.ts';

const CODE_LIFE_MS = 60 * 60_000;
const TRIES_A_CODE = 5;

/** Cognito's operations of somebody who forgot their password. They answer alike whether there is such a person or not. */
export const recoveryOperations = (pools: Pools): Operations => ({
  ForgotPassword: (input) => {
    const { pool } = clientOf(pools, input);
    const name = required(input, 'Username');
    const user = pool.users.find(name);
    pool.lockout.take(`forgot ${user?.username ?? name}`, limitExceeded);
    const email = user?.attributes['email'];
    if (user?.enabled && email !== undefined && user.status !== 'FORCE_CHANGE_PASSWORD')
      mailResetCode({ pool, user });
    return { CodeDeliveryDetails: deliveryOf(name.includes('@') ? name : strangersEmail(name, pool, email)) };
  },
  ConfirmForgotPassword: async (input) => {
    const { pool } = clientOf(pools, input);
    const name = required(input, 'Username');
    const user = pool.users.find(name);
    const [code, password] = [required(input, 'ConfirmationCode'), required(input, 'Password')];
    pool.lockout.take(`confirm ${user?.username ?? name}`, limitExceeded);
    const kept = user?.resetCode;
    if (!user || !kept || kept.tries >= TRIES_A_CODE) throw mismatch();
    // Counted before it is compared: guesses that come at once are as many tries.
    changeUser({ pool, user }, () => ({ resetCode: { ...kept, tries: kept.tries + 1 } }));
    if (!sameHash(kept.hash, code)) throw mismatch();
    if (kept.expiresMs <= pool.now())
      throw new AwsError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
    await choosePassword({ pool, user }, password, () => {
      if (pool.users.find(user.username)?.resetCode?.hash !== kept.hash) throw mismatch();
    });
    for (const what of ['', 'forgot ', 'confirm ']) pool.lockout.succeed(what + user.username);
    return {};
  },
});

const limitExceeded = (): AwsError =>
  new AwsError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');

const mismatch = (): AwsError =>
  new AwsError('CodeMismatchException', 'Invalid verification code provided, please try again.');

/** Mails a new code, which takes the place of any before it. */
export const mailResetCode = (of: InPool): JsonObject => {
  const { pool, user } = of;
  const email = user.attributes['email'];
  if (email === undefined)
    throw new AwsError('InvalidParameterException', 'Cannot reset password: there is no verified e-mail');
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  changeUser(of, () => ({
    resetCode: { hash: hashOf(code), expiresMs: pool.now() + CODE_LIFE_MS, tries: 0 },
  }));
  const { subject, body } = pool.rules.verification;
  pool.mail(email, subject, filledIn(body, user.username, code));
  return { CodeDeliveryDetails: deliveryOf(email) };
};

const strangersEmail = (name: string, pool: UserPool, email: string | undefined): string => {
  const letters = pool.fake(`mail ${name}`).toString('hex').replaceAll(/\d/g, 'x');
  return email ?? `${letters.slice(0, 1)}@${letters.slice(1, 2)}`;
};
