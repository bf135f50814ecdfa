import type { RawRow } from '#shared/app/imports/tools.ts';
import type { Bytes } from '#shared/app/objects.ts';
import type { Cell } from '#shared/domain/imports/cells.ts';
import { MAX_COLUMNS } from '#shared/domain/imports/fields.ts';
import { UnusableFile } from '#shared/domain/imports/import.ts';
import { columnOf, numberCell, type Shown } from './values.ts';
import { type Attributes, listen } from './xml.ts';

const MAX_CELLS = 1_000_000;

export type Workbook = {
  readonly strings: readonly string[];
  readonly styles: readonly Shown[];
  /** Days are counted from 1904, as on old Macs. */
  readonly from1904: boolean;
};

/** The rows of a sheet as it is read; those without a value are none. A cell far out makes no row longer than the limit. */
export async function* sheetRows(bytes: Bytes, workbook: Workbook): AsyncGenerator<RawRow> {
  const reader = createReader(workbook);
  for await (const _ of listen(bytes, reader)) yield* reader.taken();
}

const createReader = (workbook: Workbook) => {
  let rows: RawRow[] = [];
  let cells: Cell[] = [];
  /** Empty cells at the end of a row are left out of the file; the header tells how many there are. */
  let width: number | undefined;
  let count = 0;
  let column = -1;
  let about: Attributes = {};
  let value = '';
  let within: 'v' | 't' | undefined;

  const openCell = (attributes: Attributes): void => {
    count += 1;
    if (count > MAX_CELLS) throw new UnusableFile('too_many_cells');
    about = attributes;
    value = '';
    column = columnOf(attributes['r'] ?? '') ?? column + 1;
  };
  const closeCell = (): void => {
    const cell = cellOf(about, value, workbook);
    if (cell === '') return;
    if (column >= MAX_COLUMNS) throw new UnusableFile('too_many_columns', { column: column + 1 });
    while (cells.length < column) cells.push('');
    cells[column] = cell;
  };
  const closeRow = (): void => {
    if (cells.length > 0) {
      width ??= cells.length;
      while (cells.length < width) cells.push('');
      rows.push({ cells });
    }
    cells = [];
    column = -1;
  };
  return {
    open: (name: string, attributes: Attributes): void => {
      if (name === 'c') openCell(attributes);
      if (name === 'v' || name === 't') within = name;
    },
    text: (text: string): void => {
      if (within !== undefined) value += text;
    },
    close: (name: string): void => {
      if (name === 'v' || name === 't') within = undefined;
      if (name === 'c') closeCell();
      if (name === 'row') closeRow();
    },
    taken: (): RawRow[] => {
      const taken = rows;
      rows = [];
      return taken;
    },
  };
};

/** The value of a cell by its type (ECMA-376, 18.18.11). */
const cellOf = ({ t: type, s: style }: Attributes, value: string, workbook: Workbook): Cell => {
  if (value === '') return '';
  if (type === 's') return workbook.strings[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'true' : 'false';
  if (type !== undefined && type !== 'n') return value;
  return numberCell(value, workbook.styles[Number(style ?? 0)] ?? 'plain', workbook.from1904);
};
