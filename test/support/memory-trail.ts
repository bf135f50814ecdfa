import { createHash, createHmac } from 'node:crypto';
import { fnv1a } from '#shared/adapters/dynamo/keys.ts';
import type { SealedTrail, StoredRecord } from '#shared/app/audit/trail.ts';
import { type AuditEvent, auditEventSchema } from '#shared/domain/audit/audit-event.ts';
import type { DayMark } from '#shared/domain/audit/day-digest.ts';
import { withMac } from '#shared/domain/audit/mac.ts';
import type { Seal } from '#shared/domain/audit/seal.ts';
import { instantOfId, ulid } from '#shared/domain/kernel/ids.ts';
import { iso } from '#shared/domain/kernel/time.ts';

export const digest = (purpose: string, value: string): string =>
  createHmac('sha256', `a key for ${purpose}`).update(value).digest('base64url');
const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
const random = (n: number): Uint8Array => createHash('sha256').update(`random ${n}`).digest().subarray(0, 10);

/** The n-th record of a trail, written at that instant. */
export const aRecord = (n: number, at: number): AuditEvent =>
  withMac(
    {
      id: `aud_${ulid(at, random(n))}`,
      at,
      actor: { type: 'user', id: 'usr_01K5Q8J3M9N4P6R7S8T9V0W1XY', role: 'agent' },
      action: 'ticket.updated',
      object: `tkt_${n}`,
      result: 'done',
      changes: { status: { before: 'open', after: 'resolved' } },
      data: { version: n },
    },
    digest,
  );

type Content = Record<string, unknown>;

/** Keeps the promises of the sealed trail in memory. `shards` are few, pages small; everything in it can be tampered with. */
export const memoryTrail = (shardCount = 2, pageSize = 7) => {
  const shards = Array.from({ length: shardCount }, (_, n) => String(n).padStart(2, '0'));
  const records = new Map<string, Map<string, Content>>(shards.map((shard) => [shard, new Map()]));
  const seals = new Map<string, Map<string, Seal>>(shards.map((shard) => [shard, new Map()]));
  const days = new Map<string, DayMark>();
  const objects = new Map<string, string>();
  const shardOf = (id: string): string => shards[fnv1a(id) % shards.length] ?? '';

  const stored = (id: string, content: Content, shard: string): StoredRecord => ({
    id,
    content,
    read: () => {
      const read = auditEventSchema.safeParse(content);
      return read.success && read.data.id === id && shardOf(id) === shard ? read.data : undefined;
    },
  });
  const sorted = <T>(map: ReadonlyMap<string, T> | undefined): [string, T][] =>
    [...(map ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const inOrder = new Map<string, [string, Content][]>();
  /** Sorted once until something is added, changed or taken away. */
  const within = (shard: string, from: number, to: number): [string, Content][] => {
    const all = inOrder.get(shard) ?? sorted(records.get(shard));
    inOrder.set(shard, all);
    return all.filter(([id]) => instantOfId(id) >= from && instantOfId(id) < to);
  };

  const trail: SealedTrail = {
    shards,
    hash,
    digest,
    async *records(shard, from, to) {
      const all = within(shard, from, to);
      for (let n = 0; n < all.length; n += pageSize)
        yield all.slice(n, n + pageSize).map(([id, content]) => stored(id, content, shard));
    },
    sealAt: async (shard, at) =>
      sorted(seals.get(shard))
        .filter(([from]) => at >= 0 && from <= iso(Math.max(0, at)))
        .at(-1)?.[1],
    async *sealsFrom(shard, from) {
      yield sorted(seals.get(shard))
        .filter(([at]) => at >= iso(from))
        .map(([, seal]) => seal);
    },
    keepSeal: async (seal) => {
      const kept = seals.get(seal.shard);
      if (!kept?.has(iso(seal.from))) kept?.set(iso(seal.from), structuredClone(seal));
    },
    async *daysFrom(day) {
      yield sorted(days)
        .filter(([at]) => at >= day)
        .map(([, mark]) => mark);
    },
    lastDay: async (upTo) =>
      sorted(days)
        .filter(([day]) => day <= upTo)
        .at(-1)?.[1],
    keepDay: async (mark) => {
      if (!days.has(mark.day)) days.set(mark.day, structuredClone(mark));
    },
    locked: async (name) => {
      const text = objects.get(name);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    lock: async (name, value) => {
      if (!objects.has(name)) objects.set(name, JSON.stringify(value));
      return JSON.parse(objects.get(name) ?? 'null') as unknown;
    },
  };

  return {
    trail,
    seals,
    days,
    objects,
    shardOf,
    add: (event: AuditEvent): void => {
      inOrder.clear();
      records.get(shardOf(event.id))?.set(event.id, { ...structuredClone(event) });
    },
    /** The stored content of a record, to be tampered with. */
    contentOf: (id: string): Content => records.get(shardOf(id))?.get(id) ?? {},
    put: (id: string, content: Content): void => {
      inOrder.clear();
      records.get(shardOf(id))?.set(id, content);
    },
    remove: (id: string): void => {
      inOrder.clear();
      records.get(shardOf(id))?.delete(id);
    },
  };
};
export type MemoryTrail = ReturnType<typeof memoryTrail>;
