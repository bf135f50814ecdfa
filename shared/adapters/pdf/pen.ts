import type PDFDocument from 'pdfkit';
import { type FaceName, MAIN_FACE, otherFaces, readFace } from './faces.ts';

type Doc = InstanceType<typeof PDFDocument>;
type Glyph = { readonly id: number; readonly advanceWidth: number };
type GlyphRun = { glyphs: Glyph[]; positions: object[]; advanceWidth: number };

/** What pdfkit keeps behind its current font and page, and does not declare. */
type EmbeddedFont = {
  readonly id: string;
  /** Glyphs of a text as hexadecimal numbers; from then on they belong to the subset. */
  encode(text: string): [string[], object[]];
  ref(): object;
  readonly font: {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): Glyph;
    layout(text: string): GlyphRun;
  };
};

/** Writes text on the pages of one document, each character in a face that has it. */
export type Pen = {
  /** In thousandths of the size of the type. */
  widthOf(character: string): number;
  /** One line, its top left at (`x`, `y`). Text must be `printable`. */
  write(text: string, x: number, y: number, size: number, color: string): void;
};

/** Type is this much higher than its size, from the top of the line to its bottom. */
export const LINE = 1.448;

type Inside = { readonly _font: EmbeddedFont; readonly page: { readonly fonts: Record<string, object> } };

type Face = { readonly embedded: EmbeddedFont; readonly font: EmbeddedFont['font'] };
type Known = { readonly face: Face; readonly width: number };

/**
 * The faces of a document; of each the glyphs that were written are embedded, and no others. Characters that no face has are written as the
 * font's box for what is missing.
 */
export const penFor = (doc: Doc): Pen => {
  const inside = doc as unknown as Inside;
  const faces = new Map<FaceName, Face>();
  const known = new Map<string, Known>();
  const candidates = otherFaces();

  const open = (name: FaceName): Face => {
    const there = faces.get(name);
    if (there) return there;
    doc.registerFont(name, readFace(name));
    doc.font(name);
    const { _font: embedded } = inside;
    const { font } = embedded;
    font.layout = (text) => plainRun(font, text);
    const face = { embedded, font };
    faces.set(name, face);
    return face;
  };

  const faceOf = (codePoint: number): Face => {
    const main = open(MAIN_FACE);
    if (main.font.hasGlyphForCodePoint(codePoint)) return main;
    for (const name of candidates(codePoint)) {
      const face = open(name);
      if (face.font.hasGlyphForCodePoint(codePoint)) return face;
    }
    return main;
  };

  const look = (character: string): Known => {
    const there = known.get(character);
    if (there) return there;
    const codePoint = character.codePointAt(0) ?? 0;
    const face = faceOf(codePoint);
    const width = (face.font.glyphForCodePoint(codePoint).advanceWidth * 1000) / face.font.unitsPerEm;
    const found = { face, width };
    known.set(character, found);
    return found;
  };

  return {
    widthOf: (character) => look(character).width,
    write: (text, x, y, size, color) => {
      const base = y + size * ASCENT;
      let left = x;
      for (const { face, run, width } of runsOf(text, look)) {
        const { embedded } = face;
        inside.page.fonts[embedded.id] ??= embedded.ref();
        // Pages are upside down, to count from the top; glyphs are turned back.
        const place = `${rgb(color)} rg /${embedded.id} ${size} Tf 1 0 0 -1 ${figure(left)} ${figure(base)} Tm`;
        doc.addContent(`BT ${place} <${embedded.encode(run)[0].join('')}> Tj ET`);
        left += (width * size) / 1000;
      }
    },
  };
};

/** From the top of a line to the line that its letters stand on; the same in all files of the font. */
const ASCENT = 1.16;

const figure = (value: number): string => value.toFixed(2);

/** `#111827` as PDF tells colours. */
const rgb = (color: string): string =>
  [1, 3, 5].map((at) => (Number.parseInt(color.slice(at, at + 2), 16) / 255).toFixed(3)).join(' ');

/** One glyph after another, without ligatures and kerning: what is copied out of the document is what was written. */
const plainRun = (font: EmbeddedFont['font'], text: string): GlyphRun => {
  const glyphs = [...text].map((character) => font.glyphForCodePoint(character.codePointAt(0) ?? 0));
  return {
    glyphs,
    positions: glyphs.map(({ advanceWidth }) => ({
      xAdvance: advanceWidth,
      yAdvance: 0,
      xOffset: 0,
      yOffset: 0,
      advanceWidth,
    })),
    advanceWidth: glyphs.reduce((sum, { advanceWidth }) => sum + advanceWidth, 0),
  };
};

/** Characters beside each other that have the same face. */
const runsOf = (
  text: string,
  look: (character: string) => Known,
): { face: Face; run: string; width: number }[] => {
  const runs: { face: Face; run: string; width: number }[] = [];
  for (const character of text) {
    const { face, width } = look(character);
    const last = runs.at(-1);
    if (last?.face === face) {
      last.run += character;
      last.width += width;
    } else runs.push({ face, run: character, width });
  }
  return runs;
};
