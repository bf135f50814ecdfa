import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LocalStack } from '#local/options.ts';
import { type Client, createClient } from '../../scripts/replay/client.ts';
import { loadSampleShop } from '../../scripts/sample-shop.ts';
import { startStack } from '../../scripts/stack.ts';

type Ticket = { id: string; status: string; escalationLevel: number; createdAt: string };

describe('the sample shop of a new system', () => {
  const home = mkdtempSync(join(tmpdir(), 'kefu-shop-'));
  let stack: LocalStack;
  let client: Client;
  const start = async (): Promise<void> => {
    stack = (await startStack({ home, port: 0, history: true, quiet: true })).stack;
    client = createClient(stack.address);
    await client.readClock();
  };
  beforeAll(start);
  afterAll(async () => {
    await stack.close();
    rmSync(home, { recursive: true, force: true });
  });

  const items = async <Item>(path: string): Promise<Item[]> =>
    ((await client.call('admin', 'GET', `${path}?limit=100`)).body as { items: Item[] }).items;

  it('is told in one go though its start was cut off, and nothing of it twice', async () => {
    const { fetch } = globalThis;
    let calls = 0;
    const cutting = vi.spyOn(globalThis, 'fetch').mockImplementation(async (...call) => {
      calls += 1;
      const answer = await fetch(...call);
      // The answer is lost: the system has done what was asked for, and the teller doesn't know.
      if (calls > 150) throw new Error('cut off');
      return answer;
    });
    await expect(loadSampleShop(stack, home)).rejects.toThrow('cut off');
    cutting.mockRestore();
    await stack.close();
    await start();
    await loadSampleShop(stack, home);

    expect(await items('/v1/tickets')).toHaveLength(45);
    expect(await items('/v1/customers')).toHaveLength(16);
  });

  it('leaves the clock at the machine’s time', () => {
    expect(Math.abs(stack.clock.now() - Date.now())).toBeLessThanOrEqual(1);
  });

  it('has cases in every state, some of them up the ladder', async () => {
    const tickets = await items<Ticket>('/v1/tickets');

    expect(new Set(tickets.map(({ status }) => status))).toEqual(
      new Set(['new', 'open', 'pending', 'onHold', 'resolved', 'closed']),
    );
    expect(new Set(tickets.map(({ escalationLevel }) => escalationLevel))).toEqual(new Set([0, 1, 2]));
    const created = tickets.map(({ createdAt }) => Date.parse(createdAt));
    expect(Math.max(...created) - Math.min(...created)).toBeGreaterThan(2.5 * 86_400_000);
    expect(Math.max(...created)).toBeLessThan(Date.now());
  });

  it('has answers to surveys, good and bad', async () => {
    await stack.drain();
    const scores = (await items<{ csat: number }>('/v1/survey-responses')).map(({ csat }) => csat);

    expect(scores.length).toBeGreaterThanOrEqual(5);
    expect(Math.min(...scores)).toBeLessThanOrEqual(2);
    expect(Math.max(...scores)).toBe(5);
  });

  it('is not told again', async () => {
    const fetching = vi.spyOn(globalThis, 'fetch');
    await loadSampleShop(stack, home);

    expect(fetching).not.toHaveBeenCalled();
    expect(existsSync(join(home, 'sample-shop.done'))).toBe(true);
    fetching.mockRestore();
  });
});
