import type { Store } from '../state/store.ts';
import type { PoolUser } from './types.ts';

export type Users = {
  readonly find: (username: string) => PoolUser | undefined;
  readonly put: (user: PoolUser) => void;
  readonly remove: (username: string) => void;
  /** All users by username. */
  readonly list: () => PoolUser[];
};

/** The users of one pool, kept in the store. A username is found by its `sub` and its e-mail address too, as in Cognito, whatever the case of letters. */
export const usersOf = (store: Store, poolId: string): Users => {
  const list = () =>
    store
      .all('SELECT record FROM users WHERE pool = ? ORDER BY username', poolId)
      .map((row) => JSON.parse(String(row['record'])) as PoolUser);
  return {
    find: (name) => {
      const row = store.all('SELECT record FROM users WHERE pool = ? AND username = ?', poolId, name)[0];
      if (row) return JSON.parse(String(row['record'])) as PoolUser;
      const wanted = name.toLowerCase();
      return list().find(
        ({ username, sub, attributes }) =>
          sub === wanted || [username, attributes['email']].some((one) => one?.toLowerCase() === wanted),
      );
    },
    put: (user) => {
      store.run(
        'INSERT INTO users (pool, username, record) VALUES (?, ?, ?) ON CONFLICT (pool, username) DO UPDATE SET record = excluded.record',
        poolId,
        user.username,
        JSON.stringify(user),
      );
    },
    remove: (username) =>
      void store.run('DELETE FROM users WHERE pool = ? AND username = ?', poolId, username),
    list,
  };
};
