import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** One row by its column names. */
export type Row = Readonly<Record<string, string>>;

/**
 * Splits a text that arrives in pieces into the fields of its rows (RFC 4180: quoted fields may hold commas, doubled quotes and
 * line ends; rows end in LF or CRLF; the last one may end without). Call `end` after the last piece. Blank lines are no rows.
 */
export const createFieldReader = (onRow: (fields: string[]) => void) => {
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  /** A quote inside a quoted field: whether it ends it or is doubled is told by the next character. */
  let quotePending = false;
  let carriageReturn = false;

  const endRow = (): void => {
    if (fields.length > 0 || field !== '') onRow([...fields, field]);
    fields = [];
    field = '';
  };
  const plain = (char: string): void => {
    if (char === ',') {
      fields.push(field);
      field = '';
    } else if (char === '\n') endRow();
    else if (char === '\r') carriageReturn = true;
    else if (char === '"' && field === '') quoted = true;
    else field += char;
  };
  const inQuotes = (char: string): void => {
    if (!quotePending) {
      if (char === '"') quotePending = true;
      else field += char;
      return;
    }
    quotePending = false;
    if (char === '"') field += '"';
    else {
      quoted = false;
      plain(char);
    }
  };
  return {
    write: (text: string): void => {
      for (const char of text) {
        if (carriageReturn) {
          carriageReturn = false;
          if (char !== '\n') field += '\r';
        }
        if (quoted) inQuotes(char);
        else plain(char);
      }
    },
    /** Throws when a quoted field was never closed. */
    end: (): void => {
      if (quoted && !quotePending) throw new Error('the file ends inside a quoted field');
      endRow();
    },
  };
};

/** The rows of a csv file, by the names in its first line; `.gz` is unpacked. Throws where a row has more or fewer fields than that line. */
export async function* readRows(file: string): AsyncGenerator<Row> {
  const bytes = createReadStream(file);
  const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  bytes.on('error', (error) => text.destroy(error));
  text.setEncoding('utf8');
  let names: string[] | undefined;
  let number = 0;
  let found: Row[] = [];
  const reader = createFieldReader((fields) => {
    if (names === undefined) {
      names = fields.map((name, i) => (i === 0 ? name.replace(/^\uFEFF/, '') : name));
      return;
    }
    number += 1;
    if (fields.length !== names.length) {
      throw new Error(`row ${number} has ${fields.length} fields, the first line has ${names.length}`);
    }
    found.push(Object.fromEntries(names.map((name, i) => [name, fields[i] ?? ''])));
  });
  for await (const piece of text) {
    reader.write(String(piece));
    yield* found;
    found = [];
  }
  reader.end();
  yield* found;
}
