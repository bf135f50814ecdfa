import { type Export, fileKeyOf, folderOf, type Run, wholeKeyOf } from '#shared/domain/exports/export.ts';
import { mediaTypeOf } from '#shared/domain/exports/values.ts';
import type { Objects } from '../objects.ts';

/** What was written so far but is too little for a part. */
export const carriedOver = async (run: Run, files: Objects): Promise<Buffer> => {
  if (run.carry === undefined) return Buffer.alloc(0);
  const there = await files.read(run.carry);
  if (!there) throw new Error('what was carried over is not there');
  const chunks: Uint8Array[] = [];
  for await (const chunk of there.body) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** The run with its upload begun. */
export const begun = async (made: Export, run: Run, files: Objects): Promise<Run> =>
  run.uploadId === undefined
    ? { ...run, uploadId: await files.uploads.begin(fileKeyOf(made, run.n), mediaTypeOf[made.format]) }
    : run;

/** The run with one more part. */
export const withPart = async (made: Export, run: Run, bytes: Buffer, files: Objects): Promise<Run> => {
  const ready = await begun(made, run, files);
  const { uploadId = '', nextPart: number } = ready;
  const part = await files.uploads.part(fileKeyOf(made, run.n), uploadId, number, bytes);
  const { carry: _, ...rest } = ready;
  return { ...rest, parts: [...run.parts, part], nextPart: number + 1 };
};

/** Makes the file of a run visible: its parts, or the whole of a small one; bears a repeat. Answers where it lies, and how large it is. */
export const publish = async (
  made: Export,
  { n, uploadId = '', parts }: Run,
  whole: Buffer | undefined,
  files: Objects,
): Promise<{ readonly fileKey: string; readonly bytes: number }> => {
  if (whole !== undefined) {
    const fileKey = wholeKeyOf(made, n);
    await files.put(fileKey, whole, { contentType: mediaTypeOf[made.format] });
    return { fileKey, bytes: whole.length };
  }
  const fileKey = fileKeyOf(made, n);
  await files.uploads.complete(fileKey, uploadId, parts);
  return { fileKey, bytes: parts.reduce((sum, { size }) => sum + size, 0) };
};

/** Takes away everything that was ever kept for an export: parts that nobody sees, what was carried over, files. */
export const removeAll = async (made: Export, files: Objects): Promise<void> => {
  const { run } = made;
  if (run?.uploadId !== undefined) await files.uploads.abort(fileKeyOf(made, run.n), run.uploadId);
  const keys: string[] = [];
  for await (const { key } of files.list(folderOf(made))) keys.push(key);
  if (keys.length > 0) await files.remove(keys);
};
