import type { Block, DocumentHead } from '#shared/domain/documents/blocks.ts';
import { printable } from '#shared/domain/documents/printable.ts';
import { type Chapter, contentsPages, drawContents } from './contents.ts';
import { drawBlock, drawFacts, drawTitle } from './draw-block.ts';
import { beginTable, type TableDrawing } from './draw-table.ts';
import { heightOf, type Sheet, sheetFor } from './sheet.ts';

/**
 * A document as a PDF, given away in pieces while it is being written: of pages that are done nothing is kept but where they begin, and the
 * glyphs they used. The same blocks give the same bytes. Nothing in it is fetched, run or opened: no links out, scripts, forms or attachments.
 */
export async function* renderPdf(
  head: DocumentHead,
  blocks: AsyncIterable<Block> | Iterable<Block>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const before = contentsPages(head);
  const sheet = sheetFor(head, before + 1);
  const chapters: Chapter[] = [];
  if (before === 0) begin(sheet, head);
  let table: TableDrawing | undefined;
  for await (const block of blocks) {
    if (block.kind === 'columns') table = beginTable(sheet, block.columns);
    else if (block.kind === 'row') table?.row(block.cells);
    else {
      drawBlock(sheet, block);
      if (block.kind === 'chapter') chapters.push(mark(sheet, block.title, chapters.length));
    }
    yield* written(sheet);
  }
  if (before > 0) putContentsFirst(sheet, head, chapters);
  sheet.doc.end();
  yield* written(sheet);
}

/** Title and facts on the first page. */
const begin = (sheet: Sheet, head: DocumentHead): void => {
  sheet.newPage();
  drawTitle(sheet, head.title);
  drawFacts(sheet, head.facts);
  sheet.y += heightOf(SPACE);
};
const SPACE = 9;

/** Remembers where a chapter begins, for the contents and for the reader's list of bookmarks. */
const mark = (sheet: Sheet, title: string, index: number): Chapter => {
  const anchor = `chapter-${index + 1}`;
  sheet.doc.addNamedDestination(anchor);
  sheet.doc.outline.addItem(printable(title));
  return { title, page: sheet.page, anchor };
};

/** The tree of pages, which is written at the very end: whatever stands first in it is the first page. */
type PageTree = {
  readonly _root: { readonly data: { readonly Pages: { readonly data: { Kids: object[] } } } };
};

const putContentsFirst = (sheet: Sheet, head: DocumentHead, chapters: readonly Chapter[]): void => {
  const { data } = (sheet.doc as unknown as PageTree)._root.data.Pages;
  const written = data.Kids.length;
  sheet.page = 0;
  drawContents(sheet, head, chapters);
  data.Kids = [...data.Kids.slice(written), ...data.Kids.slice(0, written)];
};

/** What has been written since the last time. */
function* written({ doc }: Sheet): Generator<Uint8Array, void, undefined> {
  for (;;) {
    const chunk = (doc as unknown as { read(): Uint8Array | null }).read();
    if (chunk === null) return;
    yield chunk;
  }
}
