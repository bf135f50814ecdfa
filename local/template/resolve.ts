import { isObject, type Json, type JsonObject, objectOf } from '../net/json.ts';
import { type Condition, conditionsOf } from './conditions.ts';
import { splitSub } from './references.ts';

/** What a deployed resource answers to `Ref` and `Fn::GetAtt`. */
export type Deployed = { readonly ref: string; readonly attributes: Readonly<Record<string, Json>> };

export type ResolverInput = {
  readonly stackName: string;
  readonly region: string;
  readonly account: string;
  readonly template: JsonObject;
  /** The resource's answers; undefined while it is not there. */
  readonly deployed: (logicalId: string) => Deployed | undefined;
  /** Values that earlier stacks exported. */
  readonly exports: ReadonlyMap<string, Json>;
};

export type Resolver = {
  /** The value with every intrinsic function carried out; undefined where it comes to `AWS::NoValue`. Throws on what it doesn't know. */
  readonly resolve: (value: Json) => Json | undefined;
  readonly condition: (name: string) => boolean;
};

type Apply = (argument: Json) => Json | undefined;

/** Carries out CloudFormation's intrinsic functions over one template. */
export const createResolver = (input: ResolverInput): Resolver => {
  const parameters = parametersOf(input);
  const mappings = objectOf(input.template['Mappings']);
  const resolve = (value: Json): Json | undefined => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    const [name, ...others] = Object.keys(value);
    if (name !== undefined && others.length === 0) {
      const apply = Object.hasOwn(functions, name) ? functions[name] : undefined;
      if (apply) return apply(value[name] as Json);
      if (name.startsWith('Fn::'))
        throw new Error(`${input.stackName}: the function ${name} is not supported`);
    }
    const entries = Object.entries(value).map(([key, inner]) => [key, resolve(inner)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  };
  const must = (value: Json): Json => {
    const resolved = resolve(value);
    if (resolved === undefined) throw new Error(`${input.stackName}: AWS::NoValue where a value is needed`);
    return resolved;
  };
  const ref = (name: string): Json | undefined => {
    if (name === 'AWS::NoValue') return undefined;
    const known = parameters.get(name) ?? input.deployed(name)?.ref;
    if (known === undefined) throw new Error(`${input.stackName}: nothing answers to Ref ${name}`);
    return known;
  };
  const attribute = (id: string, name: string): Json => {
    const value = input.deployed(id)?.attributes[name];
    if (value === undefined) throw new Error(`${input.stackName}: ${id} has no attribute ${name} here`);
    return value;
  };
  const conditions: Condition = conditionsOf(objectOf(input.template['Conditions']), must);
  const functions: Record<string, Apply> = {
    Ref: (name) => ref(String(name)),
    'Fn::GetAtt': (target) => {
      const [id = '', ...name] = Array.isArray(target) ? target.map(must) : String(target).split('.');
      return attribute(String(id), name.join('.'));
    },
    'Fn::Join': (argument) => {
      const [separator, items] = pair(argument);
      return list(must(items)).map(text).join(String(separator));
    },
    'Fn::Split': (argument) => {
      const [separator, source] = pair(argument);
      return text(must(source)).split(String(separator));
    },
    'Fn::Select': (argument) => {
      const [index, items] = pair(argument);
      const chosen = list(must(items))[Number(must(index))];
      if (chosen === undefined) throw new Error(`${input.stackName}: Fn::Select beyond the end of its list`);
      return chosen;
    },
    'Fn::Sub': (argument) => {
      const [pattern, extra] = Array.isArray(argument) ? argument : [argument, {}];
      const values = objectOf(extra);
      return splitSub(String(pattern))
        .map((part) => {
          if ('literal' in part) return part.literal;
          const own = values[part.name];
          if (own !== undefined) return text(must(own));
          const [id = '', ...name] = part.name.split('.');
          return name.length > 0 ? text(attribute(id, name.join('.'))) : text(ref(part.name) ?? '');
        })
        .join('');
    },
    'Fn::If': (argument) => {
      const [name, yes, no] = list(argument);
      return resolve((conditions(String(name)) ? yes : no) as Json);
    },
    'Fn::FindInMap': (argument) => {
      const [map, first, second] = list(argument).map(must);
      const value = objectOf(objectOf(mappings[String(map)])[String(first)])[String(second)];
      if (value === undefined)
        throw new Error(`${input.stackName}: no ${map}.${first}.${second} in the mappings`);
      return value;
    },
    'Fn::Base64': (argument) => Buffer.from(text(must(argument))).toString('base64'),
    'Fn::GetAZs': () => ['a', 'b', 'c'].map((zone) => `${input.region}${zone}`),
    'Fn::ImportValue': (argument) => {
      const name = text(must(argument));
      const value = input.exports.get(name);
      if (value === undefined) throw new Error(`${input.stackName}: no earlier stack exports ${name}`);
      return value;
    },
  };
  return { resolve, condition: conditions };
};

const list = (value: Json | undefined): Json[] => {
  if (!Array.isArray(value)) throw new Error('an intrinsic function was given something other than a list');
  return value;
};

const pair = (value: Json): [Json, Json] => {
  const [first, second] = list(value);
  if (first === undefined || second === undefined) throw new Error('an intrinsic function lacks an argument');
  return [first, second];
};

const text = (value: Json): string => {
  if (typeof value === 'object') throw new Error('a list or an object stands where a text is needed');
  return String(value);
};

const parametersOf = ({ template, stackName, region, account }: ResolverInput): Map<string, Json> => {
  const declared = Object.entries(objectOf(template['Parameters'])).map(([name, definition]) => {
    const initial = objectOf(definition)['Default'];
    if (initial === undefined) throw new Error(`${stackName}: the parameter ${name} has no default`);
    return [name, initial] as const;
  });
  return new Map<string, Json>([
    ...declared,
    ['AWS::Region', region],
    ['AWS::AccountId', account],
    ['AWS::Partition', 'aws'],
    ['AWS::URLSuffix', 'amazonaws.com'],
    ['AWS::StackName', stackName],
    ['AWS::StackId', `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`],
    ['AWS::NotificationARNs', []],
  ]);
};
