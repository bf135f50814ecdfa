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
import { firstCheckpoint, noBelongings, type Restore } from '#shared/domain/restores/restore.ts';
import type { Stored } from '#shared/domain/restores/rules.ts';
import { memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';
import { aBucket, fullLine, idOf } from '../snapshots/a-snapshot.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const SNAPSHOT = idOf(1);
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
const aDesk = async (restores: readonly Restore[], lines: readonly string[] = [fullLine(1)]) => {
  const memory = memoryStore();
  const lists = {
    ...memory.lists,
    restores: async () => ({ items: memory.all('restore'), next: undefined }),
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

describe('Two restores that were asked for at the same moment', () => {
  it('are not both done: the older one goes on, the other one fails before it writes anything', async () => {
    const [older, younger] = [1, 2].map((n) => aRestore(n, { status: 'queued' })) as [Restore, Restore];
    const { tools, read, sent } = await aDesk([older, younger]);

    await runRestore(younger.id, tools);
    await runRestore(older.id, tools);

    expect(read(younger.id)).toMatchObject({ status: 'failed', problems: [{ code: 'anotherRestore' }] });
    expect(read(older.id).status).toBe('running');
    expect(sent).toEqual([{ type: 'restore', restoreId: older.id }]);
  });

  it('do not stand in the way of each other when the older one was left behind', async () => {
    const older = aRestore(1, { updatedAt: NOW - hours(7) });
    const younger = aRestore(2, { status: 'queued' });
    const { tools, read } = await aDesk([older, younger]);

    await runRestore(younger.id, tools);

    expect(read(younger.id).status).toBe('running');
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
