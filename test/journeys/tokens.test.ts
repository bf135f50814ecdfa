import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Attempt, type Forgery, forgedTokens, keyOf } from '#test/support/forged-tokens.ts';
import { ifMatch, type Journey, startJourney } from '#test/support/local-stack.ts';
import { signInClient } from '#test/support/sign-in-client.ts';

const PASSWORD = 'Correct-Horse-7-Battery';

let journey: Journey;
let given: Forgery;
let attempts: readonly Attempt[];
beforeAll(async () => {
  journey = await startJourney();
  given = await material(journey);
  attempts = forgedTokens(given);
}, 120_000);
afterAll(async () => journey.close());

/** The pool's signing key, from the state of the stack: what a thief of the issuer's key would have. */
const signingKey = ({ home }: Journey, good: string) => {
  const { kid } = JSON.parse(Buffer.from(good.split('.')[0] ?? '', 'base64url').toString()) as {
    kid: string;
  };
  const database = new DatabaseSync(join(home, 'state', 'runtime.db'), { readOnly: true });
  const row = database.prepare("SELECT value FROM entries WHERE key LIKE 'pool/%/keys'").get();
  database.close();
  const [pem = ''] = JSON.parse(String(row?.['value'])) as string[];
  const { n } = keyOf(pem, kid).key.export({ format: 'jwk' });
  expect(createHash('sha256').update(String(n)).digest('base64url').slice(0, 43)).toBe(kid);
  return keyOf(pem, kid);
};

const material = async (of: Journey): Promise<Forgery> => {
  const client = signInClient(of);
  const admin = of.as('admin');
  const hire = (name: string) =>
    admin.post('/v1/users', { name, email: `${name}@example.com`, role: 'agent' });
  const good = await of.local<{ token: string; idToken: string }>('POST', 'tokens', { user: 'agent1' });
  const other = await of.local<{ token: string }>('POST', 'tokens', { user: 'agent1', scopes: ['openid'] });
  const left = await hire('left');
  await hire('out');
  const [disabled, signedOut] = [
    await client.firstSignIn('left@example.com', PASSWORD),
    await client.firstSignIn('out@example.com', PASSWORD),
  ];
  const path = `/v1/users/${(left.body as { id: string }).id}`;
  await admin.delete(path, undefined, ifMatch(await admin.get(path)));
  await client.call('POST', '/v1/me/sign-out', signedOut.access);
  return {
    good: good.token,
    idToken: good.idToken,
    refreshToken: disabled.refresh,
    withoutScope: other.token,
    disabled: disabled.access,
    signedOut: signedOut.access,
    ...signingKey(of, good.token),
    now: await of.now(),
  };
};

describe('the set of bad tokens', () => {
  it('holds at least the 45 of the security requirements', () => {
    expect(attempts.length).toBeGreaterThanOrEqual(45);
    expect(new Set(attempts.map(({ name }) => name)).size).toBe(attempts.length);
  });

  it('is refused, each with its status, on a route that reads and on one that writes', async () => {
    const answers: [string, number, number][] = [];
    for (const { name, authorization, query = '' } of attempts) {
      const headers = authorization === undefined ? {} : { authorization };
      const read = await journey.request('GET', `/v1/me${query}`, { headers });
      const written = await journey.request('POST', `/v1/tickets${query}`, {
        headers: { ...headers, 'idempotency-key': name.replaceAll(/[^ -~]/g, '-') },
        body: { kind: 'consultation', subject: name, body: 'x' },
      });
      answers.push([name, read.status, written.status]);
    }

    expect(answers).toEqual(attempts.map(({ name, expected }) => [name, expected, expected]));
    expect(answers.filter(([, read, written]) => read < 400 || written < 400)).toEqual([]);
  });

  it('is made of a token that is good by itself', async () => {
    const headers = { authorization: `Bearer ${given.good}` };
    expect((await journey.request('GET', '/v1/me', { headers })).status).toBe(200);
  });

  it('never shows up in a log', async () => {
    const { readdir, readFile } = await import('node:fs/promises');
    const folder = join(journey.home, 'logs');
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name), 'utf8');
      for (const token of [given.good, given.idToken, given.disabled, given.signedOut])
        expect(text).not.toContain(token.split('.')[2]);
    }
  });
});

describe('a change of a person’s record', () => {
  it('counts at the next request, whatever the token says', async () => {
    const admin = journey.as('admin');
    const { items } = (await admin.get('/v1/users')).body as { items: { id: string; name: string }[] };
    const path = `/v1/users/${items.find(({ name }) => name === '李娜')?.id}`;
    const allowed = async () => (await journey.as('agent1').get('/v1/users')).status;
    const change = async (body: object) => admin.patch(path, body, ifMatch(await admin.get(path)));

    expect(await allowed()).toBe(403);
    await change({ role: 'supervisor' });
    expect(await allowed()).toBe(200);
    await change({ role: 'agent' });
    expect(await allowed()).toBe(403);
    await change({ status: 'disabled' });
    expect(await allowed()).toBe(401);
    await change({ status: 'active' });
    expect(await allowed()).toBe(403);
  });
});
