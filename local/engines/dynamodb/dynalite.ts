import { createRequire } from 'node:module';
import type { AttributeMap, AttributeValue, KeySchema, Table } from './types.ts';

/** A parsed path: `a.b[1]` is `['a', 'b', 1]`. */
export type Path = (string | number)[];

export type Operand =
  | Path
  | AttributeValue
  | { type: 'add' | 'subtract'; args: Operand[] }
  | { type: 'function'; name: 'if_not_exists' | 'list_append' | 'size'; args: Operand[] };

export type Condition =
  | { type: 'and' | 'or' | 'not'; args: Condition[] }
  | { type: 'function'; name: string; args: Operand[] }
  | { type: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'between' | 'in'; args: Operand[] };

export type UpdateSection = {
  type: 'set' | 'remove' | 'add' | 'delete';
  path: Path;
  val?: Operand;
  attrType?: string;
};

export type ParsedUpdate = { sections: UpdateSection[]; paths: Path[]; nestedPaths: Record<string, boolean> };
export type ParsedCondition = {
  expression: Condition;
  nestedPaths: Record<string, boolean>;
  pathHeads: Record<string, boolean>;
};
export type ParsedProjection = { paths: Path[]; nestedPaths: Record<string, boolean> };

export type KeyConditions = Record<
  string,
  { ComparisonOperator: string; AttributeValueList: AttributeValue[] }
>;

/** What the validators leave on a request once its expressions are parsed. */
export type Parsed = {
  _updates?: ParsedUpdate;
  _condition?: ParsedCondition;
  _filter?: ParsedCondition;
  _projection?: ParsedProjection;
};

type Refusal = Error | null | undefined;
type Types = Readonly<Record<string, unknown>>;
type StoreOptions = { options: { maxItemSize: number } };
type Custom = (data: never, store: StoreOptions) => string | undefined;

type Db = {
  hashPrefix: (hash: string, type: string, range?: string, rangeType?: string) => string;
  toRangeStr: (value: string | AttributeValue, type?: string) => string;
  compare: (comparison: string, value: AttributeValue | undefined, others: AttributeValue[]) => boolean;
  matchesExprFilter: (item: AttributeMap, expression: Condition) => boolean;
  matchesFilter: (item: AttributeMap, filter: unknown, operator: unknown) => boolean;
  mapPaths: (paths: (Path | string)[], item: AttributeMap) => AttributeMap;
  validateKey: (key: AttributeMap, table: Table, schema?: KeySchema) => Refusal;
  validateItem: (item: AttributeMap, table: Table) => Refusal;
  validateKeyPiece: (key: AttributeMap, attribute: string, type: string, isHash: boolean) => Refusal;
  validateKeyPaths: (nested: Record<string, boolean> | undefined, table: Table) => Refusal;
  validateUpdates: (legacy: unknown, updates: ParsedUpdate | undefined, table: Table) => Refusal;
};

type Validations = {
  checkTypes: (data: unknown, types: Types) => Record<string, unknown>;
  checkValidations: (
    data: Record<string, unknown>,
    types: Types,
    custom: Custom | undefined,
    store: StoreOptions,
  ) => void;
};

type BigNumber = {
  plus: (other: string) => BigNumber;
  minus: (other: string) => BigNumber;
  toFixed: () => string;
  cmp: (other: string) => number;
  /** Digits, sign and exponent. */
  c: number[];
  s: number;
  e: number;
};

const require = createRequire(import.meta.url);
/** Resolves what dynalite itself depends on, wherever it was installed. */
const fromDynalite = createRequire(require.resolve('dynalite/package.json'));

export const db = require('dynalite/db') as Db;
export const validations = require('dynalite/validations') as Validations;
export const validationOf = (operation: string): { types: Types; custom?: Custom } =>
  require(`dynalite/validations/${operation[0]?.toLowerCase()}${operation.slice(1)}`);
export const Big = fromDynalite('big.js') as new (value: string) => BigNumber;
export const levelModules = {
  disk: (fromDynalite('level') as { Level: new (path: string, options: object) => unknown }).Level,
  memory: (fromDynalite('memory-level') as { MemoryLevel: new (options: object) => unknown }).MemoryLevel,
};
