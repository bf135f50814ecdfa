import { beforeEach, describe, expect, it } from 'vitest';
import { getImport } from '#shared/app/imports/get-import.ts';
import type { Outgoing } from '#shared/app/ports.ts';
import { update } from '#shared/app/records.ts';
import { importRoutes } from '#shared/contracts/imports.ts';
import { heldBy } from '#shared/domain/imports/import.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import { type ImportBench, importBench } from '#test/support/import-bench.ts';
import { callerWith } from '#test/support/serve-operation.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const file = ['externalId,name', ...Array.from({ length: 40 }, (_, n) => `A${n},Customer ${n}`)].join('\n');

let bench: ImportBench;
let sent: unknown[];
beforeEach(async () => {
  bench = await importBench(NOW);
  sent = [];
});

const look = (id: string) => {
  const queue: Outgoing = { send: async (messages) => void sent.push(...messages.map(({ body }) => body)) };
  const linkTo = (key: string): string => `https://files.example.com/${key}`;
  const links = { download: linkTo, upload: linkTo };
  return bench.desk.call(
    getImport(links, () => queue),
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
