import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { verifySnapshot } from '#shared/app/snapshots/verify-snapshot.ts';
import { minutes, seconds } from '#shared/domain/kernel/time.ts';
import { manifestKeyOf } from '#shared/domain/snapshots/manifest.ts';
import { idOf, TABLE } from './a-snapshot.ts';
import { aWorker, NOW } from './a-worker.ts';

const ID = idOf(1);
const NEXT = idOf(2);
type Worker = ReturnType<typeof aWorker>;

const manifestIn = ({ files }: Worker, id = ID): string | undefined => {
  const bytes = files.get(manifestKeyOf(id));
  return bytes && new TextDecoder().decode(bytes);
};
const killed = () => {
  throw new Error('killed');
};
/** Throws at the nth call, and only then. */
const atCall = (n: number): (() => void) => {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls === n) killed();
  };
};

describe('A snapshot', () => {
  it('is exported, read back, signed for and verified by one message when it is small', async () => {
    const worker = aWorker();
    await worker.ask(ID);
    await worker.work(ID);

    const snapshot = await worker.read(ID);
    expect(snapshot).toMatchObject({
      ...{ status: 'done', step: 'none', verified: true, items: 95, tableId: 'table-1', to: NOW },
      parts: { done: 10, total: 10 },
    });
    expect(snapshot?.lease).toBeUndefined();
    expect(await verifySnapshot(worker.source, ID, { table: TABLE })).toEqual([]);
    expect(worker.sent).toEqual([]);
  });

  it('is left alone by a message that comes again when it is done', async () => {
    const worker = aWorker();
    await worker.ask(ID);
    await worker.work(ID);
    const before = await worker.read(ID);
    await worker.work(ID);
    await worker.work(idOf(9));

    expect(await worker.read(ID)).toEqual(before);
  });

  it('goes on in slices of so many seconds, each by a message of its own', async () => {
    const worker = aWorker();
    await worker.ask(ID);
    worker.clock.perCall = seconds(20);
    let messages = 0;
    await worker.work(ID, 'first');
    for (let next = worker.sent.shift(); next; next = worker.sent.shift()) {
      messages += 1;
      expect(next.delaySeconds).toBe(0);
      await worker.work(next.snapshotId, `next-${messages}`);
    }

    expect(await worker.read(ID)).toMatchObject({ status: 'done', verified: true, items: 95 });
    expect(messages).toBeGreaterThan(1);
  });

  it('has no manifest before the last of its files was read', async () => {
    const worker = aWorker();
    await worker.ask(ID);
    worker.clock.perCall = seconds(30);
    const read: (number | undefined)[] = [];
    worker.sent.push({ snapshotId: ID, delaySeconds: 0 });
    let messages = 0;
    for (let next = worker.sent.shift(); next; next = worker.sent.shift()) {
      await worker.work(next.snapshotId, `message-${++messages}`);
      const { step, parts } = (await worker.read(ID)) ?? {};
      if (step !== 'tally') continue;
      read.push(parts?.done);
      expect(manifestIn(worker)).toBeUndefined();
    }

    expect(read).toEqual([4]);
    expect(await worker.read(ID)).toMatchObject({ status: 'done', verified: true, items: 95 });
  });

  it('is waited for while the database is still at it', async () => {
    const worker = aWorker();
    worker.told.exports = { state: 'running' };
    await worker.ask(ID);
    await worker.work(ID);

    expect(worker.sent).toEqual([{ snapshotId: ID, delaySeconds: 30 }]);
    expect(await worker.read(ID)).toMatchObject({ status: 'running', step: 'export' });
    worker.told.exports = {};
    expect(await worker.finish(ID)).toMatchObject({ status: 'done', verified: true });
    expect(worker.begun).toHaveLength(1);
  });
});

/** Every place at which a worker may die: at each file that it reads, each object and each record that it writes. */
const places = (['read', 'put', 'commit'] as const).flatMap((place) =>
  Array.from({ length: { read: 20, put: 2, commit: 6 }[place] }, (_, n) => [place, n + 1] as const),
);

describe('A worker that dies', () => {
  it.each(places)(
    'at its %s number %i leaves nothing to see, and the next one makes the same snapshot',
    async (place, n) => {
      const whole = aWorker();
      await whole.ask(ID);
      await whole.work(ID);
      const worker = aWorker();
      await worker.ask(ID);
      worker.faults[place] = atCall(n);
      await expect(worker.work(ID)).rejects.toThrow('killed');

      const seen = await worker.read(ID);
      expect(seen?.status === 'done').toBe(manifestIn(worker) !== undefined && seen?.step === 'verify');
      if (manifestIn(worker) === undefined) expect(seen?.manifestKey).toBeUndefined();
      // The message comes again, to somebody else who has the same.
      await worker.work(ID);

      expect(await worker.read(ID)).toMatchObject({ status: 'done', verified: true, items: 95 });
      expect(manifestIn(worker)).toBe(manifestIn(whole));
      expect(worker.begun).toHaveLength(1);
    },
  );

  it('is not disturbed while it lives, and replaced when its lease is over', async () => {
    const worker = aWorker();
    await worker.ask(ID);
    worker.faults.read = killed;
    await expect(worker.work(ID, 'one')).rejects.toThrow('killed');
    delete worker.faults.read;
    await worker.work(ID, 'another');
    expect(await worker.read(ID)).toMatchObject({ status: 'running', step: 'tally' });

    worker.clock.now += minutes(2);
    await worker.work(ID, 'another');
    expect(await worker.read(ID)).toMatchObject({ status: 'done', verified: true });
  });

  it('finds another ahead of it, and writes nothing more', async () => {
    const worker = aWorker();
    await worker.ask(ID);
    const both = await Promise.allSettled([worker.work(ID, 'one'), worker.work(ID, 'one')]);

    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await worker.finish(ID)).toMatchObject({ status: 'done', verified: true });
    expect(worker.begun).toHaveLength(1);
    expect(await verifySnapshot(worker.source, ID, { table: TABLE })).toEqual([]);
  });
});

