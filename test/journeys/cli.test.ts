import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../scripts/kefu/io.ts';
import { runKefu } from '../../scripts/kefu/run.ts';
import { type Journey, startJourney } from '../support/local-stack.ts';

let journey: Journey;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kefu-cli-'));
  journey = await startJourney();
}, 120_000);
afterAll(async () => {
  await journey?.close();
  await rm(folder, { recursive: true, force: true });
});

const kefu = async (...args: string[]) => {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    env: { KEFU_URL: journey.stack.address },
    pause: (ms) => pause(Math.min(ms, 100)),
    signal: new AbortController().signal,
  };
  const code = await runKefu(args, io);
  return {
    code,
    out,
    err: err.join('\n'),
    json: () => out.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
};

describe('the command line against a local stack', () => {
  it('signs in as a sample person and says who that is', async () => {
    expect(await kefu('users', 'me')).toMatchObject({
      code: 0,
      out: [expect.stringMatching(/^usr_\S+ {2}.+ {2}admin$/)],
    });
    const { code, json } = await kefu('users', 'me', '--as', 'analyst1', '--json');
    expect(code).toBe(0);
    expect(json()).toMatchObject([{ role: 'analyst' }]);
  });
});
