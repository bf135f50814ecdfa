import type { RawRow } from '#shared/app/imports/tools.ts';
import type { Bytes } from '#shared/app/objects.ts';
import { UnusableFile } from '#shared/domain/imports/import.ts';
import { type Archive, openArchive } from './archive.ts';
import { sheetRows } from './sheet.ts';
import { type Shown, shownBy } from './values.ts';
import { hear } from './xml.ts';

const MAX_STRINGS = 1_000_000;
/** All shared strings together: they are in memory while the sheet is read. */
const MAX_CHARACTERS = 40_000_000;

type Sheet = { readonly part: string; readonly from1904: boolean };

/** The rows of the first sheet that is not hidden. Formulas stand for the values they had; nothing outside the file is looked at. */
export async function* readWorkbook(open: () => Promise<Bytes>): AsyncGenerator<RawRow> {
  const archive = await openArchive(await open());
  const { part, from1904 } = await firstSheet(archive);
  const strings = await sharedStrings(archive);
  const styles = await stylesOf(archive);
  yield* sheetRows(await archive.read(part), { strings, styles, from1904 });
}

const firstSheet = async (archive: Archive): Promise<Sheet> => {
  const relations = new Map<string, string>();
  if (archive.has('xl/_rels/workbook.xml.rels'))
    await hear(await archive.read('xl/_rels/workbook.xml.rels'), {
      open: (name, { Id, Target, TargetMode }) => {
        if (name === 'Relationship' && Id !== undefined && Target !== undefined && TargetMode !== 'External')
          relations.set(Id, Target);
      },
    });
  let from1904 = false;
  const sheets: string[] = [];
  await hear(await archive.read('xl/workbook.xml'), {
    open: (name, attributes) => {
      if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '');
      const id = attributes['r:id'] ?? Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
      if (name === 'sheet' && id !== undefined && (attributes['state'] ?? 'visible') === 'visible')
        sheets.push(id);
    },
  });
  const target = relations.get(sheets[0] ?? '');
  const part = target === undefined ? undefined : partOf(target);
  if (part === undefined || !archive.has(part)) throw new UnusableFile('unreadable');
  return { part, from1904 };
};

const partOf = (target: string): string =>
  target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;

/** The texts that cells name by their numbers; of formatted text its runs together, without how it is read aloud. */
const sharedStrings = async (archive: Archive): Promise<readonly string[]> => {
  const part = 'xl/sharedStrings.xml';
  if (!archive.has(part)) return [];
  const strings: string[] = [];
  let characters = 0;
  let text = '';
  let inText = false;
  let phonetic = false;
  await hear(await archive.read(part), {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true;
      if (name === 't') inText = !phonetic;
    },
    text: (piece) => {
      if (!inText) return;
      text += piece;
      characters += piece.length;
      if (characters > MAX_CHARACTERS) throw new UnusableFile('too_large');
    },
    close: (name) => {
      if (name === 't') inText = false;
      if (name === 'rPh') phonetic = false;
      if (name === 'si') strings.push(text);
      if (strings.length > MAX_STRINGS) throw new UnusableFile('too_many_cells');
    },
  });
  return strings;
};

/** How each style of cells shows numbers. */
const stylesOf = async (archive: Archive): Promise<readonly Shown[]> => {
  const part = 'xl/styles.xml';
  if (!archive.has(part)) return [];
  const codes = new Map<number, string>();
  const formats: number[] = [];
  let inCells = false;
  await hear(await archive.read(part), {
    open: (name, { numFmtId, formatCode }) => {
      if (name === 'numFmt' && formatCode !== undefined) codes.set(Number(numFmtId), formatCode);
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) formats.push(Number(numFmtId ?? 0));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats.map((id) => shownBy(id, codes.get(id)));
};
