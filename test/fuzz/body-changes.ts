import type { Random } from '../campaign/random.ts';
import { dates, mails, oddNames, PROTO, unknownNames, urls, zones } from './odd-values.ts';
import { malformed, noLine, suspicious } from './texts.ts';
import { type Node, withMember, without, withValue } from './tree.ts';

/** A body with one thing changed. */
export type Changed = { readonly label: string; readonly body: unknown };
type Change = (node: Node, body: unknown, draw: Draw) => Changed | undefined;
export type Draw = { readonly random: Random; readonly canary: string };

const typeOf = ({ schema }: Node): string =>
  [schema.type ?? []].flat().find((one) => one !== 'null') ??
  (schema.enum || 'const' in schema ? 'string' : '');

/** Stands for a token of JSON that no value of JavaScript is written as; see `textOf`. */
const token = (text: string): string => `@@token:${text}@@`;

/** The text of a body, with the tokens and names that values cannot hold. */
export const textOf = (body: unknown): string =>
  JSON.stringify(body)
    .replace(/"@@token:([^@]*)@@"/g, '$1')
    .replaceAll(PROTO, '__proto__');

const put = (node: Node, body: unknown, label: string, value: unknown): Changed => ({
  label: `${label} at ${node.path.join('.') || 'the top'}`,
  body: withValue(body, node.path, value),
});

const wrongType: Change = (node, body, { random, canary }) => {
  const others: Record<string, readonly unknown[]> = {
    string: [42, true, { value: canary }, [canary], null],
    integer: [`${canary}`, '5', '', true, [5], { n: 5 }, 0.5, null, '0x10'],
    number: [`${canary}`, '0.5', '', false, [1], {}, null],
    boolean: [canary, 'true', 1, 0, [true], {}, null],
    array: [canary, { 0: canary }, 7, true, null],
    object: [canary, [canary], 7, false, null, []],
  };
  return put(node, body, 'another type', random.pick(others[typeOf(node)] ?? [{ other: canary }]));
};

const beyondBounds: Change = (node, body, { random }) => {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems } = node.schema;
  const list = Array.isArray(node.value) ? node.value : [];
  const filled = (n: number): unknown[] => Array.from({ length: n }, (_, i) => list[i % list.length]);
  const choices: [string, unknown][] = [
    ...(typeof minLength === 'number' && minLength > 0 ? [['too short', ''] as [string, unknown]] : []),
    ...(typeof maxLength === 'number'
      ? ([
          ['one too long', 'x'.repeat(maxLength + 1)],
          ['far too long', '长'.repeat(Math.min(maxLength * 3, 300_000))],
        ] as [string, unknown][])
      : []),
    ...(typeof minimum === 'number' ? [['below the minimum', minimum - 1] as [string, unknown]] : []),
    ...(typeof maximum === 'number' ? [['above the maximum', maximum + 1] as [string, unknown]] : []),
    ...(typeof minItems === 'number' && minItems > 0 ? [['too few', []] as [string, unknown]] : []),
    ...(typeof maxItems === 'number' && list.length > 0
      ? ([['one too many', filled(maxItems + 1)]] as [string, unknown][])
      : []),
    ...(Array.isArray(node.value) ? ([['100,000 entries', filledWith(list)]] as [string, unknown][]) : []),
  ];
  const [label, value] = random.pick(choices) ?? [];
  return label === undefined ? undefined : put(node, body, label, value);
};
const filledWith = (list: readonly unknown[]): unknown[] =>
  Array.from({ length: 100_000 }, () => (typeof list[0] === 'object' ? 1 : (list[0] ?? 1)));

const oddNumber: Change = (node, body, { random }) => {
  if (!['integer', 'number'].includes(typeOf(node))) return undefined;
  const spelled = random.pick([
    '1e400',
    '-1e400',
    '-0',
    '9007199254740993',
    '-9007199254740993',
    '123456789012345678901234567890123456789012',
    '0.1234567890123456789012345678901234567890',
    '1e-400',
    '1e-200',
    '1E1',
    '3.0',
  ]);
  return put(node, body, `the number ${spelled}`, token(spelled ?? '0'));
};

const lookAlike: Change = (node, body, { random }) => {
  const { value, schema } = node;
  if (typeof value !== 'string' || !(schema.enum || 'const' in schema)) return undefined;
  const variants = [
    value.toUpperCase(),
    `${value} `,
    ` ${value}`,
    `${value}\u0000`,
    value.replace('o', 'о').replace('e', 'е').replace('a', 'а'),
    `${value}\n`,
    '',
    `${value},${value}`,
    value.normalize('NFD').split('').join('\u200b'),
  ];
  return put(node, body, 'a look-alike', random.pick(variants));
};

