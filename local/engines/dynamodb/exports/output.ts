import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';

/** Where exports go: the local stand-in of S3. */
export type ExportTarget = {
  readonly temporaryFile: () => string;
  /** Puts a finished file into the bucket, and answers its ETag without quotes. */
  readonly place: (bucket: string, key: string, file: string, contentType: string) => Promise<string>;
  readonly put: (bucket: string, key: string, body: string, contentType: string) => Promise<void>;
};

export type WrittenPart = {
  readonly itemCount: number;
  readonly md5Checksum: string;
  readonly etag: string;
  readonly dataFileS3Key: string;
};

/** A part ends after so many bytes of lines. */
const PART_BYTES = 64 * 1024 * 1024;
/** Lines are handed on in pieces of this size. */
const PIECE_BYTES = 64 * 1024;

type Open = { readonly file: string; readonly gzip: Gzip; readonly out: WriteStream };

const openPart = (target: ExportTarget): Open & { readonly md5: ReturnType<typeof createHash> } => {
  const file = target.temporaryFile();
  const gzip = createGzip({ level: 1 });
  const out = createWriteStream(file);
  const md5 = createHash('md5');
  gzip.on('data', (chunk: Buffer) => void md5.update(chunk));
  gzip.pipe(out);
  return { file, gzip, out, md5 };
};

/** Writes the lines of one segment as gzip files of bounded size; at least one, even without a line. */
export const partWriter = (target: ExportTarget, bucket: string, folder: string) => {
  const parts: WrittenPart[] = [];
  let part: ReturnType<typeof openPart> | undefined;
  let piece = '';
  let [bytes, items] = [0, 0];

  const flush = async (): Promise<void> => {
    part ??= openPart(target);
    if (piece === '') return;
    const whole = piece;
    piece = '';
    if (!part.gzip.write(whole)) await new Promise((resolve) => part?.gzip.once('drain', resolve));
  };

  const end = async (): Promise<void> => {
    await flush();
    if (part === undefined) return;
    const { gzip, out, file, md5 } = part;
    gzip.end();
    await finished(out);
    const key = `${folder}${randomBytes(16).toString('hex')}.json.gz`;
    const etag = await target.place(bucket, key, file, 'application/octet-stream');
    parts.push({ itemCount: items, md5Checksum: md5.digest('base64'), etag, dataFileS3Key: key });
    part = undefined;
    [bytes, items] = [0, 0];
  };

  return {
    line: async (text: string): Promise<void> => {
      piece += `${text}\n`;
      items += 1;
      if (piece.length < PIECE_BYTES) return;
      bytes += piece.length;
      await flush();
      if (bytes >= PART_BYTES) await end();
    },
    finish: async (): Promise<readonly WrittenPart[]> => {
      if (items > 0 || parts.length === 0) await end();
      return parts;
    },
  };
};

/** A manifest and its checksum beside it. */
export const putWithMd5 = async (
  target: ExportTarget,
  bucket: string,
  key: string,
  body: string,
): Promise<void> => {
  await target.put(bucket, key, body, 'application/json');
  const md5 = createHash('md5').update(body).digest('base64');
  await target.put(bucket, key.replace(/\.json$/, '.md5'), md5, 'text/plain');
};
