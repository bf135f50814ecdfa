import { tableOf } from './tables.ts';
import type { CreateTableInput, IndexInput, Table } from './types.ts';

/** Where two descriptions of one table differ in what can't be changed in place; undefined when they don't. */
export const shapeDifference = (table: Table, input: CreateTableInput): string | undefined => {
  const wanted = tableOf(input, table.createdMs);
  if (!same(table.KeySchema, wanted.KeySchema)) return 'its key schema';
  if (!same(byName(definitions(table)), byName(definitions(wanted)))) return 'its attribute definitions';
  if (table.streamView !== wanted.streamView)
    return `its stream view (${table.streamView ?? 'none'} is stored, ${wanted.streamView ?? 'none'} is wanted)`;
  return indexDifference(table.GlobalSecondaryIndexes, wanted.GlobalSecondaryIndexes);
};

const definitions = (table: Table): [string, unknown][] =>
  table.AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]);

const byName = <T extends [string, unknown]>(pairs: T[]): T[] => pairs.sort(([a], [b]) => (a < b ? -1 : 1));

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const indexDifference = (stored: IndexInput[], wanted: IndexInput[]): string | undefined => {
  const shapes = (indexes: IndexInput[]) =>
    new Map(indexes.map((index) => [index.IndexName, shapeOf(index)]));
  const [old, next] = [shapes(stored), shapes(wanted)];
  for (const name of new Set([...old.keys(), ...next.keys()])) {
    if (!next.has(name)) return `its index ${name}, which is no longer wanted`;
    if (!old.has(name)) return `its index ${name}, which is new`;
    if (old.get(name) !== next.get(name)) return `its index ${name}, whose keys or projection changed`;
  }
  return undefined;
};

const shapeOf = ({ KeySchema, Projection }: IndexInput): string =>
  JSON.stringify([KeySchema, Projection.ProjectionType, [...(Projection.NonKeyAttributes ?? [])].sort()]);
