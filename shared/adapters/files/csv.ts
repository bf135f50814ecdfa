import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { RawRow } from '#shared/app/imports/tools.ts';
import type { Bytes } from '#shared/app/objects.ts';
import { UnusableFile } from '#shared/domain/imports/import.ts';
import { decoded, encodingOf } from './encoding.ts';

/** A longer record is a quote that was never closed. */
const MAX_RECORD = 2 * 1024 * 1024;
const separators = [',', ';', '\t'] as const;

/** What stands between the cells: the sign of the three that the first line has most often, outside quotes. */
const separatorOf = (beginning: string): string => {
  const [line = ''] = beginning.replace(/"(?:[^"]|"")*"/g, '""').split(/[\r\n]/, 1);
  const counts = separators.map((sign) => line.split(sign).length);
  return separators[counts.indexOf(Math.max(...counts))] ?? ',';
};

/** The first line as far as it has come, and everything as it comes. */
const withBeginning = async (
  texts: AsyncGenerator<string>,
): Promise<{ beginning: string; all: AsyncGenerator<string> }> => {
  let beginning = '';
  while (!/[\r\n]/.test(beginning) && beginning.length < 65_536) {
    const next = await texts.next();
    if (next.done) break;
    beginning += next.value;
  }
  const all = async function* (): AsyncGenerator<string> {
    if (beginning !== '') yield beginning;
    yield* texts;
  };
  return { beginning, all: all() };
};

/**
 * The rows of a CSV file: commas, semicolons or tabs; LF, CRLF or CR; UTF-8, UTF-16 or GB18030. Blank lines are no rows. A file whose rows
 * can't be told apart, because a quote is never closed, is refused with the row where that begins.
 */
export async function* readCsv(open: () => Promise<Bytes>): AsyncGenerator<RawRow> {
  const encoding = await encodingOf(await open());
  const { beginning, all } = await withBeginning(decoded(await open(), encoding));
  const parser = parse({
    bom: true,
    delimiter: separatorOf(beginning),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: MAX_RECORD,
  });
  // A failure of either end is thrown by the loop below.
  pipeline(Readable.from(all), parser, () => undefined);
  try {
    for await (const record of parser) {
      const cells = record as string[];
      yield cells.some((cell) => cell.includes('\uFFFD'))
        ? { cells, fault: 'invalid_characters' }
        : { cells };
    }
  } catch (error) {
    if (error instanceof CsvError)
      throw new UnusableFile('unreadable', { row: Math.max(1, Number(error['records'] ?? 1)) });
    throw error;
  }
}
