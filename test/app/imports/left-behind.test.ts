import { beforeEach, describe, expect, it } from 'vitest';
import { getImport } from '#shared/app/imports/get-import.ts';
import type { Outgoing } from '#shared/app/ports.ts';
import { update } from '#shared/app/records.ts';
import { importRoutes } from '#shared/contracts/imports.ts';
import { heldBy, isSilent, MOST_TRIES } from '#shared/domain/imports/import.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import { type ImportBench, importBench, Killed } from '#test/support/import-bench.ts';
import { callerWith } from '#test/support/serve-operation.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const file = ['externalId,name', ...Array.from({ length: 40 }, (_, n) => `A${n},Customer ${n}`)].join('\n');

let bench: ImportBench;
let sent: unknown[];
let unsent: unknown[];
let send: Outgoing['send'];
beforeEach(async () => {
  bench = await importBench(NOW);
  sent = [];
  unsent = [];
  send = async (messages) => void sent.push(...messages.map(({ body }) => body));
});

const look = (id: string) => {
  const linkTo = (key: string): string => `https://files.example.com/${key}`;
  const links = { download: linkTo, upload: linkTo };
  return bench.desk.call(
    getImport(links, { queue: () => ({ send }), unsent: (error) => void unsent.push(error) }),
    callerWith('admin'),
    { route: importRoutes['data/get-import'], params: { id } },
  );
};

/** Somebody else takes the import at this instant, in the middle of the first worker's slice, and is never heard of again. */
const overtaken = async (at: number): Promise<string> => {
  const id = await bench.handIn({ resource: 'customers', format: 'csv' }, file);
  bench.world.onCommit = () => {
    const job = bench.one(id);
    if (job.rows === undefined) return;
    bench.world.onCommit = () => undefined;
    void bench.store.commit([update('import', job, heldBy(job, 'gone', at))]);
  };
  await bench.deliver(id, 'first');
  expect(bench.one(id)).toMatchObject({ status: 'running', lease: { owner: 'gone' } });
  return id;
};
const toItsEnd = async (id: string): Promise<void> => {
  expect(await bench.run(id)).toMatchObject({ status: 'done', done: 40, counts: { created: 40, failed: 0 } });
  expect(bench.store.all('customer')).toHaveLength(40);
};

describe('An import that lost its message', () => {
  it('goes on when somebody looks at it, once nothing was heard of it for two minutes', async () => {
    const id = await overtaken(NOW);
    await look(id);
    expect([sent, bench.messages]).toEqual([[], []]);

    bench.desk.world.now = NOW + minutes(3);
    expect((await look(id)).body).toMatchObject({ status: 'running' });

    expect(sent).toEqual([{ importId: id }]);
    await toItsEnd(id);
  });

  it('is asked for once in two minutes, however many look at it at once and again', async () => {
    const id = await overtaken(NOW);
    bench.desk.world.now = NOW + minutes(3);
    const { version } = bench.one(id);
    const seen = await Promise.all(Array.from({ length: 4 }, () => look(id)));
    await look(id);
    expect(sent).toEqual([{ importId: id }]);
    expect(seen.map((answer) => answer.version)).toEqual(seen.map(() => version + 1));
    expect(seen[0]?.body).toMatchObject({ version: version + 1 });

    bench.desk.world.now = NOW + minutes(5);
    await look(id);
    expect(sent).toHaveLength(1);
    bench.desk.world.now = NOW + minutes(5) + 1;
    await look(id);
    expect(sent).toHaveLength(2);
  });

  it('is shown though its message can’t be sent, and asked for anew after two minutes', async () => {
    const id = await overtaken(NOW);
    const works = send;
    const refused = new Error('the queue refuses messages');
    send = async () => {
      throw refused;
    };
    bench.desk.world.now = NOW + minutes(3);
    expect((await look(id)).body).toMatchObject({ status: 'running' });
    await look(id);
    expect(unsent).toEqual([refused]);

    send = works;
    bench.desk.world.now = NOW + minutes(6);
    await look(id);
    expect(sent).toEqual([{ importId: id }]);
    await toItsEnd(id);
  });

  it('goes on by itself where its worker was overtaken by one that is not at it any more', async () => {
    const id = await overtaken(NOW - minutes(3));

    expect(bench.messages).toEqual([id]);
    await toItsEnd(id);
  });

  it('is not asked for while its file is awaited, nor when it is over', async () => {
    const id = await bench.handIn({ resource: 'customers', format: 'csv' }, file);
    bench.desk.world.now = NOW + minutes(30);
    await look(id);
    await bench.run(id);
    bench.desk.world.now = NOW + minutes(60);
    await look(id);

    expect(sent).toEqual([]);
  });
});

describe('An import whose worker dies each time', () => {
  /** Delivers its message until nothing comes of it any more; every time minutes after the one before. */
  const deaths = async (id: string, dies: () => boolean): Promise<number> => {
    let died = 0;
    for (let n = 1; n < 50; n++) {
      bench.desk.world.now += minutes(3);
      await look(id);
      bench.world.onCommit = () => {
        if (bench.one(id).lease?.owner === `worker ${n}` && dies()) throw new Killed();
      };
      try {
        await bench.deliver(id, `worker ${n}`);
        return died;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        died += 1;
      }
    }
    return died;
  };

  it('before its file is read has failed when it was taken ten times, and nobody asks for it any more', async () => {
    const id = await bench.handIn({ resource: 'customers', format: 'csv' }, file);
    expect(await deaths(id, () => true)).toBe(MOST_TRIES);

    expect(bench.one(id)).toMatchObject({ status: 'failed', problem: { code: 'unreadable' } });
    expect([...bench.files.keys()]).toEqual([]);
    expect(bench.store.all('customer')).toEqual([]);
    // How often it was taken is how the work is done, and no change that the trail tells of.
    const told = bench.store.all('audit').flatMap(({ changes }) => Object.keys(changes ?? {}));
    expect([...new Set(told)].sort()).toEqual(['problem.code', 'status']);
    sent = [];
    bench.desk.world.now += minutes(30);
    expect((await look(id)).body).toMatchObject({ status: 'failed', problem: { code: 'unreadable' } });
    expect([sent, isSilent(bench.one(id), bench.desk.world.now)]).toEqual([[], false]);
  });

  it('while its rows are applied is called off then, and what is written stays', async () => {
    const id = await bench.handIn({ resource: 'customers', format: 'csv' }, file);
    // The first one reads the file: the import came on, and its tries count anew.
    expect(
      await deaths(id, () => bench.one(id).rows !== undefined && bench.store.all('customer').length > 20),
    ).toBe(MOST_TRIES + 1);

    expect(bench.one(id)).toMatchObject({ status: 'failed', problem: { code: 'cancelled' }, rows: 40 });
    expect(bench.store.all('customer').length).toBeGreaterThan(20);
    expect([...bench.files.keys()]).toEqual([]);
  });

  it('goes on from a record of before tries were counted', async () => {
    const id = await overtaken(NOW);
    const { tries: _, ...old } = bench.one(id);
    await bench.store.commit([update('import', bench.one(id), { ...old, version: old.version + 1 })]);
    bench.desk.world.now = NOW + minutes(3);

    await toItsEnd(id);
  });
});
