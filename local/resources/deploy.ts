import { type Json, type JsonObject, objectOf } from '../net/json.ts';
import type { StackTemplate } from '../template/assembly.ts';
import { deploymentOrder } from '../template/references.ts';
import { createResolver, type Deployed } from '../template/resolve.ts';
import { deployerOf } from './registry.ts';
import type { World } from './world.ts';

/** Deploys stacks in the order given; later ones see the exports of earlier ones. Throws before anything is deployed when a type is unknown. */
export const deployStacks = async (stacks: readonly StackTemplate[], world: World): Promise<void> => {
  refuseUnknown(stacks);
  const exports = new Map<string, Json>();
  for (const stack of stacks) await deployStack(stack, world, exports);
};

const refuseUnknown = (stacks: readonly StackTemplate[]): void => {
  const unknown = stacks.flatMap(({ name, template }) =>
    Object.entries(objectOf(template['Resources']))
      .map(([id, resource]) => ({ id, type: String(objectOf(resource)['Type']) }))
      .filter(({ type }) => deployerOf(type) === undefined)
      .map(({ id, type }) => `${name}/${id} (${type})`),
  );
  if (unknown.length > 0) {
    throw new Error(
      `the local stack knows neither what these resources do nor that they may be left out: ${unknown.join(', ')}`,
    );
  }
};

const deployStack = async (stack: StackTemplate, world: World, exports: Map<string, Json>): Promise<void> => {
  const { template, name, region, account } = stack;
  const resources = objectOf(template['Resources']);
  const done = new Map<string, Deployed>();
  const { resolve, condition } = createResolver({
    stackName: name,
    region,
    account,
    template,
    deployed: (id) => done.get(id),
    exports,
  });
  const wanted = ({ Condition }: JsonObject) => Condition === undefined || condition(String(Condition));
  for (const logicalId of deploymentOrder(resources)) {
    const resource = objectOf(resources[logicalId]);
    if (!wanted(resource)) continue;
    const type = String(resource['Type']);
    const deploy = deployerOf(type);
    if (!deploy) throw new Error(`${name}/${logicalId}: ${type} is unknown`);
    const properties = objectOf(withSecrets(resolve(resource['Properties'] ?? {}), world));
    done.set(logicalId, await deploy({ stack, logicalId, type, properties }, world));
  }
  for (const output of Object.values(objectOf(template['Outputs'])).map(objectOf)) {
    const exported = resolve(objectOf(output['Export'])['Name'] ?? null);
    if (!wanted(output) || typeof exported !== 'string') continue;
    exports.set(exported, resolve(output['Value'] ?? null) ?? null);
  }
};

const DYNAMIC = /\{\{resolve:(secretsmanager|ssm):([^{}]+)\}\}/g;

/** Replaces CloudFormation's dynamic references by the values they stand for. */
const withSecrets = (value: Json | undefined, world: World): Json => {
  if (value === undefined) return null;
  if (typeof value === 'string') {
    return value.replaceAll(DYNAMIC, (_whole, service: string, path: string) =>
      service === 'ssm' ? (world.parameters.get(path.split(':')[0] ?? '') ?? '') : secretAt(path, world),
    );
  }
  if (Array.isArray(value)) return value.map((item) => withSecrets(item, world));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withSecrets(inner, world)]));
};

/** `<name or ARN>:SecretString:<JSON field>:<stage>:<version>`, of which only the first part is needed. */
const secretAt = (path: string, { secrets }: World): string => {
  const [, id = path, field = ''] =
    /^((?:arn:[^:]+:[^:]+:[^:]*:[^:]*:[^:]*:)?[^:]+)(?::SecretString(?::([^:]*))?.*)?$/.exec(path) ?? [];
  const text = secrets.value(id);
  return field === '' ? text : String(objectOf(JSON.parse(text) as Json)[field] ?? '');
};
