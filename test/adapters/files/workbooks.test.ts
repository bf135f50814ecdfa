import { Workbook } from 'exceljs';
import { describe, expect, it } from 'vitest';
import {
  cellsOf,
  type Part,
  packed,
  problemOf,
  rowsOf,
  sheetXml,
  text,
  workbookOf,
  workbookXml,
} from './support.ts';

const MB = 1024 * 1024;

/** A workbook as a spreadsheet program writes it. */
const written = async (fill: (sheet: ReturnType<Workbook['addWorksheet']>, book: Workbook) => void) => {
  const book = new Workbook();
  fill(book.addWorksheet('Data'), book);
  return Buffer.from(await book.xlsx.writeBuffer());
};

/** Sets the general-purpose bits of every entry, or lies about sizes, in place. */
const patched = (zip: Buffer, patch: (zip: Buffer, at: number, central: boolean) => void): Buffer => {
  for (let at = 0; at < zip.length - 4; at++) {
    if (zip.readUInt32LE(at) === 0x04034b50) patch(zip, at, false);
    if (zip.readUInt32LE(at) === 0x02014b50) patch(zip, at, true);
  }
  return zip;
};

describe('a workbook', () => {
  it('is read as a spreadsheet program writes it: text, numbers, days, formulas, formatted text, empty cells', async () => {
    const file = await written((sheet) => {
      sheet.addRow(['externalId', 'name', 'quantity', 'placedAt', 'price', 'tags']);
      sheet.addRow(['00123', '=cmd', 3, new Date('2026-03-02T09:00:00Z'), 12.3, true]);
      sheet.addRow([]);
      sheet.addRow(['A2', { richText: [{ text: '李' }, { text: '明' }] }, { formula: '1+2', result: 3 }]);
      sheet.addRow([{ text: 'A3', hyperlink: 'https://x.example' }, 'x', 0.1 + 0.2]);
    });

    expect(cellsOf(await rowsOf('xlsx', file))).toEqual([
      ['externalId', 'name', 'quantity', 'placedAt', 'price', 'tags'],
      ['00123', '=cmd', '3', '2026-03-02T09:00:00', '12.3', 'true'],
      ['A2', '李明', '3', '', '', ''],
      ['A3', 'x', '0.3', '', '', ''],
    ]);
  });

  it('has days counted from 1904 where it says so', async () => {
    const file = await written((sheet, book) => {
      book.properties.date1904 = true;
      sheet.addRow(['placedAt']);
      sheet.addRow([new Date('2026-03-02T00:00:00Z')]);
    });

    expect(cellsOf(await rowsOf('xlsx', file)).at(1)).toEqual(['2026-03-02']);
  });

  it('loses no digit silently: what lost some is no value', async () => {
    const file = await written((sheet) => {
      sheet.addRow(['externalId', 'sku', 'placedAt']);
      sheet.addRow([Number('1.2345678901234567e17'), 123, 60]);
      sheet.getCell('B2').numFmt = '00000';
      sheet.getCell('C2').numFmt = 'yyyy-mm-dd';
      sheet.addRow([13812345678, 7]);
    });

    expect(cellsOf(await rowsOf('xlsx', file)).slice(1)).toEqual([
      [{ mangled: true }, { mangled: true }, { mangled: true }],
      ['13812345678', '7', ''],
    ]);
  });

  it('is read from its first sheet that is not hidden', async () => {
    const parts = workbookOf(
      workbookXml('<sheet r:id="rId1" state="hidden"/><sheet r:id="rId2"/>'),
      sheetXml(`<row>${text('A1', 'shown')}</row>`, 'sheet2'),
    );

    expect(cellsOf(await rowsOf('xlsx', await packed(parts)))).toEqual([['shown']]);
  });

  it('may have what is never looked at: links outside, objects inside, names, merged cells', async () => {
    const file = await packed(
      workbookOf(
        ['xl/externalLinks/externalLink1.xml', '<externalLink/>'],
        ['xl/embeddings/oleObject1.bin', 'MZ'],
        ['__proto__', 'x'],
      ),
    );

    expect(cellsOf(await rowsOf('xlsx', file))).toEqual([['externalId']]);
  });

  const doctype = '<!DOCTYPE a [<!ENTITY b "c">]>';
  const zeros = (size: number): Buffer => Buffer.alloc(size, 0x20);
  const hostile: readonly (readonly [string, () => Promise<Buffer | string>, string])[] = [
    ['is a table of text', async () => 'externalId,name\n', 'wrong_format'],
    ['is a page', async () => '<html><table></table></html>', 'wrong_format'],
    ['is a PDF', async () => '%PDF-1.7', 'wrong_format'],
    ['is a packed file of another kind', () => packed([['word/document.xml', '<a/>']]), 'wrong_format'],
    ['is cut off', async () => (await packed(workbookOf())).subarray(0, 300), 'unreadable'],
    [
      'is 120 megabytes of spaces in a hundred kilobytes',
      () => packed(workbookOf(['xl/worksheets/sheet1.xml', zeros(120 * MB)])),
      'too_large',
    ],
    [
      'unpacks to more than a hundred times its size',
      () => packed(workbookOf(['xl/a.bin', zeros(20 * MB)])),
      'too_large',
    ],
    [
      'says that it holds four gigabytes',
      async () =>
        patched(await packed(workbookOf()), (zip, at, central) =>
          zip.writeUInt32LE(0xfffffffe, at + (central ? 24 : 22)),
        ),
      'too_large',
    ],
    [
      'has more parts than are taken',
      () => packed(workbookOf(...Array.from({ length: 2001 }, (_, n): Part => [`p/${n}`, 'x']))),
      'too_large',
    ],
    [
      'is encrypted',
      async () =>
        patched(await packed(workbookOf()), (zip, at, central) =>
          zip.writeUInt16LE(1, at + (central ? 8 : 6)),
        ),
      'unsafe_archive',
    ],
    ['holds another archive', () => packed(workbookOf(['xl/embeddings/inner.xlsx', 'PK'])), 'unsafe_archive'],
    ['has macros', () => packed(workbookOf(['xl/vbaProject.bin', 'x'])), 'unsafe_archive'],
    ['has a part twice', () => packed([...workbookOf(), ['XL/workbook.xml', '<a/>']]), 'unsafe_archive'],
    ['has a symbolic link', () => packed(workbookOf(), { mode: 0o120777 }), 'unsafe_archive'],
    [
      'leads outside by a name',
      async () => {
        const zip = await packed(workbookOf(['xx/evil', 'x']));
        return Buffer.from(zip.toString('latin1').replaceAll('xx/evil', '../evil'), 'latin1');
      },
      'unreadable',
    ],
    [
      'has parts that overlap',
      async () => {
        let first = -1;
        return patched(await packed(workbookOf()), (zip, at, central) => {
          if (!central) return;
          if (first < 0) first = zip.readUInt32LE(at + 42);
          zip.writeUInt32LE(first, at + 42);
        });
      },
      'unsafe_archive',
    ],
    [
      'declares a document type in its sheet',
      () => packed(workbookOf(['xl/worksheets/sheet1.xml', `${doctype}<a>&b;</a>`])),
      'unsafe_archive',
    ],
    [
      'declares one in its strings',
      () => packed(workbookOf(['xl/sharedStrings.xml', `${doctype}<sst/>`])),
      'unsafe_archive',
    ],
    [
      'declares one where nobody reads',
      () => packed(workbookOf(['docProps/core.xml', `<?xml version="1.0"?>${doctype}<a/>`])),
      'unsafe_archive',
    ],
    [
      'has a drawing that declares one',
      () => packed(workbookOf(['xl/media/image1.svg', `${doctype}<svg/>`])),
      'unsafe_archive',
    ],
    [
      'is not well-formed',
      () => packed(workbookOf(['xl/worksheets/sheet1.xml', '<worksheet><row></worksheet>'])),
      'unreadable',
    ],
    ['has no sheet', () => packed(workbookOf(workbookXml(''))), 'unreadable'],
    [
      'has a sheet elsewhere',
      () =>
        packed(
          workbookOf([
            'xl/_rels/workbook.xml.rels',
            '<R><Relationship Id="rId1" Target="https://x.example/s.xml" TargetMode="External"/></R>',
          ]),
        ),
      'unreadable',
    ],
    [
      'has a cell at the far end',
      () =>
        packed(
          workbookOf(
            sheetXml(
              `<row>${text('A1', 'externalId')}</row><row r="1048576">${text('XFD1048576', 'x')}</row>`,
            ),
          ),
        ),
      'too_many_columns',
    ],
    [
      'has more than a million cells',
      () => packed(workbookOf(sheetXml(`<row>${'<c/>'.repeat(100_000)}</row>`.repeat(11))), { stored: true }),
      'too_many_cells',
    ],
    [
      'has more than a million shared strings',
      () =>
        packed(workbookOf(['xl/sharedStrings.xml', `<sst>${'<si><t>x</t></si>'.repeat(1_000_001)}</sst>`]), {
          stored: true,
        }),
      'too_many_cells',
    ],
  ];

  it.each(hostile)(
    'is refused when it %s',
    async (_, make, code) => {
      expect(await problemOf('xlsx', await make(), 65_536)).toBe(code);
    },
    30_000,
  );
});
