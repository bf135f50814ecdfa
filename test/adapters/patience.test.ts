import { globSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { functionSpecs, isBehindApi } from '#infra/functions.ts';
import { hurried, patience } from '#shared/adapters/patience.ts';
import { isTransient } from '#shared/runtime/http/problem.ts';

/** What stands between the parenthesis here and the one that closes it. */
const argumentsAt = (text: string, start: number): string => {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return text.slice(start, at);
  }
  return '';
};

describe('a client of AWS', () => {
  let server: Server | undefined;
  afterEach(() => server?.closeAllConnections());

  it('gives up a call that hangs, tries again, and says at last that it will pass', async () => {
    let calls = 0;
    server = createServer(() => {
      calls += 1;
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const options = patience({ requestMs: 30, maxAttempts: 2 });
    const client = new DynamoDBClient({ ...options, endpoint, region: 'eu-central-1', credentials });
    const failure: unknown = await client.send(new ListTablesCommand({})).catch((error: unknown) => error);
    client.destroy();
    server.close();

    expect(failure).toMatchObject({ name: 'TimeoutError' });
    expect(isTransient(failure)).toBe(true);
    expect(calls).toBe(2);
  });

  it('has given up for good before a function that somebody waits for runs out of time', () => {
    const { maxAttempts, requestHandler } = hurried;
    const [shortest = 0] = functionSpecs
      .filter(isBehindApi)
      .map(({ timeoutSeconds }) => timeoutSeconds)
      .sort((a, b) => a - b);

    expect(maxAttempts * requestHandler.requestTimeout).toBeLessThan(shortest * 1000 - 2000);
  });

  it('is made with a limit to its patience, wherever it is made', () => {
    const made = globSync('shared/**/*.ts').flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return [...text.matchAll(/new \w+Client(?=\()/g)].map(({ index, 0: name }) => ({
        file,
        isPatient: /hurried|patien(?:t|ce)/.test(argumentsAt(text, index + name.length)),
      }));
    });

    expect(made.length).toBeGreaterThanOrEqual(9);
    expect(made.filter(({ isPatient }) => !isPatient)).toEqual([]);
  });
});
