import type { Block, Fact } from '#shared/domain/documents/blocks.ts';
import { heightOf, type Sheet } from './sheet.ts';

const INK = '#111827';
const QUIET = '#6b7280';
const INTERNAL_FILL = '#fef9c3';
const TITLE = 15;
const HEADING = 11;
const BODY = 9;
const SMALL = 7.5;
const LABEL_SHARE = 0.26;
const INDENT = 8;

/** Everything but tables: see `draw-table.ts`. */
type Plain = Exclude<Block, { kind: 'columns' | 'row' }>;

export const drawBlock = (sheet: Sheet, block: Plain): void => {
  switch (block.kind) {
    case 'chapter':
      sheet.newPage();
      drawTitle(sheet, block.title);
      return;
    case 'heading':
      // A heading never stands alone at the end of a page.
      sheet.need(heightOf(HEADING) + 3 * heightOf(BODY) + 10);
      sheet.y += 8;
      drawText(sheet, block.text, { size: HEADING, color: INK });
      return;
    case 'facts':
      drawFacts(sheet, block.facts);
      return;
    case 'text':
      drawText(sheet, block.text, { size: BODY, color: INK });
      return;
    case 'message':
      drawMessage(sheet, block);
      return;
  }
};

export const drawTitle = (sheet: Sheet, title: string): void => {
  drawText(sheet, title, { size: TITLE, color: INK });
  sheet.y += 4;
};

type Style = {
  readonly size: number;
  readonly color: string;
  readonly indent?: number;
  readonly fill?: string;
};

/** Text over as many lines and pages as it takes; with a coloured ground where `fill` says so. */
const drawText = (sheet: Sheet, text: string, { size, color, indent = 0, fill }: Style): void => {
  const height = heightOf(size);
  for (const line of sheet.linesOf(text, sheet.width - indent, size)) {
    sheet.need(height);
    if (fill !== undefined) sheet.doc.rect(sheet.left, sheet.y, sheet.width, height + 0.2).fill(fill);
    if (line !== '') sheet.write(line, sheet.left + indent, sheet.y, size, color);
    sheet.y += height;
  }
};

const drawMessage = (sheet: Sheet, { head, text, internal }: Extract<Block, { kind: 'message' }>): void => {
  const ground = internal ? { fill: INTERNAL_FILL } : {};
  sheet.need(heightOf(SMALL) + 2 * heightOf(BODY) + 6);
  sheet.y += 6;
  drawText(sheet, head, { size: SMALL, color: QUIET, ...ground });
  drawText(sheet, text, { size: BODY, color: INK, indent: INDENT, ...ground });
};

/** Names on the left, values on the right; `oneLine` cuts off what is longer than its line. */
export const drawFacts = (sheet: Sheet, facts: readonly Fact[], { oneLine = false } = {}): void => {
  const labelWidth = sheet.width * LABEL_SHARE;
  const height = heightOf(BODY);
  for (const { label, value } of facts) {
    sheet.need(height);
    sheet.label(label, sheet.left, sheet.y, BODY, QUIET, labelWidth - INDENT);
    const lines = sheet.linesOf(value, sheet.width - labelWidth, BODY);
    for (const line of oneLine ? lines.slice(0, 1) : lines) {
      sheet.need(height);
      if (line !== '') sheet.write(line, sheet.left + labelWidth, sheet.y, BODY, INK);
      sheet.y += height;
    }
  }
};
