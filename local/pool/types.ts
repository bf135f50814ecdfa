/** What the pool keeps of a password: no way leads back from it. `srp` is the verifier the secure remote password protocol needs. */
export type StoredPassword = {
  /** `scrypt$N$r$p$salt$key`. */
  readonly hash: string;
  /** Salt and verifier g^x mod N, in hexadecimal. */
  readonly srp: { readonly salt: string; readonly verifier: string };
};

/** A time-based one-time password. `lastStep` is the step of the last code that was taken: each is taken once. */
export type Totp = { readonly secret: string; readonly enabled: boolean; readonly lastStep?: number };

/** A code that was mailed to reset a password. */
export type MailedCode = { readonly hash: string; readonly expiresMs: number; readonly tries: number };

/** A user as the pool keeps it. Instants are milliseconds since 1970 in UTC. */
export type PoolUser = {
  readonly username: string;
  readonly sub: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly enabled: boolean;
  readonly status: 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly password?: StoredPassword;
  /** When a temporary password ends. */
  readonly temporaryUntilMs?: number;
  /** Hashes of earlier passwords, newest first. */
  readonly history?: readonly string[];
  readonly totp?: Totp;
  readonly resetCode?: MailedCode;
  /** Access tokens of this instant and before are worth nothing to the pool's own operations. */
  readonly signedOutMs?: number;
};

/** An app client of the template. */
export type PoolClient = {
  readonly id: string;
  readonly name: string;
  /** True for clients of programs, which sign in for themselves and carry no user. */
  readonly machine: boolean;
  readonly secret?: string;
  /** `ALLOW_USER_SRP_AUTH` and the like. */
  readonly flows: readonly string[];
  readonly scopes: readonly string[];
  readonly accessTokenMs: number;
  readonly idTokenMs: number;
  readonly refreshTokenMs: number;
};

/** A user the stack begins with. */
export type SampleUser = {
  readonly username: string;
  readonly sub: string;
  readonly email?: string;
  readonly groups?: readonly string[];
};

export type MailTexts = { readonly subject: string; readonly body: string };

/** What the template says of the pool. */
export type PoolRules = {
  readonly password: {
    readonly minLength: number;
    readonly lowercase: boolean;
    readonly uppercase: boolean;
    readonly numbers: boolean;
    readonly symbols: boolean;
    /** How many earlier passwords may not come back. */
    readonly history: number;
    readonly temporaryMs: number;
  };
  readonly mfa: 'ON' | 'OFF' | 'OPTIONAL';
  /** `{username}` and `{####}` stand for the name and the temporary password or code. */
  readonly invitation: MailTexts;
  readonly verification: MailTexts;
};
