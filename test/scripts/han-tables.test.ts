import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingsOf, simplified } from '#shared/domain/customers/han.ts';
import { bundleDefaults } from '../../scripts/build.ts';
import { hanTablesBeside } from '../../scripts/lean/han-tables.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const SOURCE = `export { readingsOf, simplified } from '#shared/domain/customers/han.ts';`;
type Han = { readingsOf: typeof readingsOf; simplified: typeof simplified };

describe('a bundle that reads Chinese', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kefu-han-'));
    const settings = { ...bundleDefaults, absWorkingDir: PROJECT, plugins: [hanTablesBeside] };
    for (const [name, contents] of [
      ['with', SOURCE],
      ['without', 'export const nothing = 1;'],
    ] as const) {
      const stdin = { contents, resolveDir: PROJECT, sourcefile: 'index.ts' };
      await build({ ...settings, stdin, outfile: join(folder, name, 'index.mjs') });
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has the tables beside it and not in it, and reads as the sources do', async () => {
    const file = join(folder, 'with', 'index.mjs');
    expect((await readFile(file, 'utf8')).length).toBeLessThan(4000);
    const bundled = (await import(pathToFileURL(file).href)) as Han;
    for (const character of '单曾仇乐劉𠮷x') {
      expect(bundled.readingsOf(character)).toEqual(readingsOf(character));
      expect(bundled.simplified(character)).toBe(simplified(character));
    }
  });

  it('has them only where they are needed', async () => {
    await expect(readFile(join(folder, 'without', 'han.json'))).rejects.toThrow('ENOENT');
  });
});
