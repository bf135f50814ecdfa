import { createHash } from 'node:crypto';
import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  AliasExistsException,
  type AttributeType,
  CognitoIdentityProviderClient,
  ListUsersCommand,
  NotAuthorizedException,
  UnsupportedUserStateException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Identities } from '#shared/app/people/identities.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { identitiesEnv, readEnv } from '#shared/runtime/env.ts';
import { once } from '#shared/runtime/once.ts';
import { patience } from './patience.ts';

/** Well inside a request's time; a repeat is safe. */
const patient = patience({ requestMs: 3000, maxAttempts: 3 });
/** Names that belonged to people whose address is another one now are passed over, but not for ever. */
const MAX_NAMES = 20;

type Account = { readonly username: string; readonly sub: string; readonly email: string };

/** The identities of the stage's user pool, opened at first use; `undefined` in stages that have none. */
export const identities = once((): Identities | undefined => {
  const { USER_POOL_ID } = readEnv(identitiesEnv);
  return USER_POOL_ID === undefined ? undefined : cognitoIdentities(USER_POOL_ID);
});

/** Identities kept with Cognito. Accounts are found by `sub` and `email`, which its lists can be filtered by. */
export const cognitoIdentities = (
  UserPoolId: string,
  client: CognitoIdentityProviderClient = new CognitoIdentityProviderClient(patient),
): Identities => {
  const find = async (name: 'sub' | 'email', value: string): Promise<Account | undefined> => {
    const Filter = `${name} = "${value.replaceAll(/["\\]/g, '\\$&')}"`;
    const { Users = [] } = await client.send(new ListUsersCommand({ UserPoolId, Filter, Limit: 1 }));
    return Users[0] && accountOf(Users[0].Username, Users[0].Attributes);
  };
  const named = async (Username: string): Promise<Account> => {
    const { UserAttributes } = await client.send(new AdminGetUserCommand({ UserPoolId, Username }));
    return accountOf(Username, UserAttributes);
  };
  /** What to call the account of `sub`; nothing is done where it isn't of this pool. */
  const at = async (
    sub: string,
    act: (account: { UserPoolId: string; Username: string }) => Promise<unknown>,
  ) => {
    const account = await find('sub', sub);
    if (account) await act({ UserPoolId, Username: account.username });
    return account !== undefined;
  };
  const make = async (email: string): Promise<string> => {
    for (let nth = 0; nth < MAX_NAMES; nth++) {
      const Username = usernameOf(email, nth);
      try {
        const { User } = await client.send(
          new AdminCreateUserCommand({
            UserPoolId,
            Username,
            UserAttributes: emailOf(email),
            DesiredDeliveryMediums: ['EMAIL'],
          }),
        );
        return accountOf(Username, User?.Attributes).sub;
      } catch (error) {
        if (!(error instanceof UsernameExistsException)) throw error;
        // Made a moment ago, before lists show it; or by somebody who has moved to another address since.
        const known = await named(Username);
        if (known.email === email) return known.sub;
      }
    }
    throw new Refusal('already_exists');
  };
  return {
    invite: async (email) => (await find('email', email))?.sub ?? make(email),
    inviteAgain: async (sub) => {
      try {
        return await at(sub, (account) =>
          client.send(new AdminCreateUserCommand({ ...account, MessageAction: 'RESEND' })),
        );
      } catch (error) {
        if (error instanceof UnsupportedUserStateException) return false;
        throw error;
      }
    },
    isTaken: async (email, sub) => {
      const other = await find('email', email);
      return other !== undefined && other.sub !== sub;
    },
    changeEmail: async (sub, email) => {
      try {
        await at(sub, (account) =>
          client.send(new AdminUpdateUserAttributesCommand({ ...account, UserAttributes: emailOf(email) })),
        );
      } catch (error) {
        throw error instanceof AliasExistsException ? new Refusal('already_exists') : error;
      }
    },
    setEnabled: async (sub, enabled) => {
      await at(sub, async (account) => {
        if (enabled) return client.send(new AdminEnableUserCommand(account));
        await client.send(new AdminDisableUserCommand(account));
        return client.send(new AdminUserGlobalSignOutCommand(account));
      });
    },
    signOut: async (sub) => {
      await at(sub, (account) => client.send(new AdminUserGlobalSignOutCommand(account)));
    },
    hasSecondFactor: async (sub) => {
      const account = await find('sub', sub);
      if (!account) return false;
      const { UserMFASettingList = [] } = await client.send(
        new AdminGetUserCommand({ UserPoolId, Username: account.username }),
      );
      return UserMFASettingList.includes('SOFTWARE_TOKEN_MFA');
    },
    dropSecondFactor: async (sub) => {
      await at(sub, (account) =>
        client.send(
          new AdminSetUserMFAPreferenceCommand({
            ...account,
            SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false },
          }),
        ),
      );
    },
    endPassword: async (sub) => {
      try {
        return await at(sub, (account) => client.send(new AdminResetUserPasswordCommand(account)));
      } catch (error) {
        // Somebody who never signed in has no password to end.
        if (error instanceof NotAuthorizedException) return false;
        throw error;
      }
    },
  };
};

const emailOf = (email: string): AttributeType[] => [
  { Name: 'email', Value: email },
  // An administrator vouches for it; only a verified address signs in and gets codes.
  { Name: 'email_verified', Value: 'true' },
];

const accountOf = (username: string | undefined, attributes: AttributeType[] | undefined): Account => {
  const attribute = (name: string): string => attributes?.find(({ Name }) => Name === name)?.Value ?? '';
  const sub = attribute('sub');
  if (username === undefined || sub === '')
    throw new Error('the user pool answered without a name or a subject');
  return { username, sub, email: attribute('email') };
};

/** The name of an address's nth account, shaped as a UUID (version 8, RFC 9562): the same at every try, so that a repeat finds what was made. */
const usernameOf = (email: string, nth: number): string => {
  const hex = createHash('sha256').update(`kefu staff\n${email}\n${nth}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
