import type { User } from '#shared/domain/people/user.ts';

/**
 * The identities behind the records of staff: accounts of the user pool, by the subject of their tokens. Every verb may be repeated. A
 * subject that the pool doesn't know belongs to somebody else's provider; it is left alone.
 */
export type Identities = {
  /** The subject of whoever has this e-mail address; makes the account and mails an invitation when nobody has. */
  invite(email: string): Promise<string>;
  /** Mails a new invitation in place of the former. False when the person has signed in before, or is not of this pool. */
  inviteAgain(sub: string): Promise<boolean>;
  /** Whether the address is another account's. */
  isTaken(email: string, sub: string): Promise<boolean>;
  changeEmail(sub: string, email: string): Promise<void>;
  /** Disabling ends every sign-in. */
  setEnabled(sub: string, enabled: boolean): Promise<void>;
  /** Ends every sign-in: nobody gets a new token without the password. */
  signOut(sub: string): Promise<void>;
  hasSecondFactor(sub: string): Promise<boolean>;
  /** Takes a lost authenticator off. */
  dropSecondFactor(sub: string): Promise<void>;
  /** Ends the password and mails a code for a new one. False when there is none yet, or the account is not of this pool. */
  endPassword(sub: string): Promise<boolean>;
};

/** Where identities are kept; `undefined` in stages whose people sign in at a provider of the operator's. */
export type IdentitiesOf = () => Identities | undefined;

/** The identities, where a record's may be among them: programs have none. */
export const identitiesFor = (identities: IdentitiesOf, user: Pick<User, 'kind'>): Identities | undefined =>
  user.kind === 'machine' ? undefined : identities();
