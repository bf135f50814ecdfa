import PDFDocument from 'pdfkit';
import type { DocumentHead, Paper } from '#shared/domain/documents/blocks.ts';
import { printable } from '#shared/domain/documents/printable.ts';
import { fitted, wrap } from '#shared/domain/documents/wrap.ts';
import { LINE, type Pen, penFor } from './pen.ts';

const MARGIN = 42;
const FOOT_SIZE = 7;
const FOOT_HEIGHT = 22;
const QUIET = '#6b7280';

/** Points, width and height: A4, A4 across, A3 across (ISO 216). */
const sizes: Readonly<Record<Paper, readonly [number, number]>> = {
  portrait: [595.28, 841.89],
  landscape: [841.89, 595.28],
  broad: [1190.55, 841.89],
};

/** The pages of a document, and the place where writing goes on. */
export type Sheet = {
  readonly doc: InstanceType<typeof PDFDocument>;
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  /** Where the next line goes; more than `bottom` is never written to. */
  y: number;
  /** The number of the current page. */
  page: number;
  newPage(): void;
  /** A new page unless there is so much room left on this one. */
  need(height: number): void;
  /** `text` in lines of at most `width` points. */
  linesOf(text: string, width: number, size: number): string[];
  /** One line somewhere; what is too long for `width` ends in `…`. */
  label(text: string, x: number, y: number, size: number, color: string, width: number): void;
  write: Pen['write'];
};

/** Pages of a document that is just beginning. `firstPage` is the number of the first one. */
export const sheetFor = (head: DocumentHead, firstPage: number): Sheet => {
  const [width, height] = sizes[head.paper];
  const doc = new PDFDocument({
    autoFirstPage: false,
    size: [width, height],
    margin: 0,
    font: '',
    pdfVersion: '1.7',
    lang: head.language,
    displayTitle: true,
    fontLayoutCache: false,
    info: infoOf(head),
  } as PDFKit.PDFDocumentOptions);
  const pen = penFor(doc);
  const measured = (size: number) => (character: string) => (pen.widthOf(character) * size) / 1000;
  const sheet: Sheet = {
    doc,
    left: MARGIN,
    width: width - 2 * MARGIN,
    top: MARGIN,
    bottom: height - MARGIN - FOOT_HEIGHT,
    y: MARGIN,
    page: firstPage - 1,
    newPage: () => {
      doc.addPage();
      sheet.page += 1;
      sheet.y = sheet.top;
      foot(sheet, head, height);
    },
    need: (needed) => {
      if (doc.page === null || sheet.y + needed > sheet.bottom) sheet.newPage();
    },
    linesOf: (text, wide, size) => wrap(printable(text), wide, measured(size)),
    label: (text, x, y, size, color, wide) =>
      pen.write(fitted(printable(text), wide, measured(size)), x, y, size, color),
    write: pen.write,
  };
  return sheet;
};

const infoOf = (head: DocumentHead) => ({
  Title: printable(head.title),
  Author: 'Kefu',
  Creator: 'Kefu',
  Producer: 'Kefu',
  CreationDate: new Date(head.madeAt),
});

/** Who had it made on the left, the page's number on the right. */
const foot = (sheet: Sheet, head: DocumentHead, height: number): void => {
  const { doc, left, width } = sheet;
  const y = height - MARGIN - FOOT_SIZE * LINE;
  doc
    .moveTo(left, y - 4)
    .lineTo(left + width, y - 4)
    .lineWidth(0.4)
    .strokeColor('#d1d5db')
    .stroke();
  sheet.label(head.foot, left, y, FOOT_SIZE, QUIET, width - PAGE_WIDTH);
  sheet.label(String(sheet.page), left + width - PAGE_WIDTH / 2, y, FOOT_SIZE, QUIET, PAGE_WIDTH / 2);
};

const PAGE_WIDTH = 60;
export const heightOf = (size: number): number => size * LINE;
