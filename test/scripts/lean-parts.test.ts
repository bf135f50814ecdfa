import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalPhone } from '#shared/domain/customers/phone.ts';
import { bundleDefaults } from '../../scripts/build.ts';
import { leanAliases, leanPlugins } from '../../scripts/lean-bundles.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const SOURCE = `
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
export { canonicalPhone } from '#shared/domain/customers/phone.ts';

export const kept = z.object({ count: z.int().min(1).default(3), names: z.array(z.string()).optional() }).strict();
export const described = () => z.toJSONSchema(kept);
export const described2 = () => kept.toJSONSchema();
export const tablesAt = async (endpoint) => {
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'A', secretAccessKey: 'B' } });
  const { TableNames } = await client.send(new ListTablesCommand({}));
  return { TableNames, agent: await client.config.defaultUserAgentProvider() };
};`;

type Parts = {
  readonly canonicalPhone: typeof canonicalPhone;
  readonly kept: { parse(value: unknown): unknown };
  described(): unknown;
  described2(): unknown;
  tablesAt(endpoint: string): Promise<{ TableNames: string[]; agent: string[][] }>;
};

describe('a lean bundle', () => {
  let folder = '';
  let parts: Parts;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kefu-lean-'));
    const outfile = join(folder, 'index.mjs');
    await build({
      ...bundleDefaults,
      absWorkingDir: PROJECT,
      alias: leanAliases(PROJECT),
      plugins: leanPlugins,
      stdin: { contents: SOURCE, resolveDir: PROJECT, sourcefile: 'index.ts' },
      outfile,
    });
    parts = (await import(pathToFileURL(outfile).href)) as Parts;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has the numbering plans beside it, and reads phones as the sources do', async () => {
    const code = await readFile(join(folder, 'index.mjs'), 'utf8');
    const plans = JSON.parse(await readFile(join(folder, 'phones.json'), 'utf8')) as { countries: object };
    expect(Object.keys(plans.countries).length).toBeGreaterThan(200);
    expect(code).not.toContain('country_calling_codes":');
    for (const text of [
      '138 0013 8000',
      '+86 21 6103 5678',
      '+33 1 42 68 53 00',
      '+1 415 555 2671',
      '110',
      '+999 1',
    ])
      expect(parts.canonicalPhone(text), text).toBe(canonicalPhone(text));
  });

  it('checks by schemas, but does not translate them', () => {
    expect(parts.kept.parse({})).toEqual({ count: 3 });
    expect(() => parts.kept.parse({ count: 0 })).toThrow();
    expect(() => parts.described()).toThrow("built without zod's JSON Schema");
    expect(() => parts.described2()).toThrow("built without zod's JSON Schema");
  });

  it('calls DynamoDB without asking for another address', async () => {
    const { createServer } = await import('node:http');
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(String(request.headers['x-amz-target']));
      response.setHeader('content-type', 'application/x-amz-json-1.0').end('{"TableNames":["cases"]}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const { TableNames, agent } = await parts.tablesAt(`http://127.0.0.1:${port}`);
    await new Promise((done) => server.close(done));

    expect(TableNames).toEqual(['cases']);
    expect(asked).toEqual(['DynamoDB_20120810.ListTables']);
    expect(agent[0]).toEqual(['aws-sdk-js', expect.stringMatching(/^3\.\d+\.\d+$/)]);
  });
});
