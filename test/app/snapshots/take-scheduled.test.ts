import { describe, expect, it } from 'vitest';
import { create } from '#shared/app/records.ts';
import { takeScheduled } from '#shared/app/snapshots/take-scheduled.ts';
import { hours, minutes } from '#shared/domain/kernel/time.ts';
import { newSnapshot, type Snapshot, scheduledId } from '#shared/domain/snapshots/snapshot.ts';
import { memoryStore } from '#test/support/memory-store.ts';
import { idOf } from './a-snapshot.ts';

const NOW = Date.parse('2026-03-02T09:50:00Z');

const aDesk = async (...snapshots: Snapshot[]) => {
  const memory = memoryStore();
  await memory.commit(snapshots.map((one) => create('snapshot', one)));
  const sent: unknown[] = [];
  const take = (now = NOW, kind: 'full' | 'incremental' = 'incremental') =>
    takeScheduled(
      {
        store: {
          commit: memory.commit,
          lists: { snapshots: async () => ({ items: memory.all('snapshot'), next: undefined }) },
        },
        queue: { send: async (messages) => void sent.push(...messages.map(({ body }) => body)) },
      },
      kind,
      now,
    );
  return { memory, sent, take };
};

const asked = (n: number, more: Partial<Snapshot>): Snapshot => ({
  ...newSnapshot({ id: idOf(n), kind: 'full', madeBy: 'test' }, NOW - hours(5)),
  ...more,
});
const good = (n: number, to: number): Snapshot =>
  asked(n, { status: 'done', step: 'none', verified: true, manifestKey: 'key', to });

describe('A schedule of snapshots', () => {
  it('asks for the one of its hour or day once, and sends its message each time', async () => {
    const desk = await aDesk();
    await desk.take();
    await desk.take(NOW + minutes(5));
    await desk.take(NOW, 'full');

    expect(
      desk.memory
        .all('snapshot')
        .map(({ id }) => id)
        .sort(),
    ).toEqual([scheduledId('incremental', NOW), scheduledId('full', NOW)].sort());
    expect(desk.sent).toHaveLength(3);
    expect(desk.sent[1]).toEqual({ type: 'advance', snapshotId: scheduledId('incremental', NOW) });
  });

  it('takes up again what was left behind, and nothing that somebody is at', async () => {
    const desk = await aDesk(
      asked(1, {}),
      asked(2, { status: 'running', step: 'tally', lease: { owner: 'one', until: NOW + minutes(1) } }),
      asked(3, { status: 'running', step: 'tally', lease: { owner: 'one', until: NOW - minutes(20) } }),
      good(4, NOW),
    );

    expect(await desk.take()).toMatchObject({ resumed: 2 });
    expect(desk.sent.slice(1)).toEqual([
      { type: 'advance', snapshotId: idOf(1) },
      { type: 'advance', snapshotId: idOf(3) },
    ]);
  });

  it('tells how old the newest good one is, and counts no bad one', async () => {
    const desk = await aDesk(good(1, NOW - hours(2)), { ...good(2, NOW - hours(1)), verified: false });

    expect(await desk.take()).toMatchObject({ ageHours: 2 });
    expect(await (await aDesk(asked(3, {}))).take()).toMatchObject({ ageHours: 5 });
    expect(await (await aDesk()).take()).toMatchObject({ ageHours: 0 });
  });

  it('names those that turned out bad in the last hours', async () => {
    const desk = await aDesk(
      { ...good(1, NOW - hours(9)), verified: false, verifiedAt: NOW - hours(2) },
      { ...good(2, NOW - hours(9)), verified: false, verifiedAt: NOW - hours(4) },
      asked(3, { status: 'failed', step: 'none', endedAt: NOW - minutes(5) }),
      good(4, NOW - hours(1)),
    );

    expect((await desk.take()).bad).toEqual([idOf(1), idOf(3)]);
  });
});
