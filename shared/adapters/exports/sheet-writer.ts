import * as z from 'zod';
import { ExportFailure } from '#shared/app/exports/failure.ts';
import type { FileWriter } from '#shared/app/exports/file-writer.ts';
import type { Column, Row } from '#shared/domain/exports/columns/column.ts';
import { SHEET_END, SHEET_ROWS, sheetHead, sheetRow } from '#shared/domain/exports/sheet.ts';
import { sheetPath, workbookFiles } from '#shared/domain/exports/workbook.ts';
import {
  dataDescriptor,
  directory,
  localHeader,
  STREAM_END,
  segment,
  withData,
  ZIP_LIMIT,
  type ZipEntry,
  zipEntrySchema,
} from './zip.ts';

/** So much of a sheet is deflated at once. */
const SEGMENT = 256 * 1024;
/** A sheet that grows beyond this is followed by another one. */
const MOST_OF_A_SHEET = 3 * 1024 ** 3;
/** Kept free for the small files and the directory at the end. */
const RESERVE = 1024 ** 2;

const stateSchema = z.object({
  offset: z.number(),
  entries: z.array(zipEntrySchema),
  /** The sheet that is being written, and its last row. */
  open: zipEntrySchema.optional(),
  row: z.number(),
});

/**
 * Writes a workbook row by row: a ZIP whose sheets are deflated segment by segment, so that what is kept between two rows is a checksum and
 * some counts (decision 20). What does not fit on one sheet goes on on the next.
 */
export const sheetWriter = (
  title: string,
  columns: readonly Column[],
  state: string | undefined,
): FileWriter => {
  const was = state === undefined ? { offset: 0, entries: [], row: 0 } : stateSchema.parse(JSON.parse(state));
  let { offset, row } = was;
  let open: ZipEntry | undefined = was.open;
  const entries: ZipEntry[] = [...was.entries];
  let chunks: Buffer[] = [];
  let size = 0;
  let text = '';

  const put = (bytes: Buffer): void => {
    chunks.push(bytes);
    size += bytes.length;
    offset += bytes.length;
    if (offset > ZIP_LIMIT - RESERVE) throw new ExportFailure('file_too_large');
  };
  const begin = (name: string): ZipEntry => {
    const entry: ZipEntry = { name, crc: 0, size: 0, compressed: 0, offset };
    put(localHeader(name));
    return entry;
  };
  const into = (entry: ZipEntry, data: Buffer): ZipEntry => {
    const deflated = segment(data);
    put(deflated);
    return withData(entry, data, deflated);
  };
  const close = (entry: ZipEntry): void => {
    put(STREAM_END);
    const whole = { ...entry, compressed: entry.compressed + STREAM_END.length };
    put(dataDescriptor(whole));
    entries.push(whole);
  };
  const flush = (): void => {
    if (text === '' || open === undefined) return;
    const data = Buffer.from(text);
    text = '';
    open = into(open, data);
  };
  const beginSheet = (): void => {
    open = begin(sheetPath(entries.length + 1));
    text = sheetHead(columns);
    row = 1;
  };
  const endSheet = (): void => {
    text += SHEET_END;
    flush();
    if (open) close(open);
    open = undefined;
  };

  return {
    add(one: Row) {
      if (open && (row >= SHEET_ROWS || open.size > MOST_OF_A_SHEET)) endSheet();
      if (open === undefined) beginSheet();
      row++;
      text += sheetRow(one, columns, row);
      if (text.length >= SEGMENT) flush();
    },
    size: () => size,
    take() {
      flush();
      const all = Buffer.concat(chunks);
      chunks = [];
      size = 0;
      return all;
    },
    state: () => JSON.stringify({ offset, entries, ...(open ? { open } : {}), row }),
    end() {
      if (open === undefined) beginSheet();
      endSheet();
      for (const [name, content] of workbookFiles(title, entries.length))
        close(into(begin(name), Buffer.from(content)));
      put(directory(entries, offset));
    },
  };
};
