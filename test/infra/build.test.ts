import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FunctionId, FunctionSpec } from '#infra/functions.ts';
import { buildFunctions, fingerprint } from '../../scripts/build.ts';

const spec = (id: FunctionId): FunctionSpec => ({
  id,
  entry: `functions/${id}.ts`,
  bundle: id.replaceAll('/', '-'),
  timeoutSeconds: 1,
  memoryMb: 128,
});
const specs = [spec('http/meta'), spec('workers/notifications')];

let root: string;
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const built = (path: string): string => readFileSync(join(root, 'dist', path), 'utf8');
const build = () => buildFunctions({ root, specs });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kefu-build-'));
  write(
    'functions/http/meta.ts',
    "import { word } from '../../shared/word.ts'; export const handler = (): string => word;",
  );
  write(
    'functions/workers/notifications.ts',
    "const os = require('node:os'); export const handler = (): string => os.EOL;",
  );
  write('shared/word.ts', "export const word: string = 'first';");
  write('docs/generated/openapi.json', '{"openapi":"3.1.0"}');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('The build', () => {
  it('makes one bundle for each function, with its source map and its make-up beside and not in it', async () => {
    await build();

    expect(readdirSync(join(root, 'dist')).sort()).toEqual([
      'build.json',
      'http-meta',
      'maps',
      'meta.json',
      'workers-notifications',
    ]);
    expect(readdirSync(join(root, 'dist', 'workers-notifications'))).toEqual(['index.mjs']);
    expect(readdirSync(join(root, 'dist', 'maps')).sort()).toEqual([
      'http-meta.mjs.map',
      'workers-notifications.mjs.map',
    ]);
    expect(built('http-meta/index.mjs')).not.toContain('sourceMappingURL');
    expect(
      Object.keys((JSON.parse(built('meta.json')) as { outputs: object }).outputs).some((path) =>
        path.endsWith('http-meta/index.mjs'),
      ),
    ).toBe(true);
  });

  it('makes ES modules in which packages may still call require', async () => {
    await build();
    const url = JSON.stringify(join(root, 'dist', 'workers-notifications', 'index.mjs'));

    const said = execFileSync(process.execPath, [
      '--input-type=module',
      '-e',
      `const { handler } = await import(${url}); console.log(JSON.stringify(handler()));`,
    ]);

    expect(said.toString()).toBe(`${JSON.stringify('\n')}\n`);
  });

  it('puts the description of the API, compressed, next to the function that serves it', async () => {
    await build();

    expect(gunzipSync(readFileSync(join(root, 'dist', 'http-meta', 'openapi.json.gz'))).toString()).toBe(
      '{"openapi":"3.1.0"}',
    );
  });

  it('does nothing when nothing changed', async () => {
    expect((await build()).changed).toBe(true);
    writeFileSync(join(root, 'dist', 'http-meta', 'index.mjs'), 'untouched');

    expect((await build()).changed).toBe(false);
    expect(built('http-meta/index.mjs')).toBe('untouched');
  });

  it.each([
    ['a shared file', () => write('shared/word.ts', "export const word: string = 'second';")],
    ['the API', () => write('docs/generated/openapi.json', '{}')],
    ['a new file', () => write('functions/http/other.ts', 'export {};')],
    ['a bundle that was deleted', () => rmSync(join(root, 'dist', 'http-meta'), { recursive: true })],
  ])('builds again after a change of %s', async (_, change) => {
    await build();
    change();

    expect((await build()).changed).toBe(true);
    expect((await build()).changed).toBe(false);
  });

  it('refuses a table that names a function without a file, and says which', async () => {
    await build();
    rmSync(join(root, 'functions/workers/notifications.ts'));

    await expect(build()).rejects.toThrow('no file: functions/workers/notifications.ts');
  });

  it('leaves the last good bundles alone when a file does not compile', async () => {
    await build();
    write('shared/word.ts', 'export const word = ;');

    await expect(build()).rejects.toThrow();
    expect(built('http-meta/index.mjs')).toContain('first');
    expect(readdirSync(root).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  });

  it('refuses to ship without the description of the API', async () => {
    rmSync(join(root, 'docs/generated/openapi.json'));

    await expect(build()).rejects.toThrow('npm run generate');
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });

  it('survives two builds at once', async () => {
    await Promise.all([build(), build()]);

    expect(built('http-meta/index.mjs')).toContain('first');
  });
});

describe('A fingerprint', () => {
  it('changes with names, contents and the border between files, and not with what is elsewhere', () => {
    const before = fingerprint(root, ['shared']);
    write('functions/new.ts', 'new');
    expect(fingerprint(root, ['shared'])).toBe(before);

    write('shared/a', 'bc');
    const one = fingerprint(root, ['shared']);
    rmSync(join(root, 'shared/a'));
    write('shared/ab', 'c');

    expect(new Set([before, one, fingerprint(root, ['shared'])]).size).toBe(3);
  });
});
