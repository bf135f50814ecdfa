import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fingerprint, readBuildStamp, readStamp, replaceFolder } from './build.ts';

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

export type SynthesisOptions = {
  readonly stage: string;
  readonly outDir: string;
  /** Also runs the checks of cdk-nag and CloudFormation, which refuse a template that should not be deployed. They take most of the time. */
  readonly checks?: boolean;
  /** For a machine of its own, where nothing has a monthly fee. */
  readonly local?: boolean;
};
export type SynthesisResult = { readonly changed: boolean; readonly outDir: string };

type Stamp = {
  readonly stage: string;
  readonly code: string;
  readonly infrastructure: string;
  readonly checked: boolean;
};

/** Brings the assembly up to date; the functions must have been built. Throws, and leaves the former assembly alone, when the CDK or a check refuses. */
export const synthesize = async ({
  stage,
  outDir,
  checks = false,
  local = false,
}: SynthesisOptions): Promise<SynthesisResult> => {
  const built = readBuildStamp(join(PROJECT, 'dist'));
  if (!built) throw new Error('the functions are not built: npm run build');
  const made: Stamp = {
    stage: local ? `${stage} on one machine` : stage,
    code: built.outputs,
    infrastructure: fingerprint(PROJECT, INPUTS),
    checked: checks,
  };
  if (isCurrent(readStamp<Stamp>(join(outDir, STAMP)), made) && existsSync(join(outDir, 'manifest.json'))) {
    return { changed: false, outDir };
  }
  const draft = resolve(`${outDir}-${randomUUID()}`);
  try {
    await runApp(stage, draft, { checks, local });
    await writeFile(join(draft, STAMP), JSON.stringify(made));
    await replaceFolder(draft, outDir);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return { changed: true, outDir };
};

/** An assembly that was checked serves those who don't ask for checks too. */
const isCurrent = (stamp: Stamp | undefined, wanted: Stamp): boolean =>
  stamp !== undefined &&
  stamp.stage === wanted.stage &&
  stamp.code === wanted.code &&
  stamp.infrastructure === wanted.infrastructure &&
  (stamp.checked || !wanted.checked);

const runApp = (
  stage: string,
  outDir: string,
  { checks, local }: { checks: boolean; local: boolean },
): Promise<void> =>
  new Promise((done, failed) => {
    const env = {
      ...process.env,
      CDK_OUTDIR: outDir,
      CDK_CONTEXT_JSON: JSON.stringify({
        stage,
        ...(checks ? {} : { checks: 'off' }),
        ...(local ? { machine: 'local' } : {}),
      }),
      ...(checks ? {} : { CDK_VALIDATION: 'false' }),
    };
    const child = spawn(process.execPath, [join(PROJECT, 'infra', 'app.ts')], { cwd: PROJECT, env });
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.startsWith('warning: ')) console.warn(line);
    });
    child.once('error', failed);
    child.once('close', (code) =>
      code === 0
        ? done()
        : failed(new Error(`synthesis of stage ${stage} failed\n${Buffer.concat(said).toString()}`)),
    );
  });
