import type { Cell } from '#shared/domain/imports/cells.ts';

/** How a style shows numbers: as a day or time, with leading zeros, or as they are. */
export type Shown = 'date' | 'padded' | 'plain';

/** Shipped formats that show days and times (ECMA-376, 18.8.30), those of East Asia among them. */
const isShippedDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** What a format shows; `code` for one that the workbook brings itself. */
export const shownBy = (id: number, code: string | undefined): Shown => {
  if (code === undefined) return isShippedDate(id) ? 'date' : 'plain';
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
  if (/[ymdhs]/i.test(bare)) return 'date';
  return /^0{2,}$/.test(bare) ? 'padded' : 'plain';
};

const mangled: Cell = { mangled: true };
const DAY_MS = 86_400_000;
/** Spreadsheets keep fifteen digits. */
const SAFE = 1e15;

/** The wall time of a day number. The 29th of February 1900, which only spreadsheets have, is no day. */
const dateText = (serial: number, from1904: boolean): Cell => {
  if (serial < 0 || serial > 2_958_465 || (!from1904 && (serial < 1 || Math.floor(serial) === 60)))
    return mangled;
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const wall = new Date(epoch + Math.round((serial * DAY_MS) / 1000) * 1000).toISOString();
  return Number.isInteger(serial) ? wall.slice(0, 10) : wall.slice(0, 19);
};

/** The text of a number, as it was typed where all of its digits are there. */
export const numberCell = (text: string, shown: Shown, from1904: boolean): Cell => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return mangled;
  if (shown === 'date') return dateText(value, from1904);
  // The zeros are in the picture, not in the value.
  if (shown === 'padded' || Math.abs(value) >= SAFE) return mangled;
  const plain = String(Number.isInteger(value) ? value : Number(value.toPrecision(15)));
  return plain.includes('e') ? mangled : plain;
};

/** The number of a column from its letters (`A` is 0); `undefined` for what is no address. */
export const columnOf = (address: string): number | undefined => {
  const letters = /^([A-Z]{1,3})\d+$/.exec(address)?.[1];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
};
