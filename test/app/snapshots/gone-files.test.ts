import { describe, expect, it } from 'vitest';
import { fullLine, idOf } from './a-snapshot.ts';
import { aWorker } from './a-worker.ts';

describe('A snapshot whose files are gone', () => {
  it('is found bad slice by slice, its record keeping some of them and never all', async () => {
    const { ask, finish, told, files, verifyAgain, clock, work, sent, read } = aWorker();
    told.parts = 200;
    told.lines = Array.from({ length: 200 }, (_, n) => fullLine(n));
    await ask(idOf(1));
    await finish(idOf(1));
    for (const key of [...files.keys()]) if (key.endsWith('.json.gz')) files.delete(key);
    await verifyAgain(idOf(1));
    clock.perCall = 2_000;
    const kept: number[] = [];
    do {
      sent.length = 0;
      await work(idOf(1), `message-${kept.length}`);
      kept.push((await read(idOf(1)))?.check?.problems.length ?? 0);
    } while (sent.length > 0);

    expect(kept.length).toBeGreaterThan(2);
    expect(Math.max(...kept)).toBe(50);
    const bad = await read(idOf(1));
    expect(bad).toMatchObject({ verified: false, step: 'none' });
    expect(bad?.problems).toHaveLength(50);
    expect(bad?.problems?.[0]?.code).toBe('partMissing');
  });
});

describe('An export that is under way', () => {
  it('need not tell yet which moment it shows', async () => {
    const { ask, work, told, read, sent } = aWorker();
    told.exports = { state: 'running', to: undefined };
    await ask(idOf(1));

    await work(idOf(1));

    expect(await read(idOf(1))).toMatchObject({ status: 'running', step: 'export' });
    expect(sent).toEqual([{ snapshotId: idOf(1), delaySeconds: 30 }]);
  });
});
