import type { RequestOf, ResponseOf, Route } from '#shared/contracts/route.ts';
import type { AuditNote } from '#shared/domain/audit/audit-event.ts';
import type { IdPrefix } from '#shared/domain/kernel/ids.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Permission, RevealField, Scope } from '#shared/domain/people/permissions.ts';
import type { SignIn, UserKind } from '#shared/domain/people/sign-in.ts';
import type { Config } from './config.ts';
import type { Lists } from './lists.ts';
import type { Found, Ref, Write } from './records.ts';

/** Who calls: a member of staff, a customer, nobody (a public route), or the system itself. */
export type Caller = {
  readonly type: 'user' | 'customer' | 'visitor' | 'system';
  /** `usr_…`, `cus_…`, the visitor's address, or the name of the worker. */
  readonly id: string;
  readonly role: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly scope: Scope;
  /** The caller's teams, and for `escalatingTeams` also those that escalate to them. */
  readonly teamIds: readonly string[];
  /** Of a customer, the ids of records that were merged into theirs. */
  readonly formerIds?: readonly string[] | undefined;
  readonly reveal: ReadonlySet<RevealField>;
  /** The sign-in that the token comes of, where the issuer tells. */
  readonly signInId?: string;
};

export type Language = 'en' | 'zh-CN';

/** Reads by id, strongly consistent, in one round trip. */
export type Reader = { get(refs: readonly Ref[]): Promise<Found> };

/** Everything an operation may use of the world. It never asks for the time or draws randomness elsewhere. */
export type Context = {
  readonly now: Instant;
  readonly caller: Caller;
  readonly config: Config;
  readonly language: Language;
  /** What the caller wants: a page only on routes that have one. */
  readonly accepts: 'json' | 'html';
  readonly found: Found;
  readonly reader: Reader;
  readonly lists: Lists;
  /** A fresh id of that kind, made of `now` and randomness. */
  newId(prefix: IdPrefix): string;
  random(bytes: number): Uint8Array;
  /** Keyed digest (HMAC-SHA-256, base64url) under which a personal value is looked up; never a plain hash. */
  digest(purpose: string, value: string): string;
  /** Sealed, bound to `about`; see `unseal`. */
  seal(about: string, value: unknown): string;
  /** What was sealed for the same `about`, or `undefined` when it was not sealed here or for something else. */
  unseal(about: string, sealed: string): unknown;
  /** Where customers reach the system, for links in messages: `https://host` without a slash at the end. */
  readonly publicUrl: string;
};

/** What an operation decided: the answer, and what has to be written before it may be given. */
export type Outcome<R extends Route = Route> = {
  readonly body?: ResponseOf<R>;
  readonly html?: string;
  readonly status?: R['success'][number];
  /** The version for `version` and `ETag`, on routes that are versioned. */
  readonly version?: number;
  /** The path of what was made, for `Location`. */
  readonly location?: string;
  /** Further headers of this answer, such as the content security policy of a page. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Brings others in line with what was written, once it is. When it fails, so does the request, with the record as it was written: it must
   * be of a kind that a repeat of the request does again.
   */
  readonly after?: () => Promise<void>;
  /** Written in one transaction, together with the idempotency record. */
  readonly writes?: readonly Write[];
  /**
   * What else leaves a trace, such as a read of personal data; written in the same transaction, before the answer is given. Changes of
   * records are recorded by the edge itself.
   */
  readonly audit?: readonly AuditNote[];
};

/** Pages that may be asked for before it is known who calls. */
export type ListsAhead = Pick<Lists, 'tickets' | 'customers' | 'searchTokens'>;

/** One verb of the product: what it wants to see in the first round trip, and what it decides from that. */
export type Operation<R extends Route> = {
  wants?(request: RequestOf<R>, about: Pick<Context, 'digest' | 'now'>): readonly Ref[];
  /**
   * Asks for a page that `run` will ask for too, before it is known who calls: it is read beside the first round trip. Only for what
   * does not depend on the caller; `run` still decides who gets to see it.
   */
  ahead?(request: RequestOf<R>, lists: ListsAhead, about: Pick<Context, 'digest' | 'now'>): void;
  run(request: RequestOf<R>, context: Context): Promise<Outcome<R>> | Outcome<R>;
  /** A refusal as a page, for routes with `html`. Title and detail are fixed sentences. */
  problemPage?(
    problem: { readonly title: string; readonly detail: string },
    language: Language,
  ): { readonly html: string; readonly headers?: Readonly<Record<string, string>> };
};

/** The whole of storage as the edges see it. */
export type Store = {
  /** The first round trip: who calls, the settings, and whatever the operation wants, read together and consistently. */
  open(first: {
    sub?: string;
    refs: readonly Ref[];
  }): Promise<{ found: Found; config: Config; principal: Principal | undefined }>;
  /** All or nothing. Throws `LostRace` when a condition fails. */
  commit(writes: readonly Write[]): Promise<void>;
  readonly reader: Reader;
  readonly lists: Lists;
};

/** The caller's record, found by the subject of the access token. */
export type Principal = {
  readonly sub: string;
  readonly type: 'user' | 'customer';
  readonly id: string;
  readonly roleId: string;
  readonly teamIds: readonly string[];
  readonly status: 'active' | 'disabled';
  /** Records of customers that were merged into this one. */
  readonly formerIds?: readonly string[] | undefined;
  /** Absent for people. */
  readonly kind?: UserKind | undefined;
  readonly signIn?: SignIn | undefined;
};

/** A condition of `commit` failed: somebody else wrote first. `lost` are the positions of the writes that were refused. */
export class LostRace extends Error {
  override readonly name = 'LostRace';
  readonly lost: readonly number[];

  constructor(lost: readonly number[]) {
    super('a condition of the transaction failed');
    this.lost = lost;
  }
}

/** Sends what leaves the system. `effectId` is the same on every try, so that a repeat can be recognised. */
export type Mailer = {
  email(message: {
    effectId: string;
    to: string;
    subject: string;
    text: string;
    html?: string;
  }): Promise<void>;
  sms(message: { effectId: string; to: string; text: string }): Promise<void>;
};

/** Puts messages on one of the product's queues, in batches. */
export type Outgoing = { send(messages: readonly { body: unknown; delaySeconds?: number }[]): Promise<void> };
