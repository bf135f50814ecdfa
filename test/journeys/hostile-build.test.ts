import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildFunctions } from '../../scripts/build.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const hits = (files: readonly string[], words: RegExp): string[] =>
  files.flatMap((file) => {
    const found = words.exec(read(file));
    return found ? [`${file}: ${found[0]}`] : [];
  });

describe('S41: what is shipped', () => {
  // Doors for tests, faults on purpose, sample people, maps of the source.
  const debugging =
    /\/_local\/|\/debug\b|setFaults|faultId|sourceMappingURL|(?:agent1|customer1)@example\.com|vitest|fast-check|describe\.each/;
  let bundles: string[] = [];
  beforeAll(async () => {
    const { outDir } = await buildFunctions();
    bundles = readdirSync(outDir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'maps')
      .flatMap((entry) =>
        globSync(join(outDir, entry.name, '**/*.{mjs,js,json}')).filter((file) => !file.endsWith('.map')),
      );
  }, 300_000);

  it('holds nothing that was made for tests', () => {
    expect(bundles.length).toBeGreaterThan(30);
    expect(hits(bundles, debugging)).toEqual([]);
    expect(bundles.filter((file) => file.endsWith('.map'))).toEqual([]);
  });

  it('would be caught with a door for tests', () => {
    for (const planted of ['fetch("/_local/clock")', 'if (path === "/debug")', '//# sourceMappingURL=x'])
      expect(planted).toMatch(debugging);
  });

  it('is told by no template to do without limits or to call this machine', () => {
    const templates = globSync('infra/**/*.ts');
    expect(templates.length).toBeGreaterThan(30);
    expect(hits(templates, /RATE_LIMITS|WEBHOOKS_TO_LOOPBACK/)).toEqual([]);
  });
});

describe('S34: signatures', () => {
  const careless = /signature\w*\s*[!=]==|[!=]==\s*\w*signature|(?:digest|expected|mac)\s*[!=]==\s*given/i;

  it('are compared in constant time only', () => {
    const sources = globSync('{shared,functions}/**/*.ts');
    expect(sources.length).toBeGreaterThan(400);
    expect(hits(sources, careless)).toEqual([]);
    expect('if (signature === expected) return true').toMatch(careless);
    expect('return given !== signatureOf(body)').not.toMatch(/^$/);
  });
});

describe('S18: secrets', () => {
  const secret =
    /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]|\bgh[pousr]_[A-Za-z0-9]{36}|\bwhsec_[A-Za-z0-9+/]{43}=|\bsk_live_\w{20}/;

  it('lie in no file of the project, and in nothing that is shipped', { timeout: 300_000 }, async () => {
    const { outDir } = await buildFunctions();
    const files = [
      ...globSync('{shared,functions,events,infra,local,scripts,docs,bench}/**/*.{ts,mjs,json,md}'),
      ...globSync(join(outDir, '*/index.mjs')),
    ];
    expect(files.length).toBeGreaterThan(900);
    expect(hits(files, secret)).toEqual([]);
    for (const planted of [
      `${'AKIA'}ABCDEFGHIJKLMNOP`,
      '-----BEGIN PRIVATE KEY-----\nMIIE',
      `whsec_${'A'.repeat(43)}=`,
    ])
      expect(planted).toMatch(secret);
  });
});

describe('S37: packages', () => {
  type Lock = { readonly packages: Readonly<Record<string, { integrity?: string; link?: boolean }>> };
  const { packages } = JSON.parse(read('package-lock.json')) as Lock;
  const names = Object.keys(packages).filter((name) => name !== '');

  it('are pinned by digest, every one of them', () => {
    expect(names.length).toBeGreaterThan(100);
    expect(
      names.filter((name) => !/^sha512-/.test(packages[name]?.integrity ?? '') && !isBundled(name)),
    ).toEqual([]);
  });

  /** Inside another package, which is pinned as a whole. */
  const isBundled = (name: string): boolean =>
    (packages[name] as { inBundle?: boolean } | undefined)?.inBundle === true;

  it('are none of those that are known to do harm', () => {
    const banned = [
      'xlsx',
      '@aws-lambda-powertools/idempotency',
      '@middy/http-json-body-parser',
      '@middy/http-error-handler',
    ];
    expect(names.filter((name) => banned.some((one) => name.endsWith(`node_modules/${one}`)))).toEqual([]);
  });

  it('are named by exact versions', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const versions = Object.values({ ...dependencies, ...devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
  });
});
