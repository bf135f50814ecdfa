import { constants, crc32, deflateRawSync } from 'node:zlib';
import * as z from 'zod';

/** A file inside a ZIP, as its directory names it. */
export const zipEntrySchema = z.object({
  name: z.string(),
  crc: z.number(),
  size: z.number(),
  compressed: z.number(),
  offset: z.number(),
});
export type ZipEntry = z.infer<typeof zipEntrySchema>;

/** Everything that this kind of ZIP can say about places and sizes (without Zip64). */
export const ZIP_LIMIT = 0xffff_ffff;

/** Sizes follow the data (bit 3), names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
const DEFLATE = 8;
const VERSION = 20;
/** The first of January 1980: a file made twice is the same. */
const DATE = 0x0021;

const header = (size: number, fields: readonly (readonly [number, 2 | 4, number])[]): Buffer => {
  const bytes = Buffer.alloc(size);
  for (const [at, length, value] of fields) {
    if (length === 2) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt32LE(value, at);
  }
  return bytes;
};

/** What comes before an entry's data (APPNOTE 4.3.7). */
export const localHeader = (name: string): Buffer => {
  const bytes = Buffer.from(name);
  const head = header(30, [
    [0, 4, 0x04034b50],
    [4, 2, VERSION],
    [6, 2, FLAGS],
    [8, 2, DEFLATE],
    [12, 2, DATE],
    [26, 2, bytes.length],
  ]);
  return Buffer.concat([head, bytes]);
};

/** What comes after it (4.3.9). */
export const dataDescriptor = ({ crc, compressed, size }: ZipEntry): Buffer =>
  header(16, [
    [0, 4, 0x08074b50],
    [4, 4, crc],
    [8, 4, compressed],
    [12, 4, size],
  ]);

const directoryEntry = ({ name, crc, compressed, size, offset }: ZipEntry): Buffer => {
  const bytes = Buffer.from(name);
  const head = header(46, [
    [0, 4, 0x02014b50],
    [4, 2, VERSION],
    [6, 2, VERSION],
    [8, 2, FLAGS],
    [10, 2, DEFLATE],
    [14, 2, DATE],
    [16, 4, crc],
    [20, 4, compressed],
    [24, 4, size],
    [28, 2, bytes.length],
    [42, 4, offset],
  ]);
  return Buffer.concat([head, bytes]);
};

/** The directory with which a ZIP that is `offset` bytes long so far ends (4.3.12, 4.3.16). */
export const directory = (entries: readonly ZipEntry[], offset: number): Buffer => {
  const all = Buffer.concat(entries.map(directoryEntry));
  const end = header(22, [
    [0, 4, 0x06054b50],
    [8, 2, entries.length],
    [10, 2, entries.length],
    [12, 4, all.length],
    [16, 4, offset],
  ]);
  return Buffer.concat([all, end]);
};

/**
 * One segment of deflated data that ends on a byte and refers to nothing before it: segments one after the other are one stream, so that
 * anybody can go on with it who knows the checksum so far (RFC 1951, 3.2.4).
 */
export const segment = (data: Buffer): Buffer =>
  deflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH, level: 6 });

/** An empty last block: ends a stream of segments. */
export const STREAM_END = Buffer.from([0x03, 0x00]);

/** An entry with `data` added to it. */
export const withData = (entry: ZipEntry, data: Buffer, deflated: Buffer): ZipEntry => ({
  ...entry,
  crc: crc32(data, entry.crc),
  size: entry.size + data.length,
  compressed: entry.compressed + deflated.length,
});
