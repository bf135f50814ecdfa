import { finished, type Import, importFiles } from '#shared/domain/imports/import.ts';
import { MIN_PART_BYTES, type Objects, type UploadedPart } from '../objects.ts';
import { FAULT_HEADER } from './fault-lines.ts';
import { saved } from './save.ts';
import type { ImportTools } from './tools.ts';

const TYPE = 'text/csv; charset=utf-8';

/** Joins the errors of all pieces to one file, a part at a time. */
const joinFaults = async (id: string, objects: Objects): Promise<void> => {
  const key = importFiles.errors(id);
  const [, folder = ''] = importFiles.folders(id);
  let upload: { readonly id: string; readonly parts: UploadedPart[] } | undefined;
  let waiting = Buffer.from(FAULT_HEADER);
  for await (const { key: piece } of objects.list(folder)) {
    waiting = Buffer.concat([waiting, Buffer.from((await objects.text(piece)) ?? '')]);
    if (waiting.length < MIN_PART_BYTES) continue;
    upload ??= { id: await objects.uploads.begin(key, TYPE), parts: [] };
    upload.parts.push(await objects.uploads.part(key, upload.id, upload.parts.length + 1, waiting));
    waiting = Buffer.alloc(0);
  }
  if (upload === undefined) {
    await objects.put(key, waiting, { contentType: TYPE });
    return;
  }
  if (waiting.length > 0)
    upload.parts.push(await objects.uploads.part(key, upload.id, upload.parts.length + 1, waiting));
  await objects.uploads.complete(key, upload.id, upload.parts);
};

/** Every row is applied: the file of errors first, then the import is over, then its files go. */
export const endImport = async (job: Import, tools: ImportTools): Promise<Import> => {
  if (job.counts.failed > 0) await joinFaults(job.id, tools.objects);
  return saved(job, finished(job, tools.now()), tools);
};

/** Takes away what was handed in, and its pieces: they hold personal data. The file of errors, which holds none, stays for its time. */
export const removeFiles = async (id: string, objects: Objects): Promise<void> => {
  const keys = [importFiles.upload(id)];
  for (const folder of importFiles.folders(id))
    for await (const { key } of objects.list(folder)) keys.push(key);
  await objects.remove(keys);
};
