import { isObject, type Json, type JsonObject, listOf, objectOf } from '../net/json.ts';

type SubPart = { readonly literal: string } | { readonly name: string };

/** The pieces of an `Fn::Sub` text: `${!x}` is the literal `${x}`. */
export const splitSub = (pattern: string): SubPart[] => {
  const parts: SubPart[] = [];
  let from = 0;
  for (const match of pattern.matchAll(/\$\{(!?)([^{}$]+)\}/g)) {
    parts.push({ literal: pattern.slice(from, match.index) });
    parts.push(match[1] === '!' ? { literal: `\${${match[2]}}` } : { name: String(match[2]) });
    from = match.index + match[0].length;
  }
  return [...parts, { literal: pattern.slice(from) }];
};

/** Names that a value refers to by Ref, GetAtt or Sub: resources, parameters and pseudo parameters alike. */
export const referencesIn = (value: Json): Set<string> => {
  const found = new Set<string>();
  const visit = (inner: Json): void => {
    if (Array.isArray(inner)) for (const item of inner) visit(item);
    if (!isObject(inner)) return;
    for (const [key, argument] of Object.entries(inner)) {
      if (key === 'Ref') found.add(String(argument));
      if (key === 'Fn::GetAtt')
        found.add(String(Array.isArray(argument) ? argument[0] : String(argument).split('.')[0]));
      if (key === 'Fn::Sub') {
        for (const part of splitSub(String(listOf(argument)[0])))
          if ('name' in part) found.add(part.name.split('.')[0] ?? '');
      }
      visit(argument);
    }
  };
  visit(value);
  return found;
};

/**
 * Logical ids in an order in which each comes after what it refers to or names in `DependsOn`. Among those that are ready,
 * custom resources come last: their functions may expect all the rest. Throws on a circle.
 */
export const deploymentOrder = (resources: JsonObject): string[] => {
  const waiting = new Map(
    Object.entries(resources).map(([id, resource]) => {
      const { Properties = null, DependsOn } = objectOf(resource);
      const needs = [...referencesIn(Properties), ...listOf(DependsOn).map(String)];
      return [id, new Set(needs.filter((name) => name in resources && name !== id))] as const;
    }),
  );
  const order: string[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, needs]) => needs.size === 0).map(([id]) => id);
    const chosen = ready.filter((id) => !isCustom(resources[id]));
    const next = chosen.length > 0 ? chosen : ready.slice(0, 1);
    if (next.length === 0)
      throw new Error(`resources refer to each other in a circle: ${[...waiting.keys()].join(', ')}`);
    for (const id of next) waiting.delete(id);
    for (const needs of waiting.values()) for (const id of next) needs.delete(id);
    order.push(...next);
  }
  return order;
};

/** A resource that a function of the template creates. */
export const isCustomType = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

const isCustom = (resource: Json | undefined): boolean => isCustomType(String(objectOf(resource)['Type']));
