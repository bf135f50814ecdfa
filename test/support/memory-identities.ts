import { randomUUID } from 'node:crypto';
import type { Identities } from '#shared/app/people/identities.ts';

type Account = {
  sub: string;
  email: string;
  enabled: boolean;
  sessions: number;
  begun: boolean;
  totp: boolean;
  ended: boolean;
};

/** Identities in memory, with what happened to each account and which invitations went out. */
export const memoryIdentities = () => {
  const accounts: Account[] = [];
  const invitations: string[] = [];
  const bySub = (sub: string) => accounts.find((one) => one.sub === sub);
  const change = (sub: string, how: Partial<Account>): boolean =>
    Object.assign(bySub(sub) ?? {}, how) && bySub(sub) !== undefined;
  const identities: Identities = {
    invite: async (email) => {
      const known = accounts.find((one) => one.email === email);
      if (known) return known.sub;
      invitations.push(email);
      const account = {
        sub: randomUUID(),
        email,
        enabled: true,
        sessions: 0,
        begun: false,
        totp: false,
        ended: false,
      };
      accounts.push(account);
      return account.sub;
    },
    inviteAgain: async (sub) => {
      const account = bySub(sub);
      if (!account || account.begun) return false;
      invitations.push(account.email);
      return true;
    },
    isTaken: async (email, sub) => accounts.some((one) => one.email === email && one.sub !== sub),
    changeEmail: async (sub, email) => void change(sub, { email }),
    setEnabled: async (sub, enabled) => void change(sub, enabled ? { enabled } : { enabled, sessions: 0 }),
    signOut: async (sub) => void change(sub, { sessions: 0 }),
    hasSecondFactor: async (sub) => bySub(sub)?.totp ?? false,
    dropSecondFactor: async (sub) => void change(sub, { totp: false }),
    endPassword: async (sub) => bySub(sub)?.begun === true && change(sub, { ended: true }),
  };
  return { identities, accounts, invitations, bySub };
};
