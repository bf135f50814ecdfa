import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createFieldReader, type Row, readRows } from '../../../scripts/replay/csv.ts';

const folder = mkdtempSync(join(tmpdir(), 'kefu-csv-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (pieces: readonly string[]): string[][] => {
  const rows: string[][] = [];
  const reader = createFieldReader((fields) => rows.push(fields));
  for (const piece of pieces) reader.write(piece);
  reader.end();
  return rows;
};

const rowsOf = async (name: string, content: string | Buffer): Promise<Row[]> => {
  const file = join(folder, name);
  writeFileSync(file, content);
  const rows: Row[] = [];
  for await (const row of readRows(file)) rows.push(row);
  return rows;
};

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
const field = fc.string({ unit: fc.constantFrom('a', '客', '"', ',', '\n', '\r', ' ', '😀'), maxLength: 6 });
const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 5 });

describe('createFieldReader', () => {
  it('gives back every table that was written with quotes, wherever the text is cut', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.nat(200), { maxLength: 6 }),
        (rows, end, cuts) => {
          const text = rows.map((row) => row.map(quoted).join(',') + end).join('');
          const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
          const pieces = places.map((place, i) => text.slice(place, places[i + 1]));

          expect(read(pieces)).toEqual(rows);
        },
      ),
    );
  });

  it('reads fields without quotes, empty ones and a last row without its end', () => {
    expect(read(['a,b,c\n1,,3\r\n\n,x y,"z"'])).toEqual([
      ['a', 'b', 'c'],
      ['1', '', '3'],
      ['', 'x y', 'z'],
    ]);
  });

  it('keeps a carriage return that ends no row', () => {
    expect(read(['a\rb,c\n'])).toEqual([['a\rb', 'c']]);
  });

  it('refuses a text that ends inside a quoted field', () => {
    expect(() => read(['a,"b\n'])).toThrow('ends inside a quoted field');
  });
});

describe('readRows', () => {
  it('names fields by the first line, without a byte order mark', async () => {
    expect(await rowsOf('plain.csv', '\uFEFFid,text\n1,客服\n2,"a, b"\n')).toEqual([
      { id: '1', text: '客服' },
      { id: '2', text: 'a, b' },
    ]);
  });

  it('unpacks gz', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `${i},${'x'.repeat(i % 7)}`);
    const rows = await rowsOf('packed.csv.gz', gzipSync(`n,x\n${many.join('\n')}\n`));

    expect(rows).toHaveLength(20_000);
    expect(rows[19_999]).toEqual({ n: '19999', x: 'x'.repeat(19_999 % 7) });
  });

  it('names the row that has more or fewer fields than the first line', async () => {
    await expect(rowsOf('ragged.csv', 'a,b\n1,2\n1,2,3\n')).rejects.toThrow('row 2 has 3 fields');
  });

  it('says when there is no such file', async () => {
    const rows = readRows(join(folder, 'none.csv.gz'));

    await expect(rows.next()).rejects.toThrow('ENOENT');
  });
});
