import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryDir } from './support/assembly.ts';
import { call, startDemo } from './support/stack.ts';

const script = fileURLToPath(new URL('./support/crash-child.ts', import.meta.url));

const startChild = async (home: string): Promise<{ child: ChildProcess; address: string }> => {
  const child = spawn(process.execPath, [script, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { child, address: chunk.toString().trim() };
};

/** Writes notes in three lanes and kills the process after `count` answers; answers the ids that were acknowledged. */
const writeAndKill = async (
  child: ChildProcess,
  address: string,
  round: number,
  count: number,
): Promise<string[]> => {
  const acknowledged: string[] = [];
  const writer = async (lane: number): Promise<void> => {
    for (let i = 0; ; i += 1) {
      const id = `${round}-${lane}-${i}`;
      const answer = await call({ address }, 'PUT', `/notes/${id}`, { body: { text: 'hi' } }).catch(
        () => undefined,
      );
      if (answer?.status !== 201) return;
      acknowledged.push(id);
      if (acknowledged.length === count) child.kill('SIGKILL');
    }
  };
  await Promise.all([0, 1, 2].map(writer));
  return acknowledged;
};

it('loses nothing it acknowledged when it is killed at any moment', async () => {
  const home = temporaryDir();
  const acknowledged: string[] = [];
  for (const [round, count] of [3, 40, 11].entries()) {
    const { child, address } = await startChild(home);
    acknowledged.push(...(await writeAndKill(child, address, round, count)));
  }
  const stack = await startDemo({ home });
  await stack.drain();
  const lost: string[] = [];
  for (const id of acknowledged) {
    const { body } = await call(stack, 'GET', `/notes/${id}`);
    if ((body as { done?: string }).done !== 'yes') lost.push(id);
  }
  await stack.close();

  expect(acknowledged.length).toBeGreaterThanOrEqual(54);
  expect(lost).toEqual([]);
});
