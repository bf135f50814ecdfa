import { describe, expect, it } from 'vitest';
import { listOf, objectOf } from '#local/net/json.ts';
import { openStore } from '#local/state/store.ts';
import { codeOf, samplePool } from './support/pool.ts';

describe("the user pool's operations", () => {
  const store = openStore();
  const { pool, call } = samplePool({ store });

  it('create, read, change, disable and delete a user', async () => {
    const email = (Value: string) => [{ Name: 'email', Value }];
    await call('AdminCreateUser', { Username: 'u1', UserAttributes: email('a@example.com') });
    await call('AdminUpdateUserAttributes', { Username: 'u1', UserAttributes: email('b@example.com') });
    await call('AdminDisableUser', { Username: 'u1' });
    const read = await call('AdminGetUser', { Username: 'u1' });
    const twice = await codeOf(() => call('AdminCreateUser', { Username: 'u1' }));
    await call('AdminEnableUser', { Username: 'u1' });
    const listed = await call('ListUsers', { Filter: 'email ^= "b@"' });
    await call('AdminDeleteUser', { Username: 'u1' });

    expect(read).toMatchObject({
      Enabled: false,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
      UserAttributes: expect.arrayContaining(email('b@example.com')),
    });
    expect(twice).toBe('UsernameExistsException');
    expect(listed).toMatchObject({ Users: [{ Username: 'u1', Enabled: true }] });
    expect(await codeOf(() => call('AdminGetUser', { Username: 'u1' }))).toBe('UserNotFoundException');
    expect(await codeOf(() => call('ListUsers', { UserPoolId: 'other' }))).toBe('ResourceNotFoundException');
  });

  it('list users page by page', async () => {
    pool.seed(['a', 'b', 'c'].map((username) => ({ username, sub: `sub-${username}` })));
    const first = await call('ListUsers', { Limit: 2 });
    const second = await call('ListUsers', { Limit: 2, PaginationToken: first['PaginationToken'] ?? '' });

    expect(
      [first, second].map((page) => listOf(page?.['Users']).map((user) => objectOf(user)['Username'])),
    ).toEqual([['a', 'b'], ['c']]);
    expect(second).not.toHaveProperty('PaginationToken');
  });

  it('keep what became of a seeded user', async () => {
    await call('AdminDisableUser', { Username: 'a' });
    pool.seed([{ username: 'a', sub: 'sub-a' }]);

    expect(pool.users.find('a')?.enabled).toBe(false);
  });

  it('give the same keys to the next process, and keep old ones when they are rotated', () => {
    const before = pool.keys().map((key) => key.kid);
    pool.rotateKeys();
    const again = samplePool({ store }).pool;

    expect(again.keys().map((key) => key.kid)).toEqual(pool.keys().map((key) => key.kid));
    expect(again.keys()).toHaveLength(2);
    expect(again.keys()[0]?.kid).toBe(before[0]);
  });
});
