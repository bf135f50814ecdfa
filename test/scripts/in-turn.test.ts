import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTurn } from '../../scripts/in-turn.ts';

describe('work on the same files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kefu-turn-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is done one after the other, also when one fails', async () => {
    const file = join(folder, 'same');
    let inside = 0;
    let most = 0;
    const work = async (n: number): Promise<number> => {
      inside += 1;
      most = Math.max(most, inside);
      await pause(20);
      inside -= 1;
      if (n === 1) throw new Error('one fails');
      return n;
    };
    const ends = await Promise.allSettled([0, 1, 2, 3].map((n) => inTurn(file, () => work(n))));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(most).toBe(1);
  });

  it('goes on when the process that had its turn is killed', async () => {
    const file = join(folder, 'killed');
    const script = new URL('../../scripts/in-turn.ts', import.meta.url).href;
    const code = `import { inTurn } from ${JSON.stringify(script)};
      await inTurn(${JSON.stringify(file)}, async () => { console.log('mine'); await new Promise((r) => setTimeout(r, 60_000)); });`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', code]);
    await new Promise((resolve) => other.stdout.once('data', resolve));
    const mine = inTurn(file, async () => 'mine');
    const early = await Promise.race([mine, pause(250, 'waiting')]);
    other.kill('SIGKILL');
    expect([early, await mine]).toEqual(['waiting', 'mine']);
  });
});
