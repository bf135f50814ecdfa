import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isObject, type JsonObject, objectOf, textOf } from '../net/json.ts';

/** One stack of a synthesized cloud assembly. */
export type StackTemplate = {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly template: JsonObject;
  /** Where the bytes of an asset lie, by the object key under which the template names them. */
  readonly assets: ReadonlyMap<string, string>;
};

export const LOCAL_ACCOUNT = '000000000000';
export const DEFAULT_REGION = 'eu-central-1';

/** Reads the named stacks in the order given. Throws when the assembly or a stack is missing. */
export const readAssembly = (dir: string, names: readonly string[]): StackTemplate[] => {
  const found = stacksIn(resolve(dir));
  return names.map((name) => {
    const stack = found.find((candidate) => candidate.name === name);
    if (!stack)
      throw new Error(`no stack ${name} in ${dir}; there are: ${found.map((one) => one.name).join(', ')}`);
    return stack;
  });
};

const readJson = (file: string): JsonObject => {
  if (!existsSync(file)) throw new Error(`${file} is missing: synthesize the application first`);
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isObject(value)) throw new Error(`${file} does not hold a JSON object`);
  return value;
};

const stacksIn = (dir: string): StackTemplate[] => {
  const artifacts = Object.entries(objectOf(readJson(join(dir, 'manifest.json'))['artifacts']));
  const assets = new Map(artifacts.flatMap(([, artifact]) => assetsOf(dir, objectOf(artifact))));
  return artifacts.flatMap(([id, value]) => {
    const artifact = objectOf(value);
    const properties = objectOf(artifact['properties']);
    if (artifact['type'] === 'cdk:cloud-assembly')
      return stacksIn(join(dir, String(properties['directoryName'])));
    if (artifact['type'] !== 'aws:cloudformation:stack') return [];
    return [
      {
        name: textOf(properties['stackName']) ?? id,
        ...environmentOf(textOf(artifact['environment'])),
        template: readJson(join(dir, String(properties['templateFile']))),
        assets,
      },
    ];
  });
};

const environmentOf = (environment = ''): { region: string; account: string } => {
  const region = /^aws:\/\/[^/]+\/(.+)$/.exec(environment)?.[1];
  return { region: region && region !== 'unknown-region' ? region : DEFAULT_REGION, account: LOCAL_ACCOUNT };
};

const assetsOf = (dir: string, artifact: JsonObject): [string, string][] => {
  if (artifact['type'] !== 'cdk:asset-manifest') return [];
  const manifest = readJson(join(dir, String(objectOf(artifact['properties'])['file'])));
  return Object.values(objectOf(manifest['files'])).flatMap((file) => {
    const path = textOf(objectOf(objectOf(file)['source'])['path']);
    if (path === undefined) return [];
    return Object.values(objectOf(objectOf(file)['destinations'])).map((destination): [string, string] => [
      String(objectOf(destination)['objectKey']),
      resolve(dir, path),
    ]);
  });
};
