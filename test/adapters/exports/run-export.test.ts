import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runExport } from '#shared/app/exports/run-export.ts';
import type { ExportTools } from '#shared/app/exports/tools.ts';
import { create, put, ref, update } from '#shared/app/records.ts';
import { afterErasure, cancelled, type Export } from '#shared/domain/exports/export.ts';
import { LEASE_MS } from '#shared/domain/jobs/lease.ts';
import { callerWith } from '#test/support/serve-operation.ts';
import { sized } from '#test/support/size.ts';
import { idOf } from '../support/a-case.ts';
import { aDesk, caseNo } from './desk.ts';

const CASES = 60;

describe('the worker of exports', () => {
  let desk: Awaited<ReturnType<typeof aDesk>>;
  beforeAll(async () => {
    desk = await aDesk(CASES);
  }, 60_000);
  afterAll(() => desk.close());
  beforeEach(() => {
    desk.before.write = () => undefined;
    desk.queue.length = 0;
  });

  /** Works until nothing is left to do, each message by a worker of its own. */
  const untilDone = async (id: string, over: Partial<ExportTools> = {}): Promise<void> => {
    desk.queue.push(id);
    for (let n = 0; desk.queue.length > 0; n++) {
      if (n > 200) throw new Error('it never ends');
      await runExport(desk.queue.shift() as string, desk.tools(`m${n}`, over));
    }
  };
  const truth = async (over: Partial<Export> = {}): Promise<Buffer> => {
    const id = await desk.ask(over);
    await untilDone(id);
    return desk.fileOf(id);
  };

  it('makes the same file in one go and slice by slice, in every format', async () => {
    for (const format of ['ndjson', 'csv', 'xlsx'] as const) {
      const whole = await truth({ format });
      const id = await desk.ask({ format });
      let batches = 0;
      await untilDone(id, { spentMs: () => (++batches % 2 === 0 ? 50_000 : 0), partBytes: () => 3_000 });
      expect((await desk.fileOf(id)).length).toBeGreaterThan(0);
      if (format !== 'xlsx') expect((await desk.fileOf(id)).equals(whole)).toBe(true);
      expect((await desk.readOne(id)).rows).toBe(CASES);
    }
  });

  it('makes the same file when a worker dies at any of its steps', async () => {
    const whole = await truth();
    const small = { partBytes: () => 5_000 };
    let died = 0;
    for (let step = 1; step <= 60; step += sized(3, 1)) {
      const id = await desk.ask();
      let steps = 0;
      desk.before.write = () => {
        if (++steps === step) throw new Error('the worker dies');
      };
      const first = await runExport(id, desk.tools('first', small)).then(
        () => 'ended',
        () => 'died',
      );
      desk.before.write = () => undefined;
      if (first === 'died') died++;
      // Another worker has to wait for the lease; the message itself comes back as it was.
      if (step % 2 === 0) desk.world.now += LEASE_MS + 1000;
      desk.queue.push(id);
      for (let n = 0; desk.queue.length > 0; n++)
        await runExport(desk.queue.shift() as string, desk.tools(step % 2 === 0 ? `m${n}` : 'first', small));
      expect((await desk.fileOf(id)).equals(whole), `step ${step}`).toBe(true);
      if (first === 'ended' && steps < step) break;
    }
    expect(died).toBeGreaterThan(sized(3, 8));
  }, 120_000);

  it('is one of two when two come at once, and there is one file', async () => {
    const whole = await truth();
    for (let n = 0; n < 10; n++) {
      const id = await desk.ask();
      const small = { partBytes: () => 5_000 };
      await Promise.all([runExport(id, desk.tools('a', small)), runExport(id, desk.tools('b', small))]);
      expect((await desk.fileOf(id)).equals(whole)).toBe(true);
      const of = [...desk.files.keys()].filter((key) => key.includes(id) && !key.endsWith('.tail'));
      expect(of.length).toBe(1);
    }
  });

  it('that slept through its lease overwrites nothing', async () => {
    const whole = await truth();
    const id = await desk.ask();
    const small = { partBytes: () => 5_000 };
    let wake: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    let parts = 0;
    const sleeper = desk.tools('sleeper', small);
    const { uploads } = sleeper.files;
    const sleepy: ExportTools = {
      ...sleeper,
      files: {
        ...sleeper.files,
        uploads: {
          ...uploads,
          async part(...args) {
            if (++parts === 2) await asleep;
            return uploads.part(...args);
          },
        },
      },
    };
    const first = runExport(id, sleepy);
    while (parts < 2) await desk.pause(5);
    desk.world.now += LEASE_MS + 1000;
    await runExport(id, desk.tools('second', small));
    wake();
    await first.catch(() => undefined);
    expect((await desk.fileOf(id)).equals(whole)).toBe(true);
    expect((await desk.readOne(id)).status).toBe('done');
  });

  it('gives up after some tries, and says so', async () => {
    const id = await desk.ask();
    const broken = {
      writer: () => {
        throw new Error('broken');
      },
    };
    for (let n = 0; n < 5; n++) await runExport(id, desk.tools('m', broken)).catch(() => undefined);
    expect(await desk.readOne(id)).toMatchObject({ status: 'failed', problem: 'internal_error' });
  });

  it('stops when the maker has other rights than those with which they asked', async () => {
    const id = await desk.ask();
    const { maker } = desk.world;
    desk.world.maker = callerWith('supervisor', { id: maker.id });
    await untilDone(id);
    desk.world.maker = maker;
    expect(await desk.readOne(id)).toMatchObject({ status: 'failed', problem: 'rights_changed' });
  });

  it('stops at the next place when the export is cancelled, and leaves nothing', async () => {
    const id = await desk.ask();
    const uploads = desk.uploads.size;
    let commits = 0;
    const tools = desk.tools('m', { partBytes: () => 5_000 });
    await runExport(id, {
      ...tools,
      async commit(writes) {
        if (++commits === 3) {
          const before = await desk.readOne(id);
          await desk.store.commit([update('export', before, cancelled(before, desk.world.now) as Export)]);
        }
        await tools.commit(writes);
      },
    });
    expect(await desk.readOne(id)).toMatchObject({ status: 'cancelled' });
    expect((await desk.readOne(id)).run).toBeUndefined();
    expect([...desk.files.keys()].filter((key) => key.includes(id))).toEqual([]);
    expect(desk.uploads.size).toBe(uploads);
  });

  it('begins anew when somebody is erased before the file is there', async () => {
    const id = await desk.ask();
    let erased = false;
    const tools = desk.tools('m', { partBytes: () => 5_000 });
    const busy: ExportTools = {
      ...tools,
      async commit(writes) {
        await tools.commit(writes);
        if (erased || !(await desk.readOne(id)).run?.isWritten) return;
        erased = true;
        await desk.store.commit([put('tombstone', { customerId: idOf('cus', 1), erasedAt: desk.world.now })]);
        await desk.change(idOf('tkt', 5), { subject: '' });
      },
    };
    await runExport(id, busy);
    expect((await desk.readOne(id)).status).toBe('running');
    while (desk.queue.length > 0) await runExport(desk.queue.shift() as string, desk.tools('n'));
    const rows = (await desk.fileOf(id))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.find((row) => row['id'] === idOf('tkt', 5))?.['subject']).toBe('');
  });

  it('begins anew when it is told that somebody was erased', async () => {
    const id = await desk.ask();
    let told = false;
    const tools = desk.tools('m', { partBytes: () => 5_000 });
    await runExport(id, {
      ...tools,
      async commit(writes) {
        const before = await desk.readOne(id);
        if (!told && before.run?.isWritten) {
          told = true;
          await desk.store.commit([update('export', before, afterErasure(before, desk.world.now) as Export)]);
        }
        await tools.commit(writes);
      },
    });
    while (desk.queue.length > 0) await runExport(desk.queue.shift() as string, desk.tools('n'));
    const done = await desk.readOne(id);
    expect([told, done.status, done.rows]).toEqual([true, 'done', CASES]);
    expect(done.fileKey).toMatch(/\/2[-.]/);
  });

  it('finds what is there from beginning to end exactly once while cases move, come and change', async () => {
    let stop = false;
    let moves = 0;
    const statuses = ['open', 'pending', 'onHold', 'open', 'pending'] as const;
    const moving = (async () => {
      for (let n = 1; !stop; n++) {
        const no = (n * 7) % CASES;
        if (no !== 0) await desk.change(idOf('tkt', no), { status: statuses[n % statuses.length] ?? 'open' });
        if (n % 10 === 0 && moves < 50) await desk.store.commit([create('ticket', caseNo(1000 + n))]);
        moves++;
      }
    })();
    for (let n = 0; n < 8; n++) {
      const id = await desk.ask({ fields: ['id'] });
      await untilDone(id);
      const ids = (await desk.fileOf(id))
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id);
      expect(new Set(ids).size).toBe(ids.length);
      for (let no = 1; no <= CASES; no++) expect(ids).toContain(idOf('tkt', no));
    }
    stop = true;
    await moving;
    expect(moves).toBeGreaterThan(50);
  }, 60_000);

  it('knows nothing of an export that is not there', async () => {
    await runExport(idOf('exp', 9), desk.tools('m'));
    expect(
      (await desk.store.reader.get([ref('export', idOf('exp', 9))])).one(ref('export', idOf('exp', 9))),
    ).toBeUndefined();
  });
});
