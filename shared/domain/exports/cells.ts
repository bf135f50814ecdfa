import { type Cell, type Column, cellOf, type Row } from './columns/column.ts';
import { neutral } from './neutral.ts';

/** A number as its column writes it; whatever else stands there is text, and treated as such. */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,8})?$/;

/** A cell of a table: nothing, a number, a truth, an instant, or a text that is no formula. */
export type TableCell =
  | { readonly kind: 'empty' }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'instant'; readonly text: string; readonly at: number }
  | { readonly kind: 'text'; readonly text: string };

const EMPTY: TableCell = { kind: 'empty' };
const textCell = (text: string): TableCell => (text === '' ? EMPTY : { kind: 'text', text: neutral(text) });

/** Lists are separated by `;` as imports read them; what has a structure is JSON. */
const textOf = (cell: Exclude<Cell, undefined>, { type }: Column): string => {
  if (type === 'json') return JSON.stringify(cell);
  return Array.isArray(cell) ? cell.join(';') : String(cell);
};

/** A value of a row as spreadsheets may hold it. */
export const tableCell = (row: Row, column: Column): TableCell => {
  const cell = cellOf(row, column);
  if (cell === undefined) return EMPTY;
  if (typeof cell === 'boolean') return { kind: 'boolean', value: cell };
  const text = textOf(cell, column);
  if ((column.type === 'integer' || column.type === 'decimal') && NUMBER.test(text))
    return { kind: 'number', text };
  if (column.type !== 'instant') return textCell(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? textCell(text) : { kind: 'instant', text, at };
};
