import type { Block, DocumentHead } from '#shared/domain/documents/blocks.ts';
import { caseBlocks } from '#shared/domain/documents/case-document.ts';
import { exportHead } from '#shared/domain/documents/export-head.ts';
import { documentFields, isAboutCases, MOST_CASES } from '#shared/domain/documents/kind.ts';
import { localTimeIn } from '#shared/domain/documents/local-time.ts';
import { tableBlocks } from '#shared/domain/documents/table-document.ts';
import type { Row } from '#shared/domain/exports/columns/column.ts';
import { columnsOf } from '#shared/domain/exports/columns/index.ts';
import type { Export } from '#shared/domain/exports/export.ts';
import type { Context } from '../ports.ts';
import { ref } from '../records.ts';
import { namesFor } from './names.ts';
import { readCase } from './read-case.ts';

/** Sets a document; what comes out are the pieces of its file. */
export type Typesetter = (head: DocumentHead, blocks: AsyncIterable<Block>) => AsyncIterable<Uint8Array>;

/**
 * The document of an export: of a few cases, each with its conversation, as chapters; of anything else a table. `context` is that of the export's
 * maker, with what they may see plain.
 */
export async function* composeDocument(
  made: Export,
  rows: AsyncIterable<Row>,
  context: Context,
  typeset: Typesetter,
): AsyncGenerator<Uint8Array> {
  const about = aboutOf(made, context);
  const { first, rest } = await beginningOf(rows, isAboutCases(made) ? MOST_CASES + 1 : SAMPLE);
  if (isAboutCases(made) && first.length <= MOST_CASES) {
    yield* typeset(exportHead(about, { paper: 'portrait', chapters: first.length }), casesOf(first, context));
    return;
  }
  const columns = columnsOf(made.resource, documentFields(made));
  const { paper, blocks } = tableBlocks(columns, { first, rest }, about.localTime);
  yield* typeset(exportHead(about, { paper }), blocks);
}

/** Rows by which the widths of columns are chosen. */
const SAMPLE = 100;

const aboutOf = (made: Export, context: Context) => {
  const { timeZone } = context.config.settings;
  return {
    id: made.id,
    resource: made.resource,
    language: made.language,
    timeZone,
    localTime: localTimeIn(timeZone),
    maker: { id: made.createdBy, name: context.found.one(ref('user', made.createdBy))?.name ?? '' },
    madeAt: context.now,
    filter: made.filter,
  };
};

async function* casesOf(rows: readonly Row[], context: Context): AsyncGenerator<Block> {
  const names = namesFor(context);
  const { language } = context;
  const reading = {
    language,
    localTime: localTimeIn(context.config.settings.timeZone),
    nameOf: names.nameOf,
  };
  for (const row of rows) yield* caseBlocks(await readCase(row, context, names), reading);
}

/** The first rows, at most so many, and then all others. */
const beginningOf = async (
  rows: AsyncIterable<Row>,
  most: number,
): Promise<{ first: readonly Row[]; rest: AsyncIterable<Row> }> => {
  const walk = rows[Symbol.asyncIterator]();
  const first: Row[] = [];
  while (first.length < most) {
    const { done, value } = await walk.next();
    if (done) break;
    first.push(value);
  }
  return { first, rest: { [Symbol.asyncIterator]: () => walk } };
};
