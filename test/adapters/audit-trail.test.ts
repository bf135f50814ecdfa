import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditItem } from '#shared/adapters/dynamo/items/audit.ts';
import { auditShardOf, keys } from '#shared/adapters/dynamo/keys.ts';
import { itemOf } from '#shared/adapters/dynamo/write.ts';
import { sealTrail } from '#shared/app/audit/seal-trail.ts';
import type { AuditQuery } from '#shared/app/audit/trail.ts';
import { verifyTrail } from '#shared/app/audit/verify-trail.ts';
import type { AuditEvent } from '#shared/domain/audit/audit-event.ts';
import { withMac } from '#shared/domain/audit/mac.ts';
import { days, hours, minutes } from '#shared/domain/kernel/time.ts';
import { aRecord, digest } from '#test/support/memory-trail.ts';
import { aTrail, type Trail } from './support/a-trail.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
/** `AUDIT_RECORDS=100000` for the whole campaign: some minutes. In memory it is always 100,000 (`sealed-trail.test.ts`). */
const COUNT = Number(process.env['AUDIT_RECORDS'] ?? 3000);
const SPAN_MS = days(2);
const NOW = START + SPAN_MS + hours(2);
const never = () => false;

describe(`A trail of ${COUNT} records`, () => {
  let trail: Trail;
  const events: AuditEvent[] = [];
  const took: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    took[name] = Math.round(performance.now() - began);
    return result;
  };
  const verify = () => verifyTrail(trail.trail, { from: 0, to: NOW, now: NOW }, { isOver: never });
  const keyOf = (id: string) => ({ ...keys.audit(id) });
  const put = (item: Record<string, unknown>) =>
    trail.table.documents.send(new PutCommand({ TableName: trail.table.name, Item: item }));
  const itemAt = async (id: string): Promise<Record<string, unknown>> =>
    (await trail.table.documents.send(new GetCommand({ TableName: trail.table.name, Key: keyOf(id) })))
      .Item ?? {};

  beforeAll(async () => {
    trail = await aTrail(() => NOW);
    for (let n = 0; n < COUNT; n++) events.push(aRecord(n, START + Math.floor((n * SPAN_MS) / COUNT)));
    await timed('load', () => trail.load(events));
    const sealed = await timed('seal', () => sealTrail(trail.trail, NOW, never));
    expect(sealed).toMatchObject({ records: COUNT, complete: true, suspects: [] });
  }, 1_200_000);
  afterAll(async () => {
    await trail.close();
    console.info('audit trail, ms', JSON.stringify(took));
  });

  it('is whole, and every record is counted once', async () => {
    const whole = await timed('verify', verify);

    expect(whole).toMatchObject({ checked: COUNT, sealed: COUNT, problems: [], positions: undefined });
  }, 120_000);

  it.each([0, 0.37, 0.5, 0.99999])(
    'names the one record that was changed, at %d of its length',
    async (at) => {
      const { id } = events[Math.floor(at * (COUNT - 1))] ?? aRecord(0, START);
      const before = await itemAt(id);
      await put({ ...before, object: 'tkt_other' });
      const { problems } = await verify();
      await put(before);

      expect(problems).toMatchObject([{ id, shard: auditShardOf(id), problem: 'changed' }]);
    },
    120_000,
  );

  it.each([0, 0.61, 1])(
    'names the one record that was removed, at %d of its length',
    async (at) => {
      const { id } = events[Math.floor(at * (COUNT - 1))] ?? aRecord(0, START);
      const before = await itemAt(id);
      await trail.table.documents.send(new DeleteCommand({ TableName: trail.table.name, Key: keyOf(id) }));
      const { problems } = await verify();
      await put(before);

      expect(problems).toMatchObject([{ id, shard: auditShardOf(id), problem: 'missing' }]);
    },
    120_000,
  );

  it.each([0, 0.29, 1])(
    'names the one record that was inserted, at %d of its length',
    async (at) => {
      const forged = aRecord(COUNT + 7, START + Math.floor(at * (SPAN_MS - 1)));
      await put(itemOf(auditItem, forged, trail.table));
      const { problems } = await verify();
      await trail.table.documents.send(
        new DeleteCommand({ TableName: trail.table.name, Key: keyOf(forged.id) }),
      );

      expect(problems).toMatchObject([{ id: forged.id, problem: 'inserted' }]);
    },
    120_000,
  );

  it('names both of two records that changed places', async () => {
    const shard = auditShardOf(events[10]?.id ?? '');
    const [a = '', b = ''] = events
      .slice(10, 200)
      .map(({ id }) => id)
      .filter((id) => auditShardOf(id) === shard);
    const [first, second] = [await itemAt(a), await itemAt(b)];
    await put({ ...second, pk: first['pk'], sk: first['sk'] });
    await put({ ...first, pk: second['pk'], sk: second['sk'] });
    const { problems } = await verify();
    await put(first);
    await put(second);

    expect(problems.map(({ id, problem }) => [id, problem])).toEqual([
      [a, 'reordered'],
      [b, 'reordered'],
    ]);
  }, 120_000);

  it('notices that only the key of an index or the time to live was changed', async () => {
    const { id } = events[4321 % COUNT] ?? aRecord(0, START);
    const before = await itemAt(id);
    await put({ ...before, g3pk: 'AP#usr_other' });
    const hidden = await verify();
    await put({ ...before, ttl: 1 });
    const dying = await verify();
    await put(before);

    expect([...hidden.problems, ...dying.problems].map(({ problem }) => problem)).toEqual([
      'changed',
      'changed',
    ]);
  }, 120_000);

  it('is listed from the newest on, without reading more than it shows by much', async () => {
    const shown = await timed('list 50', () =>
      trail.list({ from: START, to: NOW }, { limit: 50, after: undefined }),
    );

    expect(shown.items.map(({ id }) => id)).toEqual(
      events
        .map(({ id }) => id)
        .sort()
        .slice(-50)
        .reverse(),
    );
  });
});

