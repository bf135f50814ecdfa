import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { canonical, type JsonSchema, mapDeep, nameOfRef, refTo } from './json-schema.ts';
import { knownComponents, tidied } from './tidy.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Where schemas lie whose names are worth keeping: what goes over the wire, then the words it is made of. Earlier ones keep the name. */
const SOURCES = [
  'shared/contracts/*.ts',
  'shared/domain/*/{values,views}.ts',
  'shared/domain/people/permissions.ts',
  'shared/domain/settings/shop.ts',
];

/** Names that the variable's name doesn't give. */
const RENAMED: Readonly<Record<string, string>> = {
  instantOut: 'Instant',
  instantTextSchema: 'InstantInput',
};
const UNNAMED: ReadonlySet<string> = new Set(['nothing', 'visitor']);

const nameOf = (exported: string): string => {
  const bare = RENAMED[exported] ?? exported.replace(/(?:View)?(?:Schema)?$/, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
};

/** Every exported schema of the sources with its name in the document. Throws when two of the contract would share a name. */
export const namedSchemas = async (): Promise<Map<z.ZodType, string>> => {
  const names = new Map<z.ZodType, string>();
  const taken = new Set<string>();
  for (const file of SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }).sort())) {
    const module = (await import(join(ROOT, file))) as Record<string, unknown>;
    for (const [exported, value] of Object.entries(module).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!(value instanceof z.ZodType) || UNNAMED.has(exported) || names.has(value)) continue;
      const name = nameOf(exported);
      if (taken.has(name) && !file.startsWith('shared/contracts/')) continue;
      if (taken.has(name))
        throw new Error(`two schemas would be called ${name}; the second is ${exported} in ${file}`);
      taken.add(name);
      names.set(value, name);
    }
  }
  return names;
};

type Side = 'input' | 'output';
export type Piece = { readonly schema: z.ZodType; readonly side: Side; readonly suggestion: string };

const translate = (schemas: ReadonlyMap<z.ZodType, string>, io: Side): Map<string, JsonSchema> => {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of schemas) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => refTo(id).$ref ?? id,
  }).schemas;
  return new Map(Object.entries(made).map(([name, schema]) => [name, tidied(schema as JsonSchema, io)]));
};

const refsIn = (schema: JsonSchema): Set<string> => {
  const found = new Set<string>();
  mapDeep(schema, (inner) => {
    if (inner.$ref !== undefined) found.add(nameOfRef(inner.$ref));
    return inner;
  });
  return found;
};

/** The names and everything that they refer to. */
const reach = (names: Iterable<string>, schemas: ReadonlyMap<string, JsonSchema>): Set<string> => {
  const reached = new Set(names);
  for (const name of reached) for (const ref of refsIn(schemas.get(name) ?? {})) reached.add(ref);
  return reached;
};

/** Names whose request form differs from the answer form, themselves or in something they refer to. */
const twofold = (
  input: ReadonlyMap<string, JsonSchema>,
  output: ReadonlyMap<string, JsonSchema>,
): Set<string> => {
  const differs = (name: string): boolean => canonical(input.get(name)) !== canonical(output.get(name));
  return new Set([...input.keys()].filter((name) => [...reach([name], input)].some(differs)));
};

export type Schemas = {
  /** The schema of a piece: a reference to its component. */
  readonly of: (schema: z.ZodType, side: Side) => JsonSchema;
  readonly components: ReadonlyMap<string, JsonSchema>;
};

/**
 * Translates the pieces of the route table together, so that what they share becomes one component. What looks different in a request and
 * in an answer becomes two: `Thing` and `ThingInput`.
 */
export const translatePieces = async (pieces: readonly Piece[]): Promise<Schemas> => {
  const names = await namedSchemas();
  for (const { schema, suggestion } of pieces) if (!names.has(schema)) names.set(schema, suggestion);
  const [input, output] = [translate(names, 'input'), translate(names, 'output')];
  const startsOf = (side: Side): string[] =>
    pieces.filter((piece) => piece.side === side).map(({ schema }) => names.get(schema) ?? '');
  const asked = reach(startsOf('input'), input);
  const answered = reach(startsOf('output'), output);
  const differing = twofold(input, output);
  const inputName = (name: string): string =>
    differing.has(name) && answered.has(name) ? `${name}Input` : name;
  const asInput = (schema: JsonSchema): JsonSchema =>
    mapDeep(schema, (inner) =>
      inner.$ref === undefined ? inner : { ...inner, ...refTo(inputName(nameOfRef(inner.$ref))) },
    );
  const components = new Map([
    ...[...asked].map((name): [string, JsonSchema] => [inputName(name), asInput(input.get(name) ?? {})]),
    ...[...answered].map((name): [string, JsonSchema] => [name, output.get(name) ?? {}]),
    ...Object.entries(knownComponents),
  ]);
  return {
    of: (schema, side) => {
      const name = names.get(schema);
      if (name === undefined) throw new Error('a schema was not translated with the others');
      return refTo(side === 'input' ? inputName(name) : name);
    },
    components,
  };
};
