import type { ReadRows } from '#shared/app/imports/tools.ts';
import type { Bytes } from '#shared/app/objects.ts';
import { UnusableFile } from '#shared/domain/imports/import.ts';
import { readCsv } from './csv.ts';
import { readNdjson } from './ndjson.ts';
import { readWorkbook } from './xlsx/workbook.ts';

/** The rows of a file, as they come: never the whole of it in memory but for a packed workbook. */
export const readRows: ReadRows = (format, open) => {
  const bytes = async (): Promise<Bytes> => {
    const object = await open();
    if (object === undefined) throw new UnusableFile('file_changed');
    return object.body;
  };
  if (format === 'csv') return readCsv(bytes);
  return format === 'ndjson' ? readNdjson(bytes) : readWorkbook(bytes);
};
