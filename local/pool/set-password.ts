import { changeUser, type InPool } from './api-parts.ts';
import { checkHistory, checkPolicy, storedPassword } from './passwords.ts';
import type { PoolUser } from './types.ts';

/**
 * Checks a new password that its owner chose against policy and history, and keeps it. What waited for a new password is over. `claim` is
 * called between the two, and keeps the password out by throwing.
 */
export const choosePassword = async (
  of: InPool,
  password: string,
  claim: () => void = () => undefined,
): Promise<PoolUser> => {
  const { rules } = of.pool;
  checkPolicy(password, rules);
  const { history } = rules.password;
  await checkHistory(password, history > 0 ? usedBefore(of.user).slice(0, history) : []);
  claim();
  return keepPassword(of, password, { status: 'CONFIRMED' });
};

/** Keeps a password that an administrator or the pool itself chose. */
export const keepPassword = async (
  of: InPool,
  password: string,
  how: Pick<PoolUser, 'status'> & Partial<Pick<PoolUser, 'temporaryUntilMs'>>,
): Promise<PoolUser> => {
  const { pool, user } = of;
  const stored = await storedPassword(password, { poolName: pool.shortName, username: user.username });
  const { temporaryUntilMs: _ended, resetCode: _used, ...kept } = pool.users.find(user.username) ?? user;
  pool.users.put({
    ...kept,
    password: stored,
    history: usedBefore(kept).slice(0, pool.rules.password.history),
    modifiedMs: pool.now(),
    ...how,
  });
  return changeUser(of, () => ({}));
};

/** Hashes of the present password and those before it, newest first. */
const usedBefore = ({ password, history = [] }: PoolUser): string[] => [
  ...(password ? [password.hash] : []),
  ...history,
];
