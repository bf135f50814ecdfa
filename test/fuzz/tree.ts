import type { JsonSchema } from '../../scripts/generate/openapi/json-schema.ts';
import { resolved } from './document.ts';

export type Path = readonly (string | number)[];

/** One place in a body: where, what stands there, and what the document says of it. */
export type Node = {
  readonly path: Path;
  readonly name: string;
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly required: boolean;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The branch of a choice that a value is of, as far as its type tells. */
const branchFor = (given: JsonSchema, value: unknown): JsonSchema => {
  const schema = resolved(given);
  const branches = (schema.anyOf ?? schema.oneOf)?.map(resolved);
  if (!branches) return schema;
  const kind = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  return branchFor(branches.find(({ type }) => [type].flat().includes(kind)) ?? branches[0] ?? {}, value);
};

/** Every place of a body, the whole first. */
export const nodesOf = (
  given: JsonSchema,
  value: unknown,
  { path = [], name = '', required = true }: Partial<Pick<Node, 'path' | 'name' | 'required'>> = {},
): Node[] => {
  const schema = branchFor(given, value);
  const here: Node = { path, name, schema, value, required };
  if (Array.isArray(value))
    return [
      here,
      ...value.flatMap((one, n) =>
        nodesOf(schema.items ?? {}, one, { path: [...path, n], name, required: false }),
      ),
    ];
  if (!isObject(value)) return [here];
  const rest = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
  return [
    here,
    ...Object.entries(value).flatMap(([member, inner]) =>
      nodesOf(schema.properties?.[member] ?? rest, inner, {
        path: [...path, member],
        name: member,
        required: schema.required?.includes(member) ?? false,
      }),
    ),
  ];
};

const gone = Symbol('gone');

const changed = (value: unknown, path: Path, next: unknown): unknown => {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (Array.isArray(value)) return value.map((one, n) => (n === step ? changed(one, rest, next) : one));
  const members = Object.entries(isObject(value) ? value : {}).map(([name, inner]): [string, unknown] => [
    name,
    name === String(step) ? changed(inner, rest, next) : inner,
  ]);
  return Object.fromEntries(members.filter(([, inner]) => inner !== gone));
};

/** The body with another value in one place. */
export const withValue = (body: unknown, path: Path, value: unknown): unknown => changed(body, path, value);
/** The body without what stands in one place. */
export const without = (body: unknown, path: Path): unknown => changed(body, path, gone);
/** The body with one more member in an object of it. */
export const withMember = (body: unknown, path: Path, name: string, value: unknown): unknown => {
  const target = path.reduce<unknown>(
    (inner, step) => (inner as Record<string, unknown>)[String(step)],
    body,
  );
  return changed(body, path, { ...(target as object), [name]: value });
};

/** What stands in one place. */
export const valueAt = (body: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string, unknown>)[String(step)]
        : undefined,
    body,
  );

/** Every text of a value, names of members left out. */
export const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
};
