import { describe, expect, it } from 'vitest';
import type { Lists } from '#shared/app/lists.ts';
import type { Outgoing } from '#shared/app/ports.ts';
import { create, ref } from '#shared/app/records.ts';
import { createRestore } from '#shared/app/restores/create-restore.ts';
import { StreamBehind } from '#shared/app/restores/ports.ts';
import { getRestore } from '#shared/app/restores/read-restores.ts';
import { runRestore } from '#shared/app/restores/run-restore.ts';
import type { RestoreTools } from '#shared/app/restores/slice.ts';
import { restoreRoutes } from '#shared/contracts/restores.ts';
import { leaseFor } from '#shared/domain/jobs/lease.ts';
import { hours, minutes } from '#shared/domain/kernel/time.ts';
import {
  firstCheckpoint,
  MOST_FAILURES,
  MOST_TRIES,
  noBelongings,
  RESTORE_LOCK,
  type Restore,
} from '#shared/domain/restores/restore.ts';
import type { Stored } from '#shared/domain/restores/rules.ts';
import { memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';
import { aBucket, fullLine, idOf } from '../snapshots/a-snapshot.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const SNAPSHOT = idOf(1);
/** What is not the head of a case comes first. */
const A_PART = JSON.stringify({
  Item: { pk: { S: 'TKT#t1' }, sk: { S: 'M#m1' }, t: { S: 'message' }, v: { N: '1' } },
});
const ADMIN = callerWith('admin');
const GET = restoreRoutes['snapshots/get-restore'];
const CREATE = restoreRoutes['snapshots/create-restore'];

const aRestore = (n: number, over: Partial<Restore> = {}): Restore => ({
  id: `rst_01K5Q8J3M9N4P6R7S8T9V0${String(n).padStart(4, '0')}`,
  version: 1,
  snapshotId: SNAPSHOT,
  mode: 'missing',
  dryRun: false,
  status: 'running',
  requestedBy: ADMIN.id,
  createdAt: NOW,
  updatedAt: NOW,
  chain: [SNAPSHOT],
  checkpoint: firstCheckpoint,
  progress: { done: 0, total: 0 },
  entities: {},
  repairs: {},
  problems: [],
  problemCount: 0,
  ...over,
});

/** A desk with these restores in it, and a snapshot of some lines. */
const aDesk = async (
  restores: readonly Restore[],
  lines: readonly string[] = [fullLine(1)],
  { isListed = true } = {},
) => {
  const memory = memoryStore();
  const lists = {
    ...memory.lists,
    restores: async () => ({ items: isListed ? memory.all('restore') : [], next: undefined }),
    tombstones: async () => [],
    tombstoneShards: ['0'],
  } as unknown as Lists;
  const store = { ...memory, lists };
  await store.commit(restores.map((one) => create('restore', one)));
  const { source, objects, put } = aBucket();
  const { parts } = put(SNAPSHOT, [lines]);
  const desk = operationsOn(store as unknown as typeof memory, { now: NOW });
  const sent: unknown[] = [];
  const queue: Outgoing = {
    send: async (messages) => {
      sent.push(...messages.map(({ body }) => body));
    },
  };
  const tools: RestoreTools = {
    contextOf: () => desk.contextOf(ADMIN, []),
    commit: store.commit,
    source,
    objects,
    knownVersions: { ticket: 1 },
    messageId: 'a message',
    now: () => desk.world.now,
    isOver: () => true,
    again: async (restoreId) => {
      sent.push({ type: 'restore', restoreId });
    },
    upgrade: async () => undefined,
    table: {
      plain: ({ pk, sk, item }): Stored | undefined =>
        item && { pk, sk, id: pk.slice(4), customerId: item['customerId']?.['S'], t: 'ticket' },
      place: async () => new Map(),
      removeOthers: async () => ({ tally: new Map(), next: undefined }),
      bringUpToDate: async () => ({ next: undefined }),
      check: async () => ({ customers: [], problems: [], loads: {}, repairs: {}, next: undefined }),
      settleLoads: async () => 0,
      refresh: async () => undefined,
    },
  };
  const read = (id: string): Restore => {
    const found = memory.one(ref('restore', id));
    if (!found) throw new Error('there is no such restore');
    return found;
  };
  return {
    ...{ desk, sent, tools, read },
    all: (): readonly Restore[] => memory.all('restore').toSorted((a, b) => a.createdAt - b.createdAt),
    lock: () => memory.one(ref('restoreLock', RESTORE_LOCK)),
    get: (id: string) =>
      desk.call(
        getRestore(() => queue),
        ADMIN,
        { route: GET, params: { id } },
      ),
    post: () =>
      desk.call(
        createRestore(() => queue, {
          source: () => source,
          marks: async (key) => parts.find((part) => part.key === key),
          knownVersions: () => ({ ticket: 1 }),
        }),
        ADMIN,
        { route: CREATE, body: { snapshotId: SNAPSHOT, mode: 'missing', confirm: SNAPSHOT } },
      ),
  };
};

/** Slice after slice, as its messages would have it. */
const runToEnd = async (id: string, tools: RestoreTools, status: () => string | undefined): Promise<void> => {
  for (let slices = 0; slices < 50 && status() !== 'done'; slices++) await runRestore(id, tools);
};

describe('A restore that lost its message', () => {
  it.each(['queued', 'running'] as const)(
    'goes on when somebody looks at it while it is %s',
    async (status) => {
      const lost = aRestore(1, { status, updatedAt: NOW - minutes(3) });
      const { get, sent } = await aDesk([lost]);

      await get(lost.id);

      expect(sent).toEqual([{ type: 'restore', restoreId: lost.id }]);
    },
  );

  it.each([
    ['was heard of just now', { updatedAt: NOW - minutes(1) }],
    ['is being worked on', { updatedAt: NOW - minutes(3), lease: leaseFor('somebody', NOW) }],
    ['has ended', { updatedAt: NOW - hours(3), status: 'done' }],
  ] as const)('is left alone when it %s', async (_, over) => {
    const one = aRestore(1, over);
    const { get, sent } = await aDesk([one]);

    await get(one.id);

    expect(sent).toEqual([]);
  });

  it('keeps others back for six hours', async () => {
    const { post, read } = await aDesk([aRestore(1, { updatedAt: NOW - hours(6) })]);

    await expect(post()).rejects.toMatchObject({ code: 'conflict' });
    expect(read(aRestore(1).id).status).toBe('running');
  });

  it('is ended by the next one after that, and does nothing more when its message turns up', async () => {
    const lost = aRestore(1, { updatedAt: NOW - hours(7) });
    const { post, read, sent, tools } = await aDesk([lost]);

    await post();

    const ended = read(lost.id);
    expect(ended).toMatchObject({ status: 'failed', problems: [{ code: 'abandoned' }], version: 2 });
    expect(sent).toHaveLength(1);
    await runRestore(lost.id, tools);
    expect(read(lost.id)).toEqual(ended);
  });
});

describe('Restores that are asked for at the same moment', () => {
  it('are not all done: one of twenty is taken though no list tells of it yet, the others are refused', async () => {
    const { post, all, lock } = await aDesk([], undefined, { isListed: false });

    const settled = await Promise.allSettled(Array.from({ length: 20 }, () => post()));

    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(reasons.map((reason) => (reason as { code?: string }).code)).toEqual(Array(19).fill('conflict'));
    expect(all()).toHaveLength(1);
    expect(lock()).toMatchObject({ restoreId: all()[0]?.id });
  });

  it('may follow each other: with the end of one the next may begin', async () => {
    const { post, all, lock, tools } = await aDesk([]);
    await post();
    const [first] = all();

    await runToEnd(first?.id ?? '', tools, () => all()[0]?.status);

    expect(all()[0]?.status).toBe('done');
    expect(lock()).toBeUndefined();
    await expect(post()).resolves.toBeDefined();
  });

  it('do not free the place that another one has taken since', async () => {
    const { post, all, lock, tools, desk } = await aDesk([]);
    await post();
    const [first] = all();
    desk.world.now = NOW + hours(7);
    await post();

    await runRestore(first?.id ?? '', tools);

    expect(all().map(({ status }) => status)).toEqual(['failed', 'queued']);
    expect(lock()).toMatchObject({ restoreId: all()[1]?.id, version: 2 });
  });
});

describe('A restore that fails at one place', () => {
  const broken = (tools: RestoreTools): RestoreTools => ({
    ...tools,
    table: { ...tools.table, place: () => Promise.reject(new TypeError('what a strange item')) },
  });

  it('again and again ends, says where, and lets another one begin', async () => {
    const { post, all, lock, tools } = await aDesk([], [A_PART]);
    await post();
    const id = all()[0]?.id ?? '';
    let errors = 0;
    for (let n = 0; n < 20; n++) await runRestore(id, broken(tools)).catch(() => (errors += 1));

    expect(errors).toBe(MOST_FAILURES);
    expect(all()[0]).toMatchObject({
      status: 'failed',
      problems: [{ code: 'stuck', snapshotId: SNAPSHOT, reason: 'parts 0/0: TypeError' }],
    });
    expect(all()[0]?.lease).toBeUndefined();
    expect(lock()).toBeUndefined();
  });

  it('now and then goes on: each checkpoint begins the count anew', async () => {
    const one = aRestore(1, { checkpoint: { ...firstCheckpoint, phase: 'parts' } });
    const { tools, read } = await aDesk([one], [A_PART]);
    const fail = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n++)
        await expect(runRestore(one.id, broken(tools))).rejects.toThrow('what a strange item');
    };
    await fail(MOST_FAILURES - 1);
    expect(read(one.id)).toMatchObject({ status: 'running', failures: MOST_FAILURES - 1 });

    await runRestore(one.id, tools);

    expect(read(one.id)).toMatchObject({ status: 'running', tries: 0 });
    expect(read(one.id).failures).toBeUndefined();
    expect(read(one.id).checkpoint.phase).not.toBe('parts');
  });

  it('without a word ends when so many workers have died there', async () => {
    const one = aRestore(1, { tries: MOST_TRIES });
    const { tools, read } = await aDesk([one]);

    await runRestore(one.id, tools);

    expect(read(one.id)).toMatchObject({ status: 'failed', problems: [{ code: 'stuck', reason: 'verify' }] });
  });
});

