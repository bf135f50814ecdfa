import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF as our renderer writes it: classic objects, streams by Flate, hexadecimal strings of two bytes a glyph, a ToUnicode map for each
 * font. What `pdftotext` would find, without the program.
 */
export type ReadPdf = {
  readonly pages: readonly string[];
  /** Names of embedded fonts, and how many glyphs and bytes each of them has. */
  readonly fonts: readonly { readonly name: string; readonly glyphs: number; readonly bytes: number }[];
  readonly info: Readonly<Record<string, string>>;
  /** Where each run of glyphs stands, from the top left of its page, in points. */
  readonly places: readonly Place[];
  /** Every dictionary, for what must not be there. */
  readonly dictionaries: readonly string[];
};

export type Place = {
  readonly page: number;
  readonly x: number;
  /** The line that letters stand on. */
  readonly y: number;
  readonly size: number;
  readonly width: number;
};

type PdfObject = { readonly dictionary: string; readonly stream: Buffer | undefined };

export const readPdf = (bytes: Uint8Array): ReadPdf => {
  const file = Buffer.from(bytes);
  const objects = objectsOf(file);
  const trailer = file.subarray(file.lastIndexOf('trailer')).toString('latin1');
  const root = dictionaryOf(objects, refIn(trailer, 'Root'));
  const tree = dictionaryOf(objects, refIn(root, 'Pages'));
  const kids = [...(/\/Kids \[([^\]]*)\]/.exec(tree)?.[1] ?? '').matchAll(/(\d+) 0 R/g)].map(([, id]) =>
    Number(id),
  );
  return {
    pages: kids.map((id) => pageText(objects, id)),
    places: kids.flatMap((id, page) => placesOn(objects, id, page)),
    fonts: fontsOf(objects),
    info: infoOf(objects, trailer),
    dictionaries: [...objects.values()].map(({ dictionary }) => dictionary),
  };
};

/** By the table at the end, as a reader does: so a wrong offset shows. */
const objectsOf = (file: Buffer): Map<number, PdfObject> => {
  const start = Number(/startxref\n(\d+)/.exec(file.subarray(-64).toString('latin1'))?.[1]);
  const lines = file.subarray(start).toString('latin1').split('\n');
  if (lines[0] !== 'xref') throw new Error('no table of objects where the file says');
  const count = Number(lines[1]?.split(' ')[1]);
  const objects = new Map<number, PdfObject>();
  for (let id = 1; id < count; id++) {
    const offset = Number(lines[2 + id]?.slice(0, 10));
    const head = `${id} 0 obj\n`;
    if (file.subarray(offset, offset + head.length).toString('latin1') !== head)
      throw new Error(`object ${id} is not at ${offset}`);
    objects.set(id, objectAt(file, offset + head.length));
  }
  return objects;
};

const objectAt = (file: Buffer, from: number): PdfObject => {
  const end = file.indexOf('endobj', from);
  const stream = file.indexOf('\nstream\n', from);
  if (stream === -1 || stream > end)
    return { dictionary: file.subarray(from, end).toString('latin1'), stream: undefined };
  const dictionary = file.subarray(from, stream).toString('latin1');
  const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
  const raw = file.subarray(stream + 8, stream + 8 + length);
  return { dictionary, stream: dictionary.includes('/FlateDecode') ? inflateSync(raw) : raw };
};

const refIn = (dictionary: string, name: string): number =>
  Number(new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1]);
const dictionaryOf = (objects: Map<number, PdfObject>, id: number): string =>
  objects.get(id)?.dictionary ?? '';
const streamOf = (objects: Map<number, PdfObject>, id: number): string =>
  objects.get(id)?.stream?.toString('latin1') ?? '';

const infoOf = (objects: Map<number, PdfObject>, trailer: string): Record<string, string> =>
  Object.fromEntries(
    [...dictionaryOf(objects, refIn(trailer, 'Info')).matchAll(/\/(\w+) (\d+) 0 R/g)].map(([, name, id]) => [
      name ?? '',
      dictionaryOf(objects, Number(id)),
    ]),
  );

