import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { renderPdf } from '#shared/adapters/pdf/render.ts';
import { bundleDefaults } from '../../scripts/build.ts';
import { leanAliases, leanPlugins } from '../../scripts/lean-bundles.ts';
import { readPdf } from '../adapters/pdf/read-pdf.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
const SOURCE = `export { renderPdf } from '#shared/adapters/pdf/render.ts';`;

describe('a bundle that makes documents', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kefu-fonts-'));
    const settings = {
      ...bundleDefaults,
      absWorkingDir: PROJECT,
      alias: leanAliases(PROJECT),
      plugins: leanPlugins,
    };
    for (const [name, contents] of [
      ['with', SOURCE],
      ['without', 'export const nothing = 1;'],
    ] as const) {
      const stdin = { contents, resolveDir: PROJECT, sourcefile: 'index.ts' };
      await build({ ...settings, stdin, outfile: join(folder, name, 'index.mjs') });
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('sets them with the font that lies beside it, rare characters too', async () => {
    const bundled = (await import(pathToFileURL(join(folder, 'with', 'index.mjs')).href)) as {
      renderPdf: typeof renderPdf;
    };
    const head = {
      title: '工单',
      facts: [],
      foot: '',
      language: 'zh-CN',
      paper: 'portrait',
      madeAt: 0,
    } as const;
    const pieces: Uint8Array[] = [];
    for await (const piece of bundled.renderPdf(head, [{ kind: 'text', text: '喆堃' }])) pieces.push(piece);
    expect(readPdf(Buffer.concat(pieces)).pages[0]).toContain('喆堃');
  });
  it('has one weight of the font, with its licence', async () => {
    const font = join(folder, 'with', 'font');
    const files = await readdir(join(font, 'files'));
    expect(files).toContain('noto-sans-sc-chinese-simplified-400-normal.woff');
    expect(files.filter((name) => !name.endsWith('-400-normal.woff'))).toEqual([]);
    expect(await readFile(join(font, 'LICENSE'), 'utf8')).toContain('SIL OPEN FONT LICENSE Version 1.1');
  });
  it('is the only one with a font', async () => {
    expect(await readdir(join(folder, 'without'))).toEqual(['index.mjs']);
  });
});
