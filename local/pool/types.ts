/** A user as the pool keeps it. Instants are milliseconds since 1970 in UTC. */
export type PoolUser = {
  readonly username: string;
  readonly sub: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  readonly enabled: boolean;
  readonly status: 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';
  readonly createdMs: number;
  readonly modifiedMs: number;
};

/** An app client of the template. */
export type PoolClient = {
  readonly id: string;
  readonly name: string;
  /** True for clients of programs, which sign in for themselves and carry no user. */
  readonly machine: boolean;
  readonly scopes: readonly string[];
  readonly accessTokenMs: number;
  readonly idTokenMs: number;
};

/** A user the stack begins with. */
export type SampleUser = {
  readonly username: string;
  readonly sub: string;
  readonly email?: string;
  readonly groups?: readonly string[];
};
