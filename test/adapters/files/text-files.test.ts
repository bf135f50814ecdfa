import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, problemOf, rowsOf } from './support.ts';

/** GB18030 of a few characters (Unicode's mapping): no encoder of it comes with the platform. */
const gb: Readonly<Record<string, readonly number[]>> = {
  李: [0xc0, 0xee],
  小: [0xd0, 0xa1],
  明: [0xc3, 0xf7],
  你: [0xc4, 0xe3],
  好: [0xba, 0xc3],
  㐀: [0x81, 0x39, 0xee, 0x39],
};
const inGb = (text: string): Buffer =>
  Buffer.from([...text].flatMap((one) => gb[one] ?? [one.charCodeAt(0)]));
const utf16 = (text: string, littleEndian: boolean, mark: boolean): Buffer => {
  const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return littleEndian ? bytes : bytes.swap16();
};

const table = 'externalId,name\nA1,李小明\n';
const cells = [
  ['externalId', 'name'],
  ['A1', '李小明'],
];

describe('a table of text', () => {
  it.each([
    ['UTF-8', Buffer.from(table)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${table}`)],
    ['UTF-16, little-endian', utf16(table, true, true)],
    ['UTF-16, big-endian', utf16(table, false, true)],
    ['UTF-16 without a mark', utf16(table, true, false)],
    ['GB18030', inGb(table)],
  ])('is read in %s, wherever its pieces end', async (_, bytes) => {
    for (const size of [1, 2, 3, 7, 4096]) expect(cellsOf(await rowsOf('csv', bytes, size))).toEqual(cells);
  });

  it('is read in GB18030 with characters of four bytes', async () => {
    expect(cellsOf(await rowsOf('csv', inGb('externalId,name\nA1,㐀李\n')))).toEqual([
      ['externalId', 'name'],
      ['A1', '㐀李'],
    ]);
  });

  it('is found in GB18030 when it begins with a hundred thousand bytes of ASCII', async () => {
    const beginning = `externalId,name\n${'A1,Bob\n'.repeat(15_000)}`;
    const rows = cellsOf(await rowsOf('csv', Buffer.concat([Buffer.from(beginning), inGb('B2,你好\n')])));

    expect(rows.at(-1)).toEqual(['B2', '你好']);
  });

  it('of UTF-8 with broken bytes has a fault in those rows and no other', async () => {
    const broken = Buffer.concat([
      Buffer.from('externalId,name\nA1,李\nA2,'),
      Buffer.from([0xc0, 0xee]),
      Buffer.from('\nA3,明\n'),
    ]);
    const rows = await rowsOf('csv', broken);

    expect(rows.map((row) => ('fault' in row ? row.fault : undefined))).toEqual([
      undefined,
      undefined,
      'invalid_characters',
      undefined,
    ]);
  });

  it.each([',', ';', '\t'])('is read with %j between its cells', async (sign) => {
    const file = ['externalId', 'name', 'tags'].join(sign) + `\nA1${sign}"x${sign}y"${sign}z`;

    expect(cellsOf(await rowsOf('csv', file))).toEqual([
      ['externalId', 'name', 'tags'],
      ['A1', `x${sign}y`, 'z'],
    ]);
  });

  it.each([
    ['CR alone', 'externalId,name\rA1,x\rA2,y'],
    ['CRLF', 'externalId,name\r\nA1,x\r\nA2,y\r\n'],
    ['several kinds of line ends', 'externalId,name\nA1,x\r\nA2,y\r'],
    ['blank lines', 'externalId,name\n\nA1,x\n,\n\nA2,y\n\n'],
  ])('is read with %s', async (_, file) => {
    expect(cellsOf(await rowsOf('csv', file))).toEqual([
      ['externalId', 'name'],
      ['A1', 'x'],
      ['A2', 'y'],
    ]);
  });

  it('gives back every cell that was written by the rules', async () => {
    const cell = fc
      .string({ unit: 'grapheme' })
      .filter((text) => !text.includes('\uFFFD') && text.trim() !== '');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1 }), async (rows) => {
        const file = [['a', 'b'], ...rows]
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        expect(cellsOf(await rowsOf('csv', file, 13))).toEqual([['a', 'b'], ...rows]);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['a quote that is never closed', `externalId,name\nA1,"x\n${'A2,y\n'.repeat(9)}`],
    ['a field of ten megabytes', `externalId,name\nA1,"${'x'.repeat(10 * 1024 * 1024)}"\n`],
  ])('is refused with %s', async (_, file) => {
    expect(await problemOf('csv', file, 65_536)).toBe('unreadable');
  });

  it.each([
    ['a workbook', Buffer.from('504b0304', 'hex')],
    ['a PDF', Buffer.from('%PDF-1.7\n')],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a packed file', Buffer.from('1f8b0800', 'hex')],
    ['a page', Buffer.from('<!DOCTYPE html><html></html>')],
  ])('is not %s, whatever it is called', async (_, file) => {
    expect(await problemOf('csv', file)).toBe('wrong_format');
    expect(await problemOf('ndjson', file)).toBe('wrong_format');
  });
});

describe('lines of JSON', () => {
  it('are rows, and what is none is a row with a fault', async () => {
    const file = [
      '{"a":1}',
      '',
      '{"a":',
      '[1]',
      '"text"',
      '{"__proto__":{"role":"admin"}}',
      `{"a":${'['.repeat(40)}${']'.repeat(40)}}`,
      `{"a":"${'x'.repeat(1024 * 1024)}"}`,
      '{"a":"李"}',
    ].join('\r\n');
    const rows = await rowsOf('ndjson', Buffer.from(`\uFEFF${file}`), 4096);

    expect(rows.map((row) => ('line' in row ? row.line : 'fault' in row ? row.fault : row))).toEqual([
      { a: 1 },
      'not_json',
      'not_json',
      'not_json',
      'not_json',
      'too_deep',
      'too_long',
      { a: '李' },
    ]);
  });

  it('with broken bytes have a fault', async () => {
    const file = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}\n{"a":2}')]);

    expect(await rowsOf('ndjson', file)).toEqual([{ fault: 'invalid_characters' }, { line: { a: 2 } }]);
  });

  it('are the same wherever pieces end', async () => {
    const file = Array.from({ length: 50 }, (_, n) => JSON.stringify({ n, text: '好'.repeat(n) })).join('\n');
    const whole = await rowsOf('ndjson', file, 1_000_000);

    for (const size of [1, 5, 64]) expect(await rowsOf('ndjson', file, size)).toEqual(whole);
  });
});
