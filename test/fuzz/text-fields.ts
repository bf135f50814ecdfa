import { randomInt, randomUUID } from 'node:crypto';
import type { JsonSchema } from '../../scripts/generate/openapi/json-schema.ts';
import { randomOf } from '../campaign/random.ts';
import { plainBody, type Shop } from './bases.ts';
import { type Operation, resolved } from './document.ts';
import { type Node, nodesOf, type Path, valueAt, without, withValue } from './tree.ts';
import { drawnOf } from './values.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The second laid over the first, members of members too. */
const laidOver = (under: unknown, over: unknown): unknown => {
  if (!isObject(under) || !isObject(over)) return over === undefined ? under : over;
  const names = [...new Set([...Object.keys(under), ...Object.keys(over)])];
  return Object.fromEntries(names.map((name) => [name, laidOver(under[name], over[name])]));
};

/** A body with every member that the document names, as far as the operation's own valid request says otherwise not. */
export const wholeBody = (operation: Operation, shop: Shop): unknown => {
  if (!operation.body) return undefined;
  const making = { ...shop.making, random: randomOf(1), whole: true } as const;
  const { cursor: _, ...body } = drawnOf(operation.body.schema, '', making) as Record<string, unknown>;
  return laidOver(body, plainBody(operation, shop));
};

const isText = ({ schema, value }: Node): boolean => {
  const { pattern, format, enum: words, type }: JsonSchema = resolved(schema);
  return (
    typeof value === 'string' &&
    [type].flat().includes('string') &&
    pattern === undefined &&
    format === undefined &&
    words === undefined &&
    !('const' in schema)
  );
};

/** Where in a body there is text that people write. */
export const textPlaces = (operation: Operation, body: unknown): Path[] =>
  operation.body
    ? nodesOf(operation.body.schema, body)
        .filter(isText)
        .map(({ path }) => path)
    : [];

/** The body with new phones, addresses and places, so that each request is about somebody or something else. */
export const aboutSomebodyElse = (operation: Operation, body: unknown): unknown => {
  if (!operation.body) return body;
  return nodesOf(operation.body.schema, body).reduce((made, { name, path, schema }) => {
    if (schema.format === 'email') return withValue(made, path, `${randomUUID()}@example.com`);
    if (/^phones?$/.test(name)) return withValue(made, path, `+86138${randomInt(1e7, 1e8)}`);
    if (['sub', 'externalId', 'handle'].includes(name)) return withValue(made, path, randomUUID());
    return name === 'position' ? withValue(made, path, randomInt(30_000, 900_000)) : made;
  }, body);
};

/** `lines[0].price` as the steps to it. */
export const pathOf = (text: string): Path =>
  text
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/**
 * The body without the innermost optional member that an error is about; where there is none, with the plain request's value in its
 * place. `undefined` where that is no change.
 */
export const withoutCulprit = (operation: Operation, body: unknown, path: Path, plain: unknown): unknown => {
  if (!operation.body) return undefined;
  const nodes = nodesOf(operation.body.schema, body);
  for (let length = path.length; length > 0; length--) {
    const steps = path.slice(0, length);
    const node = nodes.find((one) => one.path.join('.') === steps.join('.'));
    if (node && !node.required && typeof steps.at(-1) === 'string') return without(body, steps);
  }
  const [first] = path;
  if (first === undefined) return undefined;
  const told = valueAt(plain, [first]);
  const isSame = JSON.stringify(told) === JSON.stringify(valueAt(body, [first]));
  return told === undefined || isSame ? undefined : withValue(body, [first], told);
};
