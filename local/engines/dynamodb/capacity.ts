/** Bytes of one read unit and of one write unit. */
const READ_UNIT = 4096;
const WRITE_UNIT = 1024;

/** Units of one strongly consistent read of `bytes`; a missing item costs one, an eventually consistent read half. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT)) * (consistent ? 1 : 0.5);

/** Units of one write of `bytes`. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT));

export type CapacityMode = 'NONE' | 'TOTAL' | 'INDEXES';

type Kind = 'read' | 'write';

type TableUnits = { table: number; indexes: Map<string, number> };

/** What one request consumes, by table and index. A request only reads or only writes. */
export type Tally = {
  /** @param index undefined for the base table */
  add: (table: string, index: string | undefined, units: number) => void;
  /** Units by table with its indexes. */
  totals: () => Map<string, number>;
  consumed: () => { read: number; write: number };
  /** One `ConsumedCapacity` a table; `split` names the kind too, which only transactions do. */
  report: (mode: CapacityMode, split?: boolean) => Record<string, unknown>[];
};

export const createTally = (kind: Kind): Tally => {
  const tables = new Map<string, TableUnits>();

  const unitsOf = (units: TableUnits): number =>
    [...units.indexes.values()].reduce((total, more) => total + more, units.table);

  const totals = () => new Map([...tables].map(([name, units]) => [name, unitsOf(units)]));

  return {
    add: (name, index, units) => {
      const table = tables.get(name) ?? { table: 0, indexes: new Map<string, number>() };
      tables.set(name, table);
      if (index === undefined) table.table += units;
      else table.indexes.set(index, (table.indexes.get(index) ?? 0) + units);
    },
    totals,
    consumed: () => {
      const total = [...totals().values()].reduce((sum, units) => sum + units, 0);
      return kind === 'read' ? { read: total, write: 0 } : { read: 0, write: total };
    },
    report: (mode, split = false) =>
      [...tables].map(([name, units]) => ({
        TableName: name,
        ...figures(unitsOf(units), kind, split),
        ...(mode === 'INDEXES' && breakdown(units, kind, split)),
      })),
  };
};

const figures = (units: number, kind: Kind, split: boolean) => ({
  CapacityUnits: units,
  ...(split && (kind === 'read' ? { ReadCapacityUnits: units } : { WriteCapacityUnits: units })),
});

const breakdown = ({ table, indexes }: TableUnits, kind: Kind, split: boolean) => ({
  Table: figures(table, kind, split),
  ...(indexes.size > 0 && {
    GlobalSecondaryIndexes: Object.fromEntries(
      [...indexes].map(([name, units]) => [name, figures(units, kind, split)]),
    ),
  }),
});

/** The mode a request asks for. */
export const capacityMode = (request: Readonly<Record<string, unknown>>): CapacityMode => {
  const mode = request['ReturnConsumedCapacity'];
  return mode === 'TOTAL' || mode === 'INDEXES' ? mode : 'NONE';
};
