import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveAwsJson } from '#local/net/aws-json.ts';
import { poolOperations } from '#local/pool/api.ts';
import { createUserPool, type UserPool } from '#local/pool/pool.ts';
import { rulesOf } from '#local/pool/template.ts';
import { openStore } from '#local/state/store.ts';
import { cognitoIdentities } from '#shared/adapters/identities.ts';
import type { Identities } from '#shared/app/people/identities.ts';
import { memoryIdentities } from '#test/support/memory-identities.ts';

let server: Server;
let pool: UserPool;
const mails: string[] = [];
beforeAll(async () => {
  pool = createUserPool({
    store: openStore(),
    now: () => Date.now(),
    id: 'eu-central-1_abc',
    region: 'eu-central-1',
    rules: rulesOf({ MfaConfiguration: 'OPTIONAL' }),
    outbox: { add: ({ to }) => String(mails.push(to)) },
  });
  const handle = serveAwsJson(poolOperations(() => [pool]));
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const overTheWire = (): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });

type Kept = {
  identities: Identities;
  mails: () => readonly string[];
  enabled: (sub: string) => boolean | undefined;
  /** The person chooses a password of their own. */
  begin: (sub: string) => void;
};
const kept: Readonly<Record<string, () => Kept>> = {
  'in memory': () => {
    const { identities, invitations, bySub } = memoryIdentities();
    return {
      identities,
      mails: () => invitations,
      enabled: (sub) => bySub(sub)?.enabled,
      begin: (sub) => void Object.assign(bySub(sub) ?? {}, { begun: true }),
    };
  },
  'in a user pool': () => ({
    identities: cognitoIdentities(pool.id, overTheWire()),
    mails: () => mails,
    enabled: (sub) => pool.users.find(sub)?.enabled,
    begin: (sub) => {
      const user = pool.users.find(sub);
      if (user) pool.users.put({ ...user, status: 'CONFIRMED' });
    },
  }),
};

describe.each(Object.entries(kept))('Identities %s', (_where, open) => {
  it('are made once for an address and mailed once', async () => {
    const { identities, mails: sent } = open();
    const first = await identities.invite('a@example.com');
    const again = await identities.invite('a@example.com');

    expect(again).toBe(first);
    expect(sent().filter((to) => to === 'a@example.com')).toHaveLength(1);
    expect(await identities.inviteAgain(first)).toBe(true);
    expect(sent().filter((to) => to === 'a@example.com')).toHaveLength(2);
  });

  it('give an address free when its owner moves to another', async () => {
    const { identities } = open();
    const first = await identities.invite('b@example.com');
    await identities.changeEmail(first, 'moved@example.com');
    const second = await identities.invite('b@example.com');

    expect(second).not.toBe(first);
    expect(await identities.invite('moved@example.com')).toBe(first);
    expect(await identities.isTaken('moved@example.com', second)).toBe(true);
    expect(await identities.isTaken('moved@example.com', first)).toBe(false);
    expect(await identities.isTaken('free@example.com', first)).toBe(false);
  });

  it('are closed and opened as often as is asked', async () => {
    const { identities, enabled, begin } = open();
    const sub = await identities.invite('c@example.com');
    for (const state of [false, false, true, true]) {
      await identities.setEnabled(sub, state);
      expect(enabled(sub)).toBe(state);
    }
    await identities.signOut(sub);
    expect(await identities.hasSecondFactor(sub)).toBe(false);
    await identities.dropSecondFactor(sub);
    expect(await identities.endPassword(sub)).toBe(false);
    begin(sub);
    expect(await identities.endPassword(sub)).toBe(true);
    expect(await identities.inviteAgain(sub)).toBe(false);
  });

  it('of elsewhere are left alone', async () => {
    const { identities } = open();
    const sub = 'provider:"42"\\';
    await identities.setEnabled(sub, false);
    await identities.signOut(sub);
    await identities.changeEmail(sub, 'x@example.com');
    await identities.dropSecondFactor(sub);

    expect(await identities.hasSecondFactor(sub)).toBe(false);
    expect([await identities.inviteAgain(sub), await identities.endPassword(sub)]).toEqual([false, false]);
    expect(await identities.isTaken('x@example.com', sub)).toBe(false);
  });
});

describe('A user pool whose lists are behind', () => {
  it('has the account that was made a moment ago found by its name', async () => {
    const mock = mockClient(CognitoIdentityProviderClient);
    const taken = new UsernameExistsException({ message: '', $metadata: {} });
    const attributes = [
      { Name: 'sub', Value: 'sub-1' },
      { Name: 'email', Value: 'a@example.com' },
    ];
    mock.on(ListUsersCommand).resolves({ Users: [] });
    mock.on(AdminCreateUserCommand).rejects(taken);
    mock.on(AdminGetUserCommand).resolves({ Username: 'x', UserAttributes: attributes });

    expect(await cognitoIdentities('pool').invite('a@example.com')).toBe('sub-1');
    mock.restore();
  });

  it('passes its failures on', async () => {
    const mock = mockClient(CognitoIdentityProviderClient);
    mock
      .on(ListUsersCommand)
      .rejects(Object.assign(new Error('slow down'), { name: 'TooManyRequestsException' }));

    await expect(cognitoIdentities('pool').invite('a@example.com')).rejects.toThrow('slow down');
    mock.restore();
  });
});
