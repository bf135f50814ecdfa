import type { DocumentHead } from '#shared/domain/documents/blocks.ts';
import { drawFacts, drawTitle } from './draw-block.ts';
import { heightOf, type Sheet } from './sheet.ts';

const SIZE = 9;
const INK = '#111827';
const NUMBER_WIDTH = 40;
/** Chapters on the first page of the contents, under title and facts, and on each further one; the sheet has room for more. */
const ON_FIRST = 20;
const ON_FURTHER = 40;

export type Chapter = { readonly title: string; readonly page: number; readonly anchor: string };

/** Pages that the contents will take: known before the first chapter, so that pages can be numbered as they are written. */
export const contentsPages = (head: DocumentHead): number =>
  head.contents === undefined
    ? 0
    : 1 + Math.ceil(Math.max(0, head.contents.chapters - ON_FIRST) / ON_FURTHER);

/** Writes the contents, on as many pages as `contentsPages` says. They come last and are then put before the others. */
export const drawContents = (sheet: Sheet, head: DocumentHead, chapters: readonly Chapter[]): void => {
  const pages = contentsPages(head);
  for (let page = 0; page < pages; page++) {
    sheet.newPage();
    if (page === 0) {
      drawTitle(sheet, head.title);
      drawFacts(sheet, head.facts, { oneLine: true });
      sheet.y += heightOf(SIZE);
      drawTitle(sheet, head.contents?.title ?? '');
    }
    const from = page === 0 ? 0 : ON_FIRST + (page - 1) * ON_FURTHER;
    for (const chapter of chapters.slice(from, from + (page === 0 ? ON_FIRST : ON_FURTHER)))
      drawLine(sheet, chapter);
  }
};

const drawLine = (sheet: Sheet, { title, page, anchor }: Chapter): void => {
  const { doc, left, width, y } = sheet;
  sheet.label(title, left, y, SIZE, INK, width - NUMBER_WIDTH - 8);
  sheet.label(String(page), left + width - NUMBER_WIDTH, y, SIZE, INK, NUMBER_WIDTH);
  doc.goTo(left, y, width, heightOf(SIZE), anchor);
  sheet.y += heightOf(SIZE) + 3;
};
