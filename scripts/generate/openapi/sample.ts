import fc from 'fast-check';
import { componentExamples } from './component-examples.ts';
import { type JsonSchema, nameOfRef } from './json-schema.ts';
import { type Side, valuesFor } from './sample-values.ts';

type Components = ReadonlyMap<string, JsonSchema>;
/** `owner`: the component whose members are sampled; some of them are called alike and mean different things. */
type About = { readonly components: Components; readonly side: Side; readonly owner?: string };

const typeOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : Number.isInteger(value)
        ? 'integer'
        : typeof value;

/** Whether a plain value may stand where the schema is; says nothing of what lies inside arrays and objects. */
const fits = (value: unknown, schema: JsonSchema): boolean => {
  const types = [schema.type ?? typeOf(value)].flat();
  if (!types.includes(typeOf(value)) && !(types.includes('number') && typeof value === 'number'))
    return false;
  if (schema.const !== undefined && schema.const !== value) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  if (typeof value === 'string') return fitsText(value, schema);
  if (typeof value === 'number')
    return value >= (schema.minimum ?? value) && value <= (schema.maximum ?? value);
  return typeof value !== 'object' || value === null;
};

const fitsText = (
  value: string,
  { pattern, minLength = 0, maxLength = Infinity, format }: JsonSchema,
): boolean =>
  (pattern === undefined || new RegExp(pattern, 'u').test(value)) &&
  [...value].length >= minLength &&
  [...value].length <= maxLength &&
  (format !== 'email' || value.includes('@'));

/** An example of the schema: the one given for its component or its name, else the simplest; the same at every run. */
export const sample = (schema: JsonSchema, about: About, name = ''): unknown => {
  if (schema.$ref !== undefined) return sampleRef(nameOfRef(schema.$ref), about, name);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return sampleChoice(choices, about, name);
  const fitting = [...valuesFor(name, about), ...(schema.examples ?? [])].find((value) =>
    fits(value, schema),
  );
  if (fitting !== undefined) return fitting;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sample(part, about, name)));
  if (schema.default !== undefined) return schema.default;
  return sampleType(schema, about, name);
};

const sampleRef = (ref: string, about: About, name: string): unknown => {
  const given = componentExamples[ref];
  if (given !== undefined) return given;
  const schema = about.components.get(ref);
  if (!schema) throw new Error(`there is no component ${ref}`);
  return sample(schema, { ...about, owner: ref }, name);
};

const sampleChoice = (choices: readonly JsonSchema[], about: About, name: string): unknown => {
  const [likeliest] = valuesFor(name, about);
  if (likeliest === null && choices.some(({ type }) => type === 'null')) return null;
  const [first = {}] = choices.filter(({ type }) => type !== 'null');
  return sample(first, about, name);
};

const sampleType = (schema: JsonSchema, about: About, name: string): unknown => {
  const [type] = [schema.type ?? 'object'].flat().filter((one) => one !== 'null');
  switch (type) {
    case 'object':
      return sampleObject(schema, about, name);
    case 'array':
      return sampleArray(schema, about, name);
    case 'string':
      return sampleText(schema);
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    default:
      return null;
  }
};

const sampleArray = (
  { items = {}, prefixItems, minItems = 1 }: JsonSchema,
  about: About,
  name: string,
): unknown[] =>
  prefixItems?.map((item) => sample(item, about, name)) ??
  Array.from({ length: Math.max(1, minItems) }, () => sample(items, about, name));

/** Of a request the members it must have (or the first that it may have), of an answer all of them. */
const sampleObject = (schema: JsonSchema, about: About, name: string): Record<string, unknown> => {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  const names = Object.keys(properties);
  const shown =
    about.side === 'output'
      ? names
      : required.length > 0
        ? names.filter((one) => required.includes(one))
        : names.slice(0, 1);
  const members = shown.map((one): [string, unknown] => [one, sample(properties[one] ?? {}, about, one)]);
  if (names.length > 0 || typeof additionalProperties !== 'object') return Object.fromEntries(members);
  const key = String(
    valuesFor(`${name}:key`, about)[0] ?? (propertyNames ? sample(propertyNames, about) : 'status'),
  );
  return { [key]: sample(additionalProperties, about, `${name}:value`) };
};

/** Plain texts that satisfy most formats; a pattern of its own gets a text made of it. */
const plainTexts = ['2026-03-02T09:00:00.000Z', '2026-03-02', '09:00', 'PT24H', 'text'];

const sampleText = (schema: JsonSchema): string => {
  const { pattern, format, minLength = 1 } = schema;
  const [dateTime = '', date = ''] = plainTexts;
  const byFormat = format === 'date-time' ? dateTime : format === 'date' ? date : undefined;
  if (byFormat !== undefined && fits(byFormat, schema)) return byFormat;
  if (pattern === undefined) return 'text'.padEnd(minLength, '.');
  const plain = plainTexts.find((text) => fits(text, schema));
  const [made = ''] = fc.sample(fc.stringMatching(new RegExp(pattern, 'u')), { seed: 1, numRuns: 1 });
  return plain ?? made;
};
