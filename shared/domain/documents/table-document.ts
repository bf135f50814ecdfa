import { type Column, cellOf, type Row } from '../exports/columns/column.ts';
import type { Block, Paper } from './blocks.ts';
import { columnWeights, paperFor } from './column-weights.ts';
import type { LocalTime } from './local-time.ts';

/** The first rows of a table, by which it is laid out, and the others. */
export type TableRows = { readonly first: readonly Row[]; readonly rest: AsyncIterable<Row> };

/** A table of these columns, and the sheet that it fits on. Columns are headed by the names of the fields; instants are local. */
export const tableBlocks = (
  columns: readonly Column[],
  { first, rest }: TableRows,
  localTime: LocalTime,
): { readonly paper: Paper; readonly blocks: AsyncIterable<Block> } => {
  const titles = columns.map(({ name }) => name);
  const cellsOf = (row: Row): string[] => columns.map((column) => cellText(row, column, localTime));
  const sample = first.map(cellsOf);
  const weights = columnWeights(titles, sample);
  return { paper: paperFor(weights), blocks: blocksOf(titles, weights, sample, rest, cellsOf) };
};

async function* blocksOf(
  titles: readonly string[],
  weights: readonly number[],
  sample: readonly (readonly string[])[],
  rest: AsyncIterable<Row>,
  cellsOf: (row: Row) => string[],
): AsyncGenerator<Block> {
  yield { kind: 'columns', columns: titles.map((title, n) => ({ title, weight: weights[n] ?? 1 })) };
  for (const cells of sample) yield { kind: 'row', cells };
  for await (const row of rest) yield { kind: 'row', cells: cellsOf(row) };
}

const cellText = (row: Row, column: Column, localTime: LocalTime): string => {
  const cell = cellOf(row, column);
  if (cell === undefined) return '';
  if (Array.isArray(cell)) return cell.join(', ');
  if (typeof cell === 'object') return JSON.stringify(cell);
  if (column.type !== 'instant') return String(cell);
  const at = Date.parse(String(cell));
  return Number.isNaN(at) ? String(cell) : localTime(at);
};
