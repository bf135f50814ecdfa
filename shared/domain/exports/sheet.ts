import { type TableCell, tableCell } from './cells.ts';
import type { Column, Row } from './columns/column.ts';

/** A sheet has no more rows, a cell no more characters (Excel specifications and limits). */
export const SHEET_ROWS = 1_048_576;
const CELL_CHARACTERS = 32_767;

/** The day before which spreadsheets count none, in days before 1970. */
const EPOCH_DAYS = 25_569;
const DAY_MS = 86_400_000;
/** Styles of `styles.xml`: a date, the head. */
const DATE_STYLE = 1;
const HEAD_STYLE = 2;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML cannot hold is written as spreadsheets write it (`_x0000_`), and a text that looks like that is protected from being read so. */
const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      /[\u0000-\u0008\u000B\u000C\u000D\u000E-\u001F\uFFFE\uFFFF]/g,
      (one) => `_x${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>"]/g, (one) => escapes[one] ?? one);

const cut = (text: string): string =>
  text.length <= CELL_CHARACTERS ? text : `${text.slice(0, CELL_CHARACTERS - 1)}…`;

/** `A`, `Z`, `AA`, … */
export const columnLetters = (n: number): string =>
  n < 26
    ? String.fromCharCode(65 + n)
    : `${columnLetters(Math.floor(n / 26) - 1)}${String.fromCharCode(65 + (n % 26))}`;

const textXml = (at: string, text: string, style = ''): string =>
  `<c r="${at}"${style} t="inlineStr"><is><t xml:space="preserve">${xmlText(cut(text))}</t></is></c>`;

const cellXml = (cell: TableCell, at: string): string => {
  switch (cell.kind) {
    case 'empty':
      return '';
    case 'number':
      return `<c r="${at}"><v>${cell.text}</v></c>`;
    case 'boolean':
      return `<c r="${at}" t="b"><v>${cell.value ? 1 : 0}</v></c>`;
    case 'instant':
      return `<c r="${at}" s="${DATE_STYLE}"><v>${cell.at / DAY_MS + EPOCH_DAYS}</v></c>`;
    default:
      return textXml(at, cell.text);
  }
};

/** The beginning of a sheet with its head, which stays in sight. */
export const sheetHead = (columns: readonly Column[]): string =>
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">' +
  '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>' +
  `<row r="1">${columns.map(({ name }, n) => textXml(`${columnLetters(n)}1`, name, ` s="${HEAD_STYLE}"`)).join('')}</row>`;

/** One row; `n` counts from 1, the head being 1. */
export const sheetRow = (row: Row, columns: readonly Column[], n: number): string =>
  `<row r="${n}">${columns.map((column, c) => cellXml(tableCell(row, column), `${columnLetters(c)}${n}`)).join('')}</row>`;

export const SHEET_END = '</sheetData></worksheet>';

/** A name that spreadsheets accept for a sheet: at most 31 characters, none of `[]:*?/\`, no quote at its ends. */
export const sheetName = (text: string, n: number): string => {
  const suffix = n === 1 ? '' : ` ${n}`;
  const clean = text
    .replace(/[[\]:*?/\\\u0000-\u001F]/g, ' ')
    .trim()
    .replace(/^'+|'+$/g, '');
  return `${clean.slice(0, 31 - suffix.length) || 'Sheet'}${suffix}`;
};
