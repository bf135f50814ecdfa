import type { FileWriter } from '#shared/app/exports/file-writer.ts';
import type { Column } from '#shared/domain/exports/columns/column.ts';
import { csvHead, csvLine } from '#shared/domain/exports/csv.ts';
import { ndjsonLine } from '#shared/domain/exports/ndjson.ts';
import type { ExportFormat } from '#shared/domain/exports/values.ts';
import { sheetWriter } from './sheet-writer.ts';

type Table = { readonly title: string; readonly columns: readonly Column[] };

/** Texts are put together to buffers of this size before they are kept. */
const CHUNK = 256 * 1024;

const textWriter = (
  head: string,
  line: (row: Parameters<FileWriter['add']>[0]) => string,
  state: string | undefined,
): FileWriter => {
  let text = state === undefined ? head : '';
  let chunks: Buffer[] = [];
  let size = 0;
  const keep = (): void => {
    if (text === '') return;
    const chunk = Buffer.from(text.toWellFormed(), 'utf8');
    chunks.push(chunk);
    size += chunk.length;
    text = '';
  };
  return {
    add(row) {
      text += line(row);
      if (text.length >= CHUNK) keep();
    },
    // A character has at least one byte.
    size: () => size + text.length,
    take() {
      keep();
      const all = Buffer.concat(chunks);
      chunks = [];
      size = 0;
      return all;
    },
    state: () => '{}',
    end: () => undefined,
  };
};

/** The writer of a format, from the beginning or from where another one stood. Documents are made elsewhere. */
export const fileWriter = (
  format: Exclude<ExportFormat, 'pdf'>,
  { title, columns }: Table,
  state: string | undefined,
): FileWriter => {
  switch (format) {
    case 'csv':
      return textWriter(csvHead(columns), (row) => csvLine(row, columns), state);
    case 'ndjson':
      return textWriter('', (row) => ndjsonLine(row, columns), state);
    default:
      return sheetWriter(title, columns, state);
  }
};