describe('A bucket that is busy', () => {
  it('makes the message come again until it is not: 503 SlowDown, 500, broken streams', async () => {
    const worker = aWorker();
    await worker.ask(ID);
    let calls = 0;
    worker.faults.read = worker.faults.put = () => {
      calls += 1;
      if (calls % 3 === 0) throw Object.assign(new Error('busy'), { name: 'SlowDown' });
    };
    let tries = 0;
    for (; (await worker.read(ID))?.step !== 'none' && tries < 50; tries += 1) {
      worker.faults.put = tries % 2 ? worker.faults.read : () => undefined;
      if (tries > 5) worker.faults.read = () => undefined;
      await worker.work(ID).catch(() => undefined);
    }

    expect(tries).toBeGreaterThan(5);
    expect(await worker.read(ID)).toMatchObject({ status: 'done', verified: true, items: 95 });
  });
});

describe('A database that does not export', () => {
  it('is asked three times, and then the snapshot has failed', async () => {
    const worker = aWorker();
    worker.told.exports = { state: 'failed', reason: 'S3AccessDenied' };
    await worker.ask(ID);
    const snapshot = await worker.finish(ID);

    expect(snapshot).toMatchObject({
      status: 'failed',
      problems: [{ code: 'exportFailed', reason: 'S3AccessDenied' }],
    });
    expect(worker.begun.map(({ token, prefix }) => [token, prefix])).toEqual([
      [ID, ID],
      [`${ID}-2`, `${ID}/attempt-2`],
      [`${ID}-3`, `${ID}/attempt-3`],
    ]);
    expect(manifestIn(worker)).toBeUndefined();
  });

  it('without recovery has its word in the record', async () => {
    const worker = aWorker();
    worker.told.recoverableFrom = undefined;
    await worker.ask(ID, 'incremental');

    expect(await worker.finish(ID)).toMatchObject({
      status: 'failed',
      problems: [{ code: 'exportFailed', reason: 'PointInTimeRecoveryUnavailableException' }],
    });
  });

  it('or wrote less than it says makes no snapshot', async () => {
    const worker = aWorker();
    worker.told.missing = 1;
    await worker.ask(ID);

    expect(await worker.finish(ID)).toMatchObject({
      status: 'failed',
      problems: [{ code: 'exportIncomplete' }],
    });
    expect(manifestIn(worker)).toBeUndefined();
  });
});

describe('A file of an export that is not whole', () => {
  it('makes no snapshot, and no manifest of the others', async () => {
    const worker = aWorker();
    await worker.ask(ID);
    worker.faults.read = (key) => {
      if (key.endsWith('/data/9.json.gz')) worker.files.set(key, gzipSync(''));
    };

    expect(await worker.finish(ID)).toMatchObject({
      status: 'failed',
      problems: [{ code: 'exportIncomplete', reason: 'read' }],
    });
    expect(manifestIn(worker)).toBeUndefined();
  });
});

describe('An incremental snapshot', () => {
  const afterAFull = async (later: number) => {
    const worker = aWorker();
    await worker.ask(ID);
    await worker.work(ID);
    worker.clock.now += later;
    worker.told.lines = [];
    await worker.ask(NEXT, 'incremental');
    return worker;
  };

  it('continues the newest good one, and exports no shorter a window than the database allows', async () => {
    const worker = await afterAFull(minutes(5));
    const snapshot = await worker.finish(NEXT);

    expect(snapshot).toMatchObject({ kind: 'incremental', base: ID, full: ID, from: NOW, verified: true });
    expect(worker.begun[1]?.from).toBeLessThanOrEqual(NOW + minutes(5) - minutes(15));
  });

  it('continues nothing that is bad: it is a full one then', async () => {
    const worker = await afterAFull(minutes(60));
    worker.files.delete(manifestKeyOf(ID));

    expect(await worker.finish(NEXT)).toMatchObject({ kind: 'full', verified: true });
    expect(worker.begun[1]?.from).toBeUndefined();
  });

  it('is bad as soon as what it continues is gone', async () => {
    const worker = await afterAFull(minutes(60));
    await worker.finish(NEXT);
    worker.files.delete(manifestKeyOf(ID));

    expect(await verifySnapshot(worker.source, NEXT)).toEqual([
      { code: 'chainBroken', snapshotId: ID, reason: 'manifestMissing' },
    ]);
  });
});

describe('A place that is taken', () => {
  it('is not written over: the snapshot has failed, and says what lies there', async () => {
    const worker = aWorker();
    await worker.ask(ID);
    worker.files.set(manifestKeyOf(ID), new TextEncoder().encode('{}'));

    expect(await worker.finish(ID)).toMatchObject({
      status: 'failed',
      problems: [{ code: 'manifestUnreadable' }],
    });
    expect(manifestIn(worker)).toBe('{}');
  });
});
