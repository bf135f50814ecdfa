import { Buffer } from 'node:buffer';
import { ZipFile } from 'yazl';
import { readRows } from '#shared/adapters/files/rows.ts';
import type { RawRow } from '#shared/app/imports/tools.ts';
import { type ImportFormat, type ImportProblemCode, UnusableFile } from '#shared/domain/imports/import.ts';

/** Bytes in pieces of an odd size, so that nothing may rely on where a piece ends. */
export async function* inPieces(bytes: Uint8Array, size = 997): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const bytesOf = (file: string | Uint8Array): Uint8Array =>
  typeof file === 'string' ? Buffer.from(file) : file;

/** All rows of a file. */
export const rowsOf = async (
  format: ImportFormat,
  file: string | Uint8Array,
  size?: number,
): Promise<RawRow[]> => {
  const bytes = bytesOf(file);
  const rows: RawRow[] = [];
  const open = async () => ({ size: bytes.length, body: inPieces(bytes, size) });
  for await (const row of readRows(format, open)) rows.push(row);
  return rows;
};

/** Why a file can't be taken as a whole; `undefined` when it can. */
export const problemOf = async (
  format: ImportFormat,
  file: string | Uint8Array,
  size?: number,
): Promise<ImportProblemCode | undefined> => {
  try {
    await rowsOf(format, file, size);
    return undefined;
  } catch (error) {
    if (error instanceof UnusableFile) return error.problem.code;
    throw error;
  }
};

export const cellsOf = (rows: readonly RawRow[]): unknown[] =>
  rows.map((row) => ('cells' in row ? row.cells : row));

export type Part = readonly [name: string, body: string | Uint8Array];

const contentTypes: Part = [
  '[Content_Types].xml',
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
];
const relations: Part = [
  'xl/_rels/workbook.xml.rels',
  '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>',
];
export const workbookXml = (inside = '<sheet name="A" sheetId="1" r:id="rId1"/>', properties = ''): Part => [
  'xl/workbook.xml',
  `<workbook xmlns:r="r">${properties}<sheets>${inside}</sheets></workbook>`,
];
export const sheetXml = (rows: string, name = 'sheet1'): Part => [
  `xl/worksheets/${name}.xml`,
  `<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>${rows}</sheetData></worksheet>`,
];
export const text = (address: string, value: string): string =>
  `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`;

/** A packed workbook of these parts. */
export const packed = async (
  parts: readonly Part[],
  options: { readonly stored?: boolean; readonly mode?: number } = {},
): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, body] of parts)
    zip.addBuffer(Buffer.from(bytesOf(body)), name, {
      compress: options.stored !== true,
      mtime: new Date('2026-01-01T00:00:00Z'),
      ...(options.mode === undefined ? {} : { mode: options.mode }),
    });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** The least that is a workbook, with further or other parts. */
export const workbookOf = (...parts: readonly Part[]): Part[] => {
  const usual = [
    contentTypes,
    relations,
    workbookXml(),
    sheetXml(`<row r="1">${text('A1', 'externalId')}</row>`),
  ];
  const names = new Set(parts.map(([name]) => name));
  return [...usual.filter(([name]) => !names.has(name)), ...parts];
};
