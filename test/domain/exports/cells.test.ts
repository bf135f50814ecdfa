import { parse } from 'csv-parse/sync';
import ExcelJs from 'exceljs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileWriter } from '#shared/adapters/exports/file-writer.ts';
import { type Column, column, type Row } from '#shared/domain/exports/columns/column.ts';
import { looksLikeFormula, neutral, unneutral } from '#shared/domain/exports/neutral.ts';
import { sheetName } from '#shared/domain/exports/sheet.ts';

const CELLS = 10_000;
const columns: readonly Column[] = [
  column('text'),
  column('count', 'integer'),
  column('amount', 'decimal'),
  column('at', 'instant'),
  column('truth', 'boolean'),
  column('list', 'list'),
];

const begins = fc.constantFrom(
  ...[
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    '\0',
    '＝',
    '＋',
    '－',
    '＠',
    '%0A=',
    '%0d@',
    " '=",
    '  =',
    '"=',
    "'",
    '',
  ],
);
const ends = fc.constantFrom(
  ...[
    '1+1',
    'HYPERLINK("http://x","y")',
    "cmd|'/C calc'!A0",
    'WEBSERVICE("x")',
    'a,b;c',
    'x"y',
    '行\r\n二',
    '_x0041_',
    '',
  ],
);
const text = fc.oneof(
  fc.tuple(begins, ends).map(([a, b]) => a + b),
  fc.tuple(begins, fc.string({ unit: 'binary', maxLength: 12 })).map(([a, b]) => a + b),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const aRow: fc.Arbitrary<Row> = fc.record({
  text,
  count: fc.option(fc.integer(), { nil: undefined }),
  amount: fc.option(
    fc.integer().map((minor) => (minor / 100).toFixed(2)),
    { nil: undefined },
  ),
  at: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  truth: fc.boolean(),
  list: fc.array(text, { maxLength: 2 }),
});
const rows = fc.sample(aRow, { numRuns: CELLS / columns.length + 1, seed: 7 });

/** The texts of a row as a spreadsheet may hold them. */
const texts = (row: Row): string[] => [String(row['text']), (row['list'] as string[]).join(';')];

const fileOf = (format: 'csv' | 'xlsx' | 'ndjson', every = Number.POSITIVE_INFINITY): Buffer => {
  const taken: Buffer[] = [];
  let writer = fileWriter(format, { title: 't', columns }, undefined);
  rows.forEach((row, n) => {
    writer.add(row);
    if ((n + 1) % every !== 0) return;
    taken.push(writer.take());
    writer = fileWriter(format, { title: 't', columns }, writer.state());
  });
  writer.end();
  return Buffer.concat([...taken, writer.take()]);
};

/** What spreadsheets write for characters that XML cannot hold. */
const unescaped = (value: string): string =>
  value.replace(/_x([0-9A-F]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

describe('texts in spreadsheets', () => {
  it('come back as they were, whatever they look like', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(unneutral(neutral(value))).toBe(value);
        expect(looksLikeFormula(neutral(value)) && !neutral(value).startsWith("'")).toBe(false);
      }),
      { numRuns: 10_000 },
    );
  });

  it('stay as they are where they are none', () => {
    for (const value of ['李**', 'l***@example.com', '3-4', 'a=b', '1+1', '', 'K7-4M2Q9'])
      expect(neutral(value)).toBe(value);
    for (const value of ['+86138****5678', '-5', '=1', ' =1', "'=1", '％0A=1'.replace('％', '%'), '＝1'])
      expect(neutral(value)).toBe(`'${value}`);
  });
});

describe('a CSV file', () => {
  it('has no cell that is a formula, and every value', () => {
    const bytes = fileOf('csv');
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    const read = parse(bytes, { bom: true, columns: true, record_delimiter: '\r\n' }) as Record<
      string,
      string
    >[];
    expect(read.length).toBe(rows.length);
    read.forEach((cells, n) => {
      const row = rows[n] as Row;
      const [one, list] = texts(row).map((value) => value.toWellFormed());
      expect(unneutral(cells['text'] ?? '')).toBe(one);
      expect(unneutral(cells['list'] ?? '')).toBe(list);
      for (const value of [cells['text'], cells['list']])
        expect(/^[\s"']*[=+\-@＝＋－＠]/.test(value ?? '') && !value?.startsWith("'")).toBe(false);
      expect(cells['count']).toBe(row['count'] === undefined ? '' : String(row['count']));
      expect(cells['amount']).toBe(row['amount'] ?? '');
      expect(cells['at']).toBe(row['at']);
      expect(cells['truth']).toBe(String(row['truth']));
    });
  });

  it('has structures as JSON, lists of them too', () => {
    const writer = fileWriter('csv', { title: 't', columns: [column('lines', 'json')] }, undefined);
    const lines = [{ sku: 'A-1', name: '=1+1; "x"', price: { amount: '4.50', currency: 'CNY' } }];
    writer.add({ lines });
    writer.add({ lines: [] });
    writer.end();
    const [one, none] = parse(writer.take(), { bom: true, columns: true }) as Record<string, string>[];
    expect(JSON.parse(one?.['lines'] ?? '')).toEqual(lines);
    expect(none?.['lines']).toBe('[]');
  });

  it('is the same however often somebody else went on with it', () => {
    for (const format of ['csv', 'ndjson'] as const)
      expect(fileOf(format, 97).equals(fileOf(format))).toBe(true);
  });
});

describe('a workbook', () => {
  const open = async (bytes: Buffer): Promise<ExcelJs.Worksheet> => {
    const workbook = new ExcelJs.Workbook();
    await workbook.xlsx.load(bytes as unknown as Parameters<typeof workbook.xlsx.load>[0]);
    return workbook.worksheets[0] as ExcelJs.Worksheet;
  };
  const check = (sheet: ExcelJs.Worksheet): void => {
    expect(sheet.rowCount).toBe(rows.length + 1);
    rows.forEach((row, n) => {
      const cells = sheet.getRow(n + 2);
      const [one = '', list = ''] = texts(row).map((value) => value.toWellFormed());
      const shown = (column: number): string => unescaped(String(cells.getCell(column).value ?? ''));
      for (const column of [1, 6]) {
        expect(cells.getCell(column).type).not.toBe(ExcelJs.ValueType.Formula);
        expect(looksLikeFormula(shown(column)) && !shown(column).startsWith("'")).toBe(false);
      }
      expect(unneutral(shown(1))).toBe(one);
      expect(unneutral(shown(6))).toBe(list);
      expect(cells.getCell(2).value ?? undefined).toBe(row['count']);
      expect(cells.getCell(3).value ?? undefined).toBe(
        row['amount'] === undefined ? undefined : Number(row['amount']),
      );
      expect((cells.getCell(4).value as Date).toISOString()).toBe(row['at']);
      expect(cells.getCell(5).value).toBe(row['truth']);
    });
  };

  it('has no cell that is a formula, and every value with its type', async () => {
    check(await open(fileOf('xlsx')));
  });

  it('holds the same when somebody else went on with it again and again', async () => {
    check(await open(fileOf('xlsx', 97)));
  });

  it('without rows still has its head', () => {
    const writer = fileWriter('xlsx', { title: 't', columns }, undefined);
    writer.end();
    return open(writer.take()).then((sheet) => {
      expect(sheet.getRow(1).values).toEqual([undefined, ...columns.map(({ name }) => name)]);
    });
  });

  it('has names of sheets that spreadsheets take', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (title, n) => {
        const name = sheetName(title, n);
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(31);
        expect(name).not.toMatch(/[[\]:*?/\\]|^'|'$/);
      }),
    );
  });
});