const fontsOf = (objects: Map<number, PdfObject>) =>
  [...objects.values()]
    .filter(({ dictionary }) => /\/Type \/FontDescriptor/.test(dictionary))
    .map(({ dictionary }) => {
      const data = objects.get(refIn(dictionary, 'FontFile2'))?.stream ?? Buffer.alloc(0);
      return {
        name: /\/FontName \/(\S+)/.exec(dictionary)?.[1] ?? '',
        glyphs: glyphsOf(data),
        bytes: data.length,
      };
    });

/** `maxp` of a TrueType font says how many glyphs it has. */
const glyphsOf = (font: Buffer): number => {
  for (let n = 0; n < font.readUInt16BE(4); n++) {
    const entry = 12 + 16 * n;
    if (font.toString('latin1', entry, entry + 4) === 'maxp')
      return font.readUInt16BE(font.readUInt32BE(entry + 8) + 4);
  }
  throw new Error('a font without maxp');
};

type Run = {
  readonly font: string;
  readonly size: number;
  readonly x: number;
  readonly y: number;
  readonly glyphs: string;
};

/** What is written on a page, in the order in which it was. */
const runsOn = (objects: Map<number, PdfObject>, page: number): Run[] =>
  [
    ...streamOf(objects, refIn(dictionaryOf(objects, page), 'Contents')).matchAll(
      /\/(F\d+) ([\d.]+) Tf 1 0 0 -1 ([\d.]+) ([\d.]+) Tm <([0-9a-f]*)> Tj/g,
    ),
  ].map(([, font = '', size, x, y, glyphs = '']) => ({
    font,
    size: Number(size),
    x: Number(x),
    y: Number(y),
    glyphs,
  }));

/** Its fonts by the names that the page has for them. */
const fontsOn = (objects: Map<number, PdfObject>, page: number): [string, string][] =>
  [
    ...dictionaryOf(objects, refIn(dictionaryOf(objects, page), 'Resources')).matchAll(/\/(F\d+) (\d+) 0 R/g),
  ].map(([, name = '', font]) => [name, dictionaryOf(objects, Number(font))]);

const placesOn = (objects: Map<number, PdfObject>, id: number, page: number): Place[] => {
  const widths = new Map(
    fontsOn(objects, id).map(([name, font]) => {
      const descendant = Number(/\/DescendantFonts \[(\d+) 0 R\]/.exec(font)?.[1]);
      const list = /\/W \[0 \[([^\]]*)\]\]/.exec(dictionaryOf(objects, descendant))?.[1] ?? '';
      return [name, list.split(' ').map(Number)];
    }),
  );
  return runsOn(objects, id).map(({ font, size, x, y, glyphs }) => {
    const codes = [...glyphs.matchAll(/[0-9a-f]{4}/g)].map(([code]) => Number.parseInt(code, 16));
    const width = codes.reduce((sum, code) => sum + (widths.get(font)?.[code] ?? 0), 0);
    return { page, x, y, size, width: (width * size) / 1000 };
  });
};

/** The lines of a page in the order in which they were written. */
const pageText = (objects: Map<number, PdfObject>, id: number): string => {
  const maps = new Map(
    fontsOn(objects, id).map(([name, font]) => [
      name,
      unicodeMap(streamOf(objects, refIn(font, 'ToUnicode'))),
    ]),
  );
  let text = '';
  let line: number | undefined;
  for (const { font, y, glyphs } of runsOn(objects, id)) {
    if (line !== undefined && line !== y) text += '\n';
    line = y;
    text += decoded(glyphs, maps.get(font) ?? new Map());
  }
  return text;
};

const decoded = (hex: string, map: ReadonlyMap<number, string>): string =>
  [...hex.matchAll(/[0-9a-f]{4}/g)].map(([code]) => map.get(Number.parseInt(code, 16)) ?? '?').join('');

/** Glyph to text; the font's box for what is missing is shown as □. */
const unicodeMap = (cmap: string): Map<number, string> => {
  const map = new Map<number, string>();
  for (const [, first, list] of cmap.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    const base = Number.parseInt(first ?? '', 16);
    for (const [n, [, units]] of [...(list ?? '').matchAll(/<([0-9a-f ]*)>/g)].entries())
      map.set(
        base + n,
        (units ?? '')
          .split(' ')
          .map((unit) => String.fromCharCode(Number.parseInt(unit, 16)))
          .join(''),
      );
  }
  map.set(0, '□');
  return map;
};
