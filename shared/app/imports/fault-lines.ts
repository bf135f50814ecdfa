import { neutral } from '#shared/domain/exports/neutral.ts';
import type { RowFault } from '#shared/domain/imports/cells.ts';

export const FAULT_HEADER = 'row,field,code,message\r\n';

/** A name from a file may begin like a formula; in quotes where it holds what tells cells apart (RFC 4180). */
const cellOf = (text: string): string => {
  const safe = neutral(text);
  return /[",\r\n;]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Lines of the file of errors, in the order of the rows (`api.md`, Imports). */
export const faultLines = (faults: readonly RowFault[]): string =>
  faults
    .toSorted((a, b) => a.row - b.row)
    .map(({ row, field, code, message }) => `${row},${cellOf(field)},${code},${cellOf(message)}\r\n`)
    .join('');
