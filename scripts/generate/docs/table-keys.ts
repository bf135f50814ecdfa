import { indexes, keys, tableShape } from '#shared/adapters/dynamo/keys.ts';
import { code, markdownTable, page } from './table.ts';

/** Parameters of key builders that count; all others are ids or words. */
const counts: ReadonlySet<string> = new Set([
  'n',
  'at',
  'seq',
  'cycle',
  'instance',
  'version',
  'copy',
  'window',
]);

type Builder = (...parameters: never[]) => unknown;

/** The names of a builder's parameters, as they stand in its text. */
const parametersOf = (builder: Builder): string[] =>
  (/^\(([^)]*)\)/.exec(String(builder))?.[1] ?? '')
    .split(',')
    .map((parameter) => parameter.replace(/[?:=].*$/s, '').trim())
    .filter(Boolean);

const sampleOf = (name: string): string | number => (counts.has(name) ? 7 : `<${name}>`);
const call = (builder: Builder): unknown =>
  Reflect.apply(builder, undefined, parametersOf(builder).map(sampleOf));

const keyRows = (): string[][] =>
  Object.entries<Builder>(keys).map(([name, builder]) => {
    const key = call(builder);
    if (typeof key === 'string') return [name, code(key), ''];
    const { pk, sk } = key as { pk: string; sk: string };
    return [name, code(pk), code(sk)];
  });

const indexRows = (): string[][] =>
  Object.entries<Builder>(indexes).map(([name, builder]) => [name, code(String(call(builder)))]);

const shapeRows = (): string[][] =>
  Object.entries(tableShape.indexes).map(([name, { partitionKey, sortKey, projection }]) => [
    code(name),
    code(partitionKey),
    code(sortKey),
    projection.length === 0 ? 'keys' : projection.map(code).join(', '),
  ]);

/** `docs/generated/table-keys.md`: how every key looks, got by calling the builders. */
export const tableKeysPage = (): string =>
  page(
    'Keys of the table',
    `One table, partition key ${code(tableShape.partitionKey)}, sort key ${code(tableShape.sortKey)}, expiry ${code(tableShape.ttl)}. \`<name>\` stands for an id or a word; numbers are shown for 7.`,
    '## Items',
    markdownTable(['item', 'partition key', 'sort key'], keyRows()),
    '## Partitions of the indexes',
    markdownTable(['list', 'partition key'], indexRows()),
    '## Indexes',
    markdownTable(['index', 'partition key', 'sort key', 'projection'], shapeRows()),
  );
