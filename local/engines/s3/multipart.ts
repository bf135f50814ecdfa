import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Reply, readBody } from '../http.ts';
import type { S3Context } from './context.ts';
import { invalidArgument, S3Error } from './errors.ts';
import { receiveBody } from './receive.ts';
import { type S3Request, wholeNumber } from './request.ts';
import type { Part } from './uploads.ts';
import { emptyReply, keptHeaders, xmlReply } from './write-object.ts';
import { document, element, elements, textOf } from './xml.ts';

const MAX_PARTS = 10_000;
/** Every part but the last. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

const uploadId = ({ query }: S3Request): string => query.get('uploadId') ?? '';

export const createUpload = (context: S3Context, request: S3Request): Reply => {
  const { bucket, key } = request;
  context.objects.checkBucket(bucket);
  const id = randomUUID();
  context.uploads.start({ id, bucket, key, headers: keptHeaders(request), startedMs: context.now() });
  return xmlReply(
    document('InitiateMultipartUploadResult', [
      element('Bucket', bucket),
      element('Key', key),
      element('UploadId', id),
    ]),
  );
};

export const uploadPart = async (context: S3Context, request: S3Request): Promise<Reply> => {
  const { id } = context.uploads.get(uploadId(request), request.bucket, request.key);
  const number = wholeNumber(request.query.get('partNumber'), 0, 'partNumber');
  if (number < 1 || number > MAX_PARTS)
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive');
  const { path, size, md5: etag } = await receiveBody(request, context.temporaryFile());
  await mkdir(context.places.upload(id), { recursive: true });
  await rename(path, partFile(context, id, number, etag));
  context.uploads.addPart(id, { number, etag, size, modified_ms: context.now() });
  return { status: 200, headers: { ETag: `"${etag}"`, 'Content-Length': 0 }, body: undefined };
};

/** Named after its content as well: a part sent again must not change under a completion that reads it. */
const partFile = ({ places }: S3Context, id: string, number: number, etag: string): string =>
  join(places.upload(id), `${number}-${etag}`);

export const abortUpload = async (context: S3Context, request: S3Request): Promise<Reply> => {
  const { id } = context.uploads.get(uploadId(request), request.bucket, request.key);
  context.uploads.end(id);
  await rm(context.places.upload(id), { recursive: true, force: true });
  return emptyReply(204);
};

export const completeUpload = async (context: S3Context, request: S3Request): Promise<Reply> => {
  const { bucket, key } = request;
  const upload = context.uploads.get(uploadId(request), bucket, key);
  const parts = chosenParts(await bodyText(request), context.uploads.parts(upload.id));
  const file = context.temporaryFile();
  for (const { number, etag } of parts)
    await pipeline(
      createReadStream(partFile(context, upload.id, number, etag)),
      createWriteStream(file, { flags: 'a' }),
    );
  const digest = createHash('md5').update(Buffer.concat(parts.map((part) => Buffer.from(part.etag, 'hex'))));
  const etag = `${digest.digest('hex')}-${parts.length}`;
  await context.place(request, file, { etag, headers: upload.headers, modifiedMs: context.now() });
  context.uploads.end(upload.id);
  await rm(context.places.upload(upload.id), { recursive: true, force: true });
  context.created({
    bucket,
    key,
    size: parts.reduce((sum, part) => sum + part.size, 0),
    etag,
    eventName: 'ObjectCreated:CompleteMultipartUpload',
  });
  return xmlReply(
    document('CompleteMultipartUploadResult', [
      element('Location', `/${bucket}/${key}`),
      element('Bucket', bucket),
      element('Key', key),
      element('ETag', `"${etag}"`),
    ]),
  );
};

const bodyText = async ({ body }: S3Request): Promise<string> =>
  (await readBody(body, 2 * 1024 * 1024)).toString('utf8');

const chosenParts = (xml: string, stored: Part[]): Part[] => {
  const chosen = elements(xml, 'Part').map((part) => ({
    number: Number(textOf(part, 'PartNumber')),
    etag: (textOf(part, 'ETag') ?? '').replaceAll('"', ''),
  }));
  if (chosen.length === 0)
    throw new S3Error('MalformedXML', 400, 'The XML you provided was not well-formed or names no part');
  if (chosen.some(({ number }, at) => at > 0 && number <= (chosen[at - 1]?.number ?? 0)))
    throw new S3Error('InvalidPartOrder', 400, 'The list of parts was not in ascending order.');
  return chosen.map(({ number, etag }, at) => {
    const part = stored.find((one) => one.number === number && one.etag === etag);
    if (part === undefined)
      throw new S3Error('InvalidPart', 400, 'One or more of the specified parts could not be found.');
    if (at < chosen.length - 1 && part.size < MIN_PART_BYTES)
      throw new S3Error(
        'EntityTooSmall',
        400,
        'Your proposed upload is smaller than the minimum allowed size',
      );
    return part;
  });
};

export const listParts = (context: S3Context, request: S3Request): Reply => {
  const { id, bucket, key } = context.uploads.get(uploadId(request), request.bucket, request.key);
  const after = wholeNumber(request.query.get('part-number-marker'), 0, 'part-number-marker');
  const max = Math.min(1000, wholeNumber(request.query.get('max-parts'), 1000, 'max-parts'));
  const left = context.uploads.parts(id).filter((part) => part.number > after);
  const page = left.slice(0, max);
  return xmlReply(
    document('ListPartsResult', [
      element('Bucket', bucket),
      element('Key', key),
      element('UploadId', id),
      element('MaxParts', max),
      element('IsTruncated', left.length > page.length),
      element('NextPartNumberMarker', page.at(-1)?.number ?? 0),
      ...page.map((part) =>
        element('Part', [
          element('PartNumber', part.number),
          element('ETag', `"${part.etag}"`),
          element('Size', part.size),
          element('LastModified', new Date(part.modified_ms).toISOString()),
        ]),
      ),
    ]),
  );
};

export const listUploads = (context: S3Context, request: S3Request): Reply => {
  context.objects.checkBucket(request.bucket);
  const prefix = request.query.get('prefix') ?? '';
  const uploads = context.uploads.inBucket(request.bucket).filter(({ key }) => key.startsWith(prefix));
  return xmlReply(
    document('ListMultipartUploadsResult', [
      element('Bucket', request.bucket),
      element('Prefix', prefix),
      element('IsTruncated', false),
      ...uploads.map(({ id, key, startedMs }) =>
        element('Upload', [
          element('Key', key),
          element('UploadId', id),
          element('Initiated', new Date(startedMs).toISOString()),
        ]),
      ),
    ]),
  );
};
