import { inflateSync } from 'node:zlib';

const WOFF = 0x774f4646;
const HEADER = 44;
const ENTRY = 20;
const SFNT_HEADER = 12;
const SFNT_ENTRY = 16;

/**
 * A font in WOFF 1.0 as plain SFNT (W3C, WOFF File Format 1.0): the same tables without their compression. Who reads glyph by glyph would
 * otherwise inflate the table of outlines for each of them.
 */
export const sfntOf = (woff: Buffer): Buffer => {
  if (woff.readUInt32BE(0) !== WOFF) throw new Error('not a font in WOFF');
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(SFNT_HEADER + SFNT_ENTRY * count);
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  const parts: Buffer[] = [head];
  let at = head.length;
  for (let n = 0; n < count; n++) {
    const entry = HEADER + ENTRY * n;
    const length = woff.readUInt32BE(entry + 12);
    const target = SFNT_HEADER + SFNT_ENTRY * n;
    woff.copy(head, target, entry, entry + 4);
    head.writeUInt32BE(woff.readUInt32BE(entry + 16), target + 4);
    head.writeUInt32BE(at, target + 8);
    head.writeUInt32BE(length, target + 12);
    const padding = (4 - (length % 4)) % 4;
    parts.push(tableAt(woff, entry, length), Buffer.alloc(padding));
    at += length + padding;
  }
  return Buffer.concat(parts);
};

const tableAt = (woff: Buffer, entry: number, length: number): Buffer => {
  const offset = woff.readUInt32BE(entry + 4);
  const stored = woff.readUInt32BE(entry + 8);
  const raw = woff.subarray(offset, offset + stored);
  return stored < length ? inflateSync(raw, { maxOutputLength: length }) : raw;
};
