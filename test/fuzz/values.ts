import fc from 'fast-check';
import type { JsonSchema } from '../../scripts/generate/openapi/json-schema.ts';
import { valuesFor } from '../../scripts/generate/openapi/sample-values.ts';
import type { Random } from '../campaign/random.ts';
import { complaint, resolved } from './document.ts';
import { someText, suspicious } from './texts.ts';

/** What values are made with: the draw, and the ids of things that are there, by prefix. */
export type Making = {
  readonly random: Random;
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** Every member that the document names, none left out. */
  readonly whole?: true;
};

const ID = /^\^([a-z]+)_\[0-7\]/;
const spare: Readonly<Record<string, readonly string[]>> = {
  language: ['en', 'zh-CN', 'de', 'pt-BR'],
  languages: ['en', 'zh-CN'],
  timeZone: ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'UTC'],
  country: ['CN', 'DE', 'US'],
  currency: ['CNY', 'EUR', 'USD'],
  amount: ['12.50', '0.00', '9999.99'],
  tag: ['late-parcel', 'x', '迟到'],
  tags: ['late-parcel', 'x', '迟到'],
  duration: ['PT1H', 'PT24H', 'P7D', 'PT90M'],
  url: ['https://shop.example.com/hooks/kefu'],
  address: ['https://shop.example.com/hooks/kefu'],
  'mapping:key': ['externalId', 'name'],
  'filter:key': ['status', 'createdAfter'],
};

/** Members that have one meaning wherever they stand, beside those that the document's own examples use. */
const likely = (name: string): readonly unknown[] => [
  ...(spare[name] ?? []),
  ...valuesFor(name, { side: 'input' }),
];

const arbitraries = new Map<string, fc.Arbitrary<string>>();
const matching = (pattern: string, random: Random): string => {
  const made = arbitraries.get(pattern) ?? fc.stringMatching(new RegExp(pattern, 'u'));
  arbitraries.set(pattern, made);
  return fc.sample(made, { seed: random.below(2 ** 31), numRuns: 1 })[0] ?? '';
};

const anInstant = (random: Random): string => {
  const at = Date.UTC(2001 + random.below(98), random.below(12), 1 + random.below(28), random.below(24));
  const text = new Date(at + random.below(3_600_000)).toISOString();
  return random.below(4) === 0 ? text.replace('Z', '+08:00') : text;
};

const lengthIn = (random: Random, min: number, max: number): number => {
  const most = Math.min(max, min + 40);
  return random.below(8) === 0 ? Math.min(max, 4000) : min + random.below(most - min + 1);
};

const stringOf = (schema: JsonSchema, name: string, { random, ids, whole }: Making): string => {
  const { format, pattern = '', minLength = 0, maxLength = 60 } = schema;
  const prefix = ID.exec(pattern)?.[1];
  const known = prefix === undefined ? undefined : random.pick(ids.get(prefix) ?? []);
  if (known !== undefined && (whole || random.below(5) > 0)) return known;
  if (format === 'date-time') return anInstant(random);
  if (format === 'date') return anInstant(random).slice(0, 10);
  if (format === 'email') return `p${random.below(1e9)}@example.com`;
  const candidates = likely(name).filter((one) => complaint(schema, one) === '') as string[];
  const free = minLength >= 1 && pattern === '';
  if (candidates.length > 0 && (whole || !free || random.below(3) === 0))
    return random.pick(candidates) ?? '';
  // Properties of Unicode are more than the generator of patterns knows.
  if (pattern.includes('\\p{')) return `w${random.below(1e6)}`;
  if (pattern !== '') return matching(pattern, random);
  if (!whole && random.below(6) === 0) return (random.pick(suspicious) ?? '').slice(0, maxLength);
  return someText(random, lengthIn(random, minLength, maxLength));
};

const numberOf = ({ type, minimum = 0, maximum = 1000 }: JsonSchema, random: Random): number => {
  const whole = [type].flat().includes('integer');
  const drawn = minimum + random.next() * (maximum - minimum);
  return (
    random.pick([minimum, maximum, whole ? Math.round(drawn) : drawn, whole ? Math.round(drawn) : drawn]) ?? 0
  );
};

const listOf = (schema: JsonSchema, name: string, making: Making, depth: number): unknown[] => {
  const { items = {}, maxItems = 3 } = schema;
  const minItems = Math.max(schema.minItems ?? 0, making.whole ? 1 : 0);
  const length = making.whole
    ? minItems
    : minItems + making.random.below(Math.max(1, Math.min(maxItems, minItems + 3) - minItems + 1));
  const all = Array.from({ length }, () => drawnOf(items, name, making, depth + 1));
  const seen = new Set<string>();
  return all.filter((one) => !seen.has(JSON.stringify(one)) && seen.add(JSON.stringify(one)));
};

const objectOf = (schema: JsonSchema, name: string, making: Making, depth: number): object => {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  const made = Object.entries(properties).flatMap(([member, inner]): [string, unknown][] =>
    making.whole || required.includes(member) || making.random.below(depth > 2 ? 4 : 2) === 0
      ? [[member, drawnOf(inner, member, making, depth + 1)]]
      : [],
  );
  if (typeof additionalProperties === 'object') {
    for (let n = making.whole ? 1 : making.random.below(3); n > 0; n--) {
      const key = drawnOf(
        propertyNames ?? { type: 'string', minLength: 1 },
        `${name}:key`,
        making,
        depth + 1,
      );
      made.push([String(key), drawnOf(additionalProperties, `${name}:value`, making, depth + 1)]);
    }
  }
  return Object.fromEntries(made);
};

/** A value that fits a schema of the document, of the kind that people send under this name. */
export const drawnOf = (given: JsonSchema, name: string, making: Making, depth = 0): unknown => {
  const schema = resolved(given);
  const { random } = making;
  if ('const' in schema) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches)
    return drawnOf((making.whole ? branches[0] : random.pick(branches)) ?? {}, name, making, depth);
  const types = [schema.type ?? []].flat();
  const type =
    types.includes('null') && !making.whole && random.below(6) === 0
      ? 'null'
      : types.find((one) => one !== 'null');
  switch (type) {
    case 'null':
      return null;
    case 'string':
      return stringOf(schema, name, making);
    case 'integer':
    case 'number':
      return numberOf(schema, random);
    case 'boolean':
      return random.below(2) === 0;
    case 'array':
      return listOf(schema, name, making, depth);
    case 'object':
      return objectOf(schema, name, making, depth);
    default:
      return `v${random.below(1e6)}`;
  }
};
