import type { AwsError } from '#local/net/aws-json.ts';
import type { JsonObject } from '#local/net/json.ts';
import { poolOperations } from '#local/pool/api.ts';
import { createUserPool } from '#local/pool/pool.ts';
import { rulesOf } from '#local/pool/template.ts';
import { codeAt, stepOf } from '#local/pool/totp.ts';
import type { PoolClient } from '#local/pool/types.ts';
import { openStore, type Store } from '#local/state/store.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const MINUTE = 60_000;

const staff: PoolClient = {
  id: 'staff',
  name: 'staff',
  machine: false,
  flows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  scopes: [],
  accessTokenMs: 15 * MINUTE,
  idTokenMs: 15 * MINUTE,
  refreshTokenMs: 12 * 60 * MINUTE,
};
export const machine: PoolClient = {
  ...staff,
  id: 'machine',
  name: 'machine',
  machine: true,
  secret: 'the-secret-of-the-machine',
  flows: [],
  scopes: ['kefu/api'],
};

const TEMPLATE = {
  MfaConfiguration: 'OPTIONAL',
  Policies: {
    PasswordPolicy: { MinimumLength: 12, PasswordHistorySize: 5, TemporaryPasswordValidityDays: 3 },
  },
  AdminCreateUserConfig: {
    InviteMessageTemplate: { EmailSubject: 'Welcome', EmailMessage: '{username} {####}' },
  },
  VerificationMessageTemplate: { EmailSubject: 'Reset', EmailMessage: 'code {####}' },
};

/** A pool with the rules of the template, a clock that stands until it is moved, and what it mailed. */
export const samplePool = ({
  store = openStore(),
  template = {},
}: {
  store?: Store;
  template?: JsonObject;
} = {}) => {
  const world = { now: NOON };
  const mails: { to: string; subject?: string; body: string }[] = [];
  const pool = createUserPool({
    store,
    now: () => world.now,
    id: 'eu-central-1_abc',
    region: 'eu-central-1',
    rules: rulesOf({ ...TEMPLATE, ...template }),
    outbox: {
      add: (mail) => {
        mails.push(mail);
        return 'id';
      },
    },
  });
  pool.addClient(staff);
  pool.addClient(machine);
  const operations = poolOperations(() => [pool]);
  const call = async (name: string, input: JsonObject): Promise<JsonObject> => {
    const operation = operations[name];
    if (!operation) throw new Error(`no operation ${name}`);
    return operation({ ClientId: 'staff', UserPoolId: pool.id, ...input });
  };
  const advance = (ms: number): void => {
    world.now += ms;
  };
  const codeOfApp = (secret: string): string => codeAt(secret, stepOf(world.now));
  return { pool, call, mails, advance, codeOfApp, world, store };
};
export type SamplePool = ReturnType<typeof samplePool>;

/** The name of the error something fails with. */
export const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
    return 'no error';
  } catch (error) {
    return (error as AwsError).code;
  }
};

export const PASSWORD = 'Correct-Horse-7-Battery';

/** A person with a password of their own. */
export const person = async (
  { call }: SamplePool,
  name: string,
): Promise<{ name: string; email: string }> => {
  const email = `${name}@example.com`;
  await call('AdminCreateUser', {
    Username: name,
    UserAttributes: [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
    ],
    MessageAction: 'SUPPRESS',
  });
  await call('AdminSetUserPassword', { Username: name, Password: PASSWORD, Permanent: true });
  return { name, email };
};

export const byPassword = ({ call }: SamplePool, USERNAME: string, secret = PASSWORD): Promise<JsonObject> =>
  call('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD: secret },
  });
