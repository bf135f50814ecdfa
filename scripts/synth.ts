import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fingerprint, readBuildStamp, readStamp } from './build.ts';

/**
 * Synthesizes the CloudFormation templates of one stage, as `cdk deploy` would, into a cloud assembly on disk. The CDK runs in a process of
 * its own, because it would leave hundreds of megabytes behind; nothing runs when neither the bundles nor the infrastructure changed.
 */

const PROJECT = resolve(import.meta.dirname, '..');
const INPUTS = [
  'infra',
  'events',
  'shared/contracts',
  'shared/domain',
  'shared/adapters/dynamo/keys.ts',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'scripts/synth.ts',
];
const STAMP = 'kefu-inputs.json';

/** The assembly that the local runtime deploys. */
export const LOCAL_ASSEMBLY = join(PROJECT, '.cache', 'assembly');

export type SynthesisOptions = { readonly stage: string; readonly outDir: string };
export type SynthesisResult = { readonly changed: boolean; readonly outDir: string };

/** Brings the assembly up to date; the functions must have been built. Throws, and leaves the former assembly alone, when the CDK or a check refuses. */
export const synthesize = async ({ stage, outDir }: SynthesisOptions): Promise<SynthesisResult> => {
  const built = readBuildStamp(join(PROJECT, 'dist'));
  if (!built) throw new Error('the functions are not built: npm run build');
  const inputs = { stage, code: built.outputs, infrastructure: fingerprint(PROJECT, INPUTS) };
  const stamp = readStamp<typeof inputs>(join(outDir, STAMP));
  if (JSON.stringify(stamp) === JSON.stringify(inputs) && existsSync(join(outDir, 'manifest.json')))
    return { changed: false, outDir };
  const draft = `${outDir}.${process.pid}`;
  try {
    await runApp(stage, draft);
    await writeFile(join(draft, STAMP), JSON.stringify(inputs));
    await rm(outDir, { recursive: true, force: true });
    await mkdir(dirname(outDir), { recursive: true });
    await rename(draft, outDir);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return { changed: true, outDir };
};

const runApp = (stage: string, outDir: string): Promise<void> =>
  new Promise((done, failed) => {
    const env = { ...process.env, CDK_OUTDIR: outDir, CDK_CONTEXT_JSON: JSON.stringify({ stage }) };
    const child = spawn(process.execPath, [join(PROJECT, 'infra', 'app.ts')], { cwd: PROJECT, env });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.once('error', failed);
    child.once('close', (code) =>
      code === 0
        ? done()
        : failed(new Error(`synthesis of stage ${stage} failed\n${Buffer.concat(said).toString()}`)),
    );
  });

if (import.meta.main) {
  const { values } = parseArgs({
    options: { stage: { type: 'string', default: 'dev' }, out: { type: 'string' } },
  });
  const started = performance.now();
  const outDir = values.out === undefined ? LOCAL_ASSEMBLY : resolve(values.out);
  const { changed } = await synthesize({ stage: values.stage, outDir });
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  console.log(`${relative(PROJECT, outDir)} ${changed ? 'synthesized' : 'is up to date'} (${seconds} s)`);
}
