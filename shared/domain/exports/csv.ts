import { type TableCell, tableCell } from './cells.ts';
import type { Column, Row } from './columns/column.ts';

/** Spreadsheets take a file without it for one in an alphabet of their own. */
const BYTE_ORDER_MARK = '\uFEFF';

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const cellText = (cell: TableCell): string => {
  if (cell.kind === 'empty') return '';
  return cell.kind === 'boolean' ? String(cell.value) : quoted(cell.text);
};

/** The first line, headed by the names of the fields. */
export const csvHead = (columns: readonly Column[]): string =>
  `${BYTE_ORDER_MARK}${columns.map(({ name }) => name).join(',')}\r\n`;

/** One row (RFC 4180). A row of one empty cell is written with quotes, or readers would pass it over. */
export const csvLine = (row: Row, columns: readonly Column[]): string => {
  const line = columns.map((column) => cellText(tableCell(row, column))).join(',');
  return `${line === '' ? '""' : line}\r\n`;
};
