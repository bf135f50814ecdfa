import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import type { Bytes } from '#shared/app/objects.ts';
import { UnusableFile } from '#shared/domain/imports/import.ts';
import { beginsWith } from '../encoding.ts';

const MB = 1024 * 1024;
/** Limits of a workbook (docs/imports.md): packed, unpacked in all, how often larger unpacked than packed, parts. */
const MAX_PACKED = 50 * MB;
const MAX_UNPACKED = 100 * MB;
const MAX_RATIO = 100;
const MAX_ENTRIES = 2000;
/** Small parts may be as repetitive as they like. */
const RATIO_FROM = MB;
/** A document type stands before the first element. */
const PROLOG = 64 * 1024;

const ZIP64 = 0x0001;
const SYMLINK = 0o120000;
const FILE_TYPE = 0o170000;
const nested = /\.(?:zip|xls[xmb]?|doc[xm]?|ppt[xm]?|ods|odt|jar|7z|rar|gz|tar)$/i;
const macros = /(?:^|\/)vbaProject\.bin$/i;

/** The parts of a packed workbook by their names. */
export type Archive = {
  has(name: string): boolean;
  /** The bytes of a part, unpacked as they are read; never more than were announced. */
  read(name: string): Promise<Bytes>;
};

const inMemory = async (bytes: Bytes): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    if (size === 0 && !beginsWith(chunk, [0x50, 0x4b])) throw new UnusableFile('wrong_format');
    size += chunk.length;
    if (size > MAX_PACKED) throw new UnusableFile('too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** What a library says of a broken archive is not passed on. */
const orUnreadable = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    throw new UnusableFile('unreadable');
  }
};

const refuse = (): never => {
  throw new UnusableFile('unsafe_archive');
};

const checkEntry = (entry: Entry): void => {
  const { fileName, uncompressedSize, compressedSize } = entry;
  if (entry.isEncrypted() || (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)) refuse();
  if (entry.extraFields.some(({ id }) => id === ZIP64)) refuse();
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMLINK) refuse();
  if (nested.test(fileName) || macros.test(fileName)) refuse();
  if (uncompressedSize > MAX_UNPACKED) throw new UnusableFile('too_large');
  if (uncompressedSize > RATIO_FROM && uncompressedSize > compressedSize * MAX_RATIO)
    throw new UnusableFile('too_large');
};

/** Parts that share bytes are a bomb (Fifield 2019). */
const checkOverlaps = (entries: readonly Entry[]): void => {
  const spans = entries
    .map(({ relativeOffsetOfLocalHeader: from, compressedSize, fileNameLength }) => ({
      from,
      to: from + 30 + fileNameLength + compressedSize,
    }))
    .sort((a, b) => a.from - b.from);
  for (const [n, span] of spans.entries()) if (span.from < (spans[n - 1]?.to ?? 0)) refuse();
};

const entriesOf = async (zip: ZipFile): Promise<ReadonlyMap<string, Entry>> => {
  if (zip.entryCount > MAX_ENTRIES) throw new UnusableFile('too_large');
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    checkEntry(entry);
    const name = entry.fileName.toLowerCase();
    if (entries.has(name)) refuse();
    entries.set(name, entry);
    unpacked += entry.uncompressedSize;
    if (unpacked > MAX_UNPACKED) throw new UnusableFile('too_large');
  }
  checkOverlaps([...entries.values()]);
  return entries;
};

/** Refuses a document type in parts that are not read otherwise, too: nothing outside is ever fetched, and nobody should try. */
const checkPrologs = async (zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<void> => {
  for (const [name, entry] of entries) {
    if (!/\.(?:xml|rels|vml|svg)$/.test(name)) continue;
    const stream = await zip.openReadStreamPromise(entry);
    let head = '';
    for await (const chunk of stream) {
      head += (chunk as Buffer).toString('latin1').replaceAll('\0', '');
      if (head.length >= PROLOG) break;
    }
    if (/<!doctype/i.test(head)) refuse();
  }
};

/**
 * Opens a packed workbook and looks at all of its parts before any is unpacked: sizes, names, encryption, what lies in what. Refuses
 * with `UnusableFile` what isn't one (`wrong_format`), what is too large, and what a spreadsheet program has no reason to write.
 */
export const openArchive = async (bytes: Bytes): Promise<Archive> => {
  const buffer = await inMemory(bytes);
  if (!beginsWith(buffer, [0x50, 0x4b, 0x03, 0x04])) throw new UnusableFile('wrong_format');
  return orUnreadable(async () => {
    const zip = await fromBufferPromise(buffer, { strictFileNames: true, autoClose: false });
    const entries = await entriesOf(zip);
    if (!entries.has('[content_types].xml') || !entries.has('xl/workbook.xml'))
      throw new UnusableFile('wrong_format');
    await checkPrologs(zip, entries);
    return {
      has: (name) => entries.has(name.toLowerCase()),
      read: async (name) => {
        const entry = entries.get(name.toLowerCase());
        if (entry === undefined) throw new UnusableFile('unreadable');
        return zip.openReadStreamPromise(entry);
      },
    };
  });
};
