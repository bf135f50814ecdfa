import type { AuditEvent } from '#shared/domain/audit/audit-event.ts';
import type { DayMark } from '#shared/domain/audit/day-digest.ts';
import type { Digest } from '#shared/domain/audit/mac.ts';
import type { Hash } from '#shared/domain/audit/merkle.ts';
import type { Seal } from '#shared/domain/audit/seal.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { PageAsk, Slice } from '../lists.ts';

/** Which records of the trail are asked for; every part that is given must fit. Both instants are included. */
export type AuditQuery = {
  readonly object?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly from: Instant;
  readonly to: Instant;
};

/** The trail as a list, newest first. A page may be shorter than asked for, even empty, while there is more. */
export type AuditList = (query: AuditQuery, page: PageAsk) => Promise<Slice<AuditEvent>>;

/** One record of the trail as it is stored. */
export type StoredRecord = {
  /** Its place in the order; `content` should say the same. */
  readonly id: string;
  /** The whole stored item. */
  readonly content: Readonly<Record<string, unknown>>;
  /** The record in it; `undefined` where it is none, or lies where it doesn't belong. */
  read(): AuditEvent | undefined;
};

/** The trail with its seals, for sealing and for checking. Records come in the order of their ids, page by page. */
export type SealedTrail = {
  readonly shards: readonly string[];
  readonly hash: Hash;
  readonly digest: Digest;
  /** Records from one instant up to another, which is not included. */
  records(shard: string, from: Instant, to: Instant): AsyncIterable<readonly StoredRecord[]>;
  /** The seal with the latest beginning that is not after this instant. */
  sealAt(shard: string, at: Instant): Promise<Seal | undefined>;
  /** Seals whose span begins at this instant or later, in their order. */
  sealsFrom(shard: string, from: Instant): AsyncIterable<readonly Seal[]>;
  /** Puts the seal where there is none; another one that is there stays. */
  keepSeal(seal: Seal): Promise<void>;
  /** Marks of daily digests, oldest first, beginning with this day. */
  daysFrom(day: string): AsyncIterable<readonly DayMark[]>;
  /** The mark of the newest digest up to this day. */
  lastDay(upTo: string): Promise<DayMark | undefined>;
  /** Puts the mark where there is none. */
  keepDay(mark: DayMark): Promise<void>;
  /** Locked objects. `lock` puts one where there is none, and answers what is there then. */
  locked(name: string): Promise<unknown>;
  lock(name: string, value: unknown): Promise<unknown>;
};
