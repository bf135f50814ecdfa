import { type Column, cellOf, type Row } from './columns/column.ts';

const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,8})?$/;

const jsonOf = (row: Row, column: Column): unknown => {
  const cell = cellOf(row, column);
  if (cell === undefined) return null;
  // An amount keeps its decimals, as it does in the API.
  return column.type === 'integer' && !NUMBER.test(String(cell)) ? String(cell) : cell;
};

/** One row as a line of JSON: every field is there, `null` where there is nothing. */
export const ndjsonLine = (row: Row, columns: readonly Column[]): string =>
  `${JSON.stringify(Object.fromEntries(columns.map((column) => [column.name, jsonOf(row, column)])))}\n`;