describe('A restore that waits for the stream of the table', () => {
  it('fails in the end, so that another one can be asked for', async () => {
    const begun = aRestore(1, { checkpoint: { ...firstCheckpoint, phase: 'tickets' }, waits: 239 });
    const { tools, read, sent, post } = await aDesk([begun]);
    const behind: RestoreTools = {
      ...tools,
      table: { ...tools.table, place: () => Promise.reject(new StreamBehind()) },
    };

    await runRestore(begun.id, behind);
    expect(read(begun.id)).toMatchObject({ status: 'running', waits: 240 });
    expect(sent).toHaveLength(1);
    await runRestore(begun.id, behind);

    expect(read(begun.id)).toMatchObject({ status: 'failed', problems: [{ code: 'streamBehind' }] });
    expect(read(begun.id).lease).toBeUndefined();
    expect(sent).toHaveLength(1);
    await expect(post()).resolves.toBeDefined();
  });
});

describe('What belongs to one customer', () => {
  it('is looked for slice by slice in a snapshot that no slice reads to its end', async () => {
    const customerId = 'cus_01K5Q8J3M9N4P6R7S8T9V00001';
    const line = (n: number): string =>
      JSON.stringify({
        Item: {
          pk: { S: `TKT#t${n}` },
          sk: { S: 'A' },
          t: { S: 'ticket' },
          v: { N: '1' },
          ...(n % 15_000 === 0 ? { customerId: { S: customerId } } : {}),
        },
      });
    const lines = Array.from({ length: 50_000 }, (_, n) => line(n));
    const one = aRestore(1, {
      only: { customerId },
      checkpoint: { ...firstCheckpoint, phase: 'collect' },
    });
    const { tools, read } = await aDesk([one], lines);
    const seen: number[] = [];
    while (read(one.id).checkpoint.phase === 'collect') {
      await runRestore(one.id, tools);
      seen.push(read(one.id).checkpoint.line);
    }

    expect(seen).toEqual([20_000, 40_000, 0]);
    expect(read(one.id).belongings).toEqual({
      ...noBelongings,
      customers: [customerId],
      tickets: ['t0', 't15000', 't30000', 't45000'],
    });
  });
});
