import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of its own below the system's temporary one. */
export const temporaryDir = (name = 'kefu-local-'): string => mkdtempSync(join(tmpdir(), name));

export type AssemblyInput = {
  /** Stack names with their resources and outputs, in order. */
  readonly stacks: Readonly<
    Record<string, { Resources: object; Outputs?: object; Conditions?: object; Mappings?: object }>
  >;
  /** Sources of the functions' modules, by the hash that `codeOf` names. */
  readonly modules?: Readonly<Record<string, string>>;
};

/** Writes a cloud assembly as the CDK would; answers its directory. */
export const writeAssembly = ({ stacks, modules = {} }: AssemblyInput, dir = temporaryDir()): string => {
  mkdirSync(dir, { recursive: true });
  const files: Record<string, unknown> = {};
  for (const [hash, source] of Object.entries(modules)) {
    mkdirSync(join(dir, `asset.${hash}`), { recursive: true });
    writeFileSync(join(dir, `asset.${hash}`, 'index.mjs'), source);
    files[hash] = {
      source: { path: `asset.${hash}`, packaging: 'zip' },
      destinations: { here: { bucketName: 'assets', objectKey: `${hash}.zip` } },
    };
  }
  const artifacts: Record<string, unknown> = {};
  for (const [name, template] of Object.entries(stacks)) {
    writeFileSync(join(dir, `${name}.template.json`), JSON.stringify(template));
    writeFileSync(join(dir, `${name}.assets.json`), JSON.stringify({ version: '1', files }));
    artifacts[`${name}.assets`] = { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } };
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/eu-central-1',
      properties: { templateFile: `${name}.template.json`, stackName: name },
    };
  }
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ version: '1', artifacts }));
  return dir;
};

export const codeOf = (hash: string) => ({ S3Bucket: 'assets', S3Key: `${hash}.zip` });

/** A function resource with the given module. */
export const fn = (hash: string, environment: Record<string, unknown> = {}, more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: `demo-${hash}`,
    Code: codeOf(hash),
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: 20,
    MemorySize: 256,
    Environment: { Variables: environment },
    ...more,
  },
});