describe('The list of the trail', () => {
  let trail: Trail;
  const now = START + hours(40);
  const events = Array.from({ length: 400 }, (_, n): AuditEvent => {
    const event = aRecord(n, START + minutes(6) * Math.floor(n / 2));
    return withMac(
      {
        ...event,
        actor: { type: 'user', id: `usr_${n % 3}` },
        action: n % 5 === 0 ? 'customer.read' : 'ticket.updated',
        object: `tkt_${n % 7}`,
      },
      digest,
    );
  });
  beforeAll(async () => {
    trail = await aTrail(() => now);
    await trail.load(events);
  });
  afterAll(() => trail.close());

  const oracle = ({ object, actor, action, from, to }: AuditQuery): string[] =>
    events
      .filter(
        (event) =>
          (object === undefined || event.object === object) &&
          (actor === undefined || event.actor.id === actor) &&
          (action === undefined || event.action === action) &&
          event.at >= from &&
          event.at <= to,
      )
      .map(({ id }) => id)
      .sort()
      .reverse();

  const whole = { from: START, to: now };
  const some = { from: START + hours(3), to: START + hours(9) };
  it.each<AuditQuery>([
    whole,
    some,
    { ...whole, object: 'tkt_3' },
    { ...some, actor: 'usr_1' },
    { ...whole, action: 'customer.read' },
    { ...some, action: 'customer.read', object: 'tkt_5' },
    { ...whole, actor: 'usr_2', action: 'ticket.updated' },
    { ...whole, object: 'tkt_1', actor: 'usr_0', action: 'customer.read' },
    { ...whole, object: 'tkt_nobody' },
    { from: START + hours(3), to: START + hours(3) },
    { from: now - 1, to: now },
  ])('shows exactly what fits %o, page by page', async (query) => {
    for (const limit of [3, 40]) {
      const seen: string[] = [];
      let after: Awaited<ReturnType<typeof trail.list>>['next'];
      let pages = 0;
      do {
        const page = await trail.list(query, { limit, after });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map(({ id }) => id));
        after = page.next;
      } while (after !== undefined && ++pages < 1000);

      expect(seen).toEqual(oracle(query));
    }
  });
});