const oddId: Change = (node, body, { random, canary }) => {
  const { value, schema } = node;
  if (typeof value !== 'string' || !/^\^[a-z]+_\[0-7\]/.test(schema.pattern ?? '')) return undefined;
  const variants = [
    value.toLowerCase(),
    `${value}#${canary}`,
    `${value}|`,
    `{${value}}`,
    `${value} `,
    value.slice(0, -1),
    `${value}0`,
    value.replace('_', '-'),
    value.replace(/_./, '_8'),
    value.replace(/.$/, 'U'),
    `${value.slice(0, -1)}\uFF10`,
    `${value}\ud800`,
    'null',
    value.replace(/^[a-z]+/, 'xyz'),
  ];
  return put(node, body, 'an id that cannot be', random.pick(variants));
};

const oddFormat: Change = (node, body, { random }) => {
  if (typeof node.value !== 'string') return undefined;
  const { format } = node.schema;
  const from =
    format?.startsWith('date') === true
      ? dates
      : format === 'email'
        ? mails
        : /url|address/i.test(node.name)
          ? urls
          : /zone/i.test(node.name)
            ? zones
            : undefined;
  return from && put(node, body, 'a value of no such form', random.pick(from));
};

const oddText: Change = (node, body, { random, canary }) => {
  if (typeof node.value !== 'string') return undefined;
  const { value } = node;
  const [label, text] = random.pick<readonly [string, string]>([
    ['text that is not well-formed', `${canary}${random.pick(malformed) ?? ''}`],
    ['characters of no line', random.pick(noLine) ?? ''],
    ['suspicious text', random.pick(suspicious) ?? ''],
    ['full width', value.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))],
    ['decomposed', `${value}\u00e9\uac00`.normalize('NFD')],
    ['one letter of ten thousand marks', `x${'\u0301'.repeat(10_000)}`],
    ['64 KiB', 'x'.repeat(65_537)],
    ['a near miss of every pattern', `${'a'.repeat(50_000)}!`],
    ['a near miss of every pattern', `${'1'.repeat(50_000)}-`],
  ]) ?? ['', ''];
  return put(node, body, label, text);
};

const unknownMember: Change = (node, body, { random, canary }) => {
  const { value, schema } = node;
  if (typeOf(node) !== 'object' || typeof value !== 'object' || value === null) return undefined;
  const isClosed = schema.additionalProperties === false;
  const names = isClosed ? unknownNames.filter((name) => !(name in (schema.properties ?? {}))) : oddNames;
  const name = random.pick(names) ?? 'other';
  const given = isClosed
    ? random.pick<unknown>([canary, { polluted: canary }, null, 1, [canary]])
    : (Object.values(value)[0] ?? canary);
  return {
    label: `the member ${JSON.stringify(name.slice(0, 20))} at ${node.path.join('.') || 'the top'}`,
    body: withMember(body, node.path, name, given),
  };
};

const manyMembers: Change = (node, body, { canary }) => {
  if (typeOf(node) !== 'object') return undefined;
  const members = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`k${n}`, canary]));
  return put(node, body, '10,000 members', members);
};

const missing: Change = (node, body) =>
  node.required && node.path.length > 0
    ? { label: `without ${node.path.join('.')}`, body: without(body, node.path) }
    : undefined;

const nested = (levels: number, inList: boolean): unknown => {
  let value: unknown = 1;
  for (let n = 0; n < levels; n++) value = inList ? [value] : { a: value };
  return value;
};
const deep: Change = (node, body, { random }) => {
  const levels = random.pick([33, 200, 1000]) ?? 33;
  return put(node, body, `${levels} levels deep`, nested(levels, random.below(2) === 0));
};

const weighted: readonly Change[] = [
  wrongType,
  wrongType,
  wrongType,
  beyondBounds,
  beyondBounds,
  oddNumber,
  lookAlike,
  lookAlike,
  oddId,
  oddId,
  oddFormat,
  oddText,
  oddText,
  oddText,
  unknownMember,
  unknownMember,
  manyMembers,
  missing,
  missing,
  deep,
];

/** The body with one place of it changed, so that it is mostly not what the document asks for. */
export const changedBody = (nodes: readonly Node[], body: unknown, draw: Draw): Changed => {
  for (let tries = 0; tries < 60; tries++) {
    const node = draw.random.pick(nodes);
    const change = draw.random.pick(weighted);
    const made = node && change?.(node, body, draw);
    if (made) return made;
  }
  return { label: 'a text instead of the body', body: draw.canary };
};
