import {
  type Body,
  bodyOfCells,
  type CellRow,
  mangledIn,
  type TableWays,
} from '#shared/domain/imports/cells.ts';
import { type Header, headerOf, mayMap } from '#shared/domain/imports/fields.ts';
import { type Import, UnusableFile } from '#shared/domain/imports/import.ts';
import { rowKeyOf } from '#shared/domain/imports/row-key.ts';
import type { FaultCode, PieceEntry, RawRow } from './tools.ts';

/** More rows are another file (`docs/imports.md`). */
export const MAX_ROWS = 1_000_000;

/** What is said of a row that can't be read. */
const faultMessages: Readonly<Record<FaultCode, string>> = {
  invalid_characters: 'has bytes that are no characters in the encoding of the file',
  ragged: 'must have as many cells as there are columns',
  not_json: 'must be a JSON object in one line',
  too_long: 'must be at most 1 MiB long',
  too_deep: 'must not be nested deeper than 32',
};
const duplicateMessage = 'has the key of an earlier row of this file';

type Row = { readonly n: number; readonly cells: CellRow; readonly fault: FaultCode | undefined };
type Ways = TableWays & {
  readonly defaultShop: string;
  /** A short keyed digest of a row's key: so many are kept as the file has rows. */
  readonly mark: (key: string) => string;
  readonly sentence: (message: string) => string;
};

/**
 * Makes records of rows: the first cells are the header; lines of one order follow one another; a key that comes again is a fault of the
 * later row. Throws `UnusableFile` for a header or a number of rows that can't be taken.
 */
export const createGathering = (job: Pick<Import, 'resource' | 'mapping'>, ways: Ways) => {
  const { resource, mapping } = job;
  const seen = new Set<string>();
  let header: Header | undefined;
  let count = 0;
  let open: Row[] = [];

  const entryOf = (rows: readonly Row[]): PieceEntry => {
    const numbers = rows.map(({ n }) => n);
    const cells = rows.map((row) => row.cells);
    const faults = [
      ...rows.flatMap(({ n, fault }) => (fault === undefined ? [] : [faultOf(n, fault)])),
      ...mangledIn(rows.map(({ n, cells: one }) => ({ n, cells: one }))).map((one) => ({
        ...one,
        message: ways.sentence(one.message),
      })),
    ];
    return unique({ rows: numbers, table: true, body: bodyOfCells(resource, cells, ways), faults });
  };
  const faultOf = (row: number, code: FaultCode) => ({
    row,
    field: '',
    code,
    message: ways.sentence(faultMessages[code]),
  });
  /** The same entry, or with a fault where an earlier row had its key. */
  const unique = (entry: PieceEntry): PieceEntry => {
    const key = rowKeyOf(resource, entry.body, ways.defaultShop);
    if (key === undefined) return entry;
    const mark = ways.mark(key);
    if (!seen.has(mark)) {
      seen.add(mark);
      return entry;
    }
    const duplicates = entry.rows.map((row) => ({
      row,
      field: '',
      code: 'duplicate',
      message: ways.sentence(duplicateMessage),
    }));
    return { ...entry, faults: [...entry.faults, ...duplicates] };
  };
  const closed = (): PieceEntry[] => {
    const rows = open;
    open = [];
    return rows.length === 0 ? [] : [entryOf(rows)];
  };
  const sameOrder = (row: Row): boolean =>
    resource === 'orders' &&
    open.length > 0 &&
    typeof row.cells['externalId'] === 'string' &&
    row.cells['externalId'].trim() !== '' &&
    ['externalId', 'shopId'].every((field) => open[0]?.cells[field] === row.cells[field]);

  const addCells = (cells: Extract<RawRow, { readonly cells: unknown }>): PieceEntry[] => {
    if (header === undefined) {
      if (cells.fault !== undefined) throw new UnusableFile('no_header');
      header = headerOf(
        resource,
        cells.cells.map((cell) => (typeof cell === 'string' ? cell : '')),
        mapping,
      );
      return [];
    }
    const n = counted();
    const fields = header;
    const ragged = mapping === undefined && isRagged(fields, cells.cells);
    const row: Row = {
      n,
      cells: Object.fromEntries(
        fields.flatMap((field, at) => (field === undefined ? [] : [[field, cells.cells[at] ?? '']])),
      ),
      fault: cells.fault ?? (ragged ? 'ragged' : undefined),
    };
    const before = sameOrder(row) ? [] : closed();
    open = [...open, row];
    return before;
  };
  const counted = (): number => {
    count += 1;
    if (count > MAX_ROWS) throw new UnusableFile('too_many_rows');
    return count;
  };

  return {
    add: (raw: RawRow): PieceEntry[] => {
      if ('cells' in raw) return addCells(raw);
      const n = counted();
      if ('fault' in raw) return [{ rows: [n], table: false, body: {}, faults: [faultOf(n, raw.fault)] }];
      return [unique({ rows: [n], table: false, body: mapped(job, raw.line), faults: [] })];
    },
    /** What is left at the end of the file. */
    end: (): PieceEntry[] => {
      const rest = closed();
      if (count === 0) throw new UnusableFile('no_rows');
      return rest;
    },
    rows: (): number => count,
  };
};

/** Fewer cells than columns, or something behind the last column. */
const isRagged = (header: Header, cells: Extract<RawRow, { readonly cells: unknown }>['cells']): boolean =>
  cells.length < header.length || cells.slice(header.length).some((cell) => cell !== '');

/** A line by the names of its mapping: what it names, and nothing else. */
const mapped = ({ resource, mapping }: Pick<Import, 'resource' | 'mapping'>, line: Body): Body =>
  mapping === undefined
    ? line
    : Object.fromEntries(
        Object.entries(mapping).flatMap(([field, property]) =>
          mayMap(resource, 'ndjson', field) && Object.hasOwn(line, property) ? [[field, line[property]]] : [],
        ),
      );
