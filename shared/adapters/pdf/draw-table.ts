import type { Block } from '#shared/domain/documents/blocks.ts';
import { heightOf, type Sheet } from './sheet.ts';

const SIZE = 7.5;
const PADDING = 3;
const INK = '#111827';
const HEAD_FILL = '#f3f4f6';
const RULE = '#e5e7eb';

type Columns = Extract<Block, { kind: 'columns' }>['columns'];
type Column = { readonly title: string; readonly x: number; readonly width: number };

/** A table that is drawn row by row; its head stands over every part of it. */
export type TableDrawing = { row(cells: readonly string[]): void };

/** Begins a table where the sheet is now. Rows that are higher than a page go on on the next one. */
export const beginTable = (sheet: Sheet, columns: Columns): TableDrawing => {
  const placed = place(sheet, columns);
  let page = 0;
  const head = (): void => {
    page = sheet.page;
    drawHead(sheet, placed);
  };
  return {
    row: (cells) => {
      const lines = placed.map(({ width }, at) => sheet.linesOf(cells[at] ?? '', width, SIZE));
      const height = Math.max(1, ...lines.map((cell) => cell.length));
      for (let from = 0; from < height; ) {
        const least = Math.min(KEEP, height - from);
        sheet.need(least * heightOf(SIZE) + 2 * PADDING);
        if (page !== sheet.page) head();
        const room = Math.floor((sheet.bottom - sheet.y - 2 * PADDING) / heightOf(SIZE));
        const count = Math.max(1, Math.min(room, height - from));
        drawLines(sheet, placed, lines, from, count);
        from += count;
      }
    },
  };
};

/** A row is not torn apart before so many lines. */
const KEEP = 4;

const place = (sheet: Sheet, columns: Columns): Column[] => {
  const total = columns.reduce((sum, { weight }) => sum + weight, 0) || 1;
  let x = sheet.left;
  return columns.map(({ title, weight }) => {
    const share = (sheet.width * weight) / total;
    const column = { title, x: x + PADDING, width: Math.max(SIZE, share - 2 * PADDING) };
    x += share;
    return column;
  });
};

const drawHead = (sheet: Sheet, columns: readonly Column[]): void => {
  const lines = columns.map(({ title, width }) => sheet.linesOf(title, width, SIZE).slice(0, KEEP));
  const height = Math.max(1, ...lines.map((cell) => cell.length)) * heightOf(SIZE) + 2 * PADDING;
  sheet.doc.rect(sheet.left, sheet.y, sheet.width, height).fill(HEAD_FILL);
  drawLines(sheet, columns, lines, 0, Math.max(1, ...lines.map((cell) => cell.length)));
};

const drawLines = (
  sheet: Sheet,
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  from: number,
  count: number,
): void => {
  for (const [at, { x }] of columns.entries()) {
    for (let n = 0; n < count; n++) {
      const line = cells[at]?.[from + n];
      if (line) sheet.write(line, x, sheet.y + PADDING + n * heightOf(SIZE), SIZE, INK);
    }
  }
  sheet.y += count * heightOf(SIZE) + 2 * PADDING;
  sheet.doc.moveTo(sheet.left, sheet.y).lineTo(sheet.left + sheet.width, sheet.y);
  sheet.doc.lineWidth(0.4).strokeColor(RULE).stroke();
};
