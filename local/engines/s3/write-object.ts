import { copyFile } from 'node:fs/promises';
import type { Reply } from '../http.ts';
import { checkCopySource, checkWrite } from './conditions.ts';
import type { S3Context } from './context.ts';
import { invalidArgument, invalidRequest } from './errors.ts';
import { receiveBody } from './receive.ts';
import type { S3Request } from './request.ts';
import type { ObjectMeta } from './types.ts';
import { document, element } from './xml.ts';

const KEPT = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'];

const MAX_META_BYTES = 2048;

/** The headers that are kept with an object and sent back with it. */
export const keptHeaders = (request: S3Request): Record<string, string> => {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = request.header(name);
    if (value !== undefined) kept[name] = value;
  }
  // `aws-chunked` was for the way here only.
  const encoding = (request.header('content-encoding') ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked');
  if (encoding.length > 0) kept['content-encoding'] = encoding.join(', ');
  let metaBytes = 0;
  for (const [name, value] of Object.entries(request.headers)) {
    if (!name.startsWith('x-amz-meta-')) continue;
    metaBytes += Buffer.byteLength(name.slice('x-amz-meta-'.length)) + Buffer.byteLength(value);
    kept[name] = value;
  }
  if (metaBytes > MAX_META_BYTES)
    throw invalidArgument('Your metadata headers exceed the maximum allowed metadata size');
  return kept;
};

/** `PutObject`: nothing is seen of it until all of it is there and checked. */
export const putObject = async (context: S3Context, request: S3Request): Promise<Reply> => {
  const { bucket, key } = request;
  context.objects.checkBucket(bucket);
  const headers = keptHeaders(request);
  const received = await receiveBody(request, context.temporaryFile());
  const { checksum, md5: etag } = received;
  const meta = { etag, headers, modifiedMs: context.now(), ...(checksum !== undefined && { checksum }) };
  await context.place(request, received.path, meta);
  context.created({ bucket, key, size: received.size, etag, eventName: 'ObjectCreated:Put' });
  return {
    status: 200,
    headers: {
      ETag: `"${etag}"`,
      'Content-Length': 0,
      ...(checksum && { [checksum.header]: checksum.value }),
    },
    body: undefined,
  };
};

/** `CopyObject` within this engine. */
export const copyObject = async (context: S3Context, request: S3Request): Promise<Reply> => {
  const { bucket, key } = request;
  context.objects.checkBucket(bucket);
  const from = sourceOf(request.header('x-amz-copy-source') ?? '');
  context.objects.checkBucket(from.bucket);
  const source = await context.objects.get(from.bucket, from.key);
  checkCopySource(request, source.meta);
  const replaces = request.header('x-amz-metadata-directive') === 'REPLACE';
  if (!replaces && from.bucket === bucket && from.key === key)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata",
    );
  const file = context.temporaryFile();
  await copyFile(source.path, file);
  const meta: ObjectMeta = {
    etag: source.meta.etag.replace(/-\d+$/, ''),
    headers: replaces ? keptHeaders(request) : source.meta.headers,
    modifiedMs: context.now(),
    ...(source.meta.checksum !== undefined && { checksum: source.meta.checksum }),
  };
  await context.place(request, file, meta);
  context.created({ bucket, key, size: source.size, etag: meta.etag, eventName: 'ObjectCreated:Copy' });
  const result = document('CopyObjectResult', [
    element('ETag', `"${meta.etag}"`),
    element('LastModified', new Date(meta.modifiedMs).toISOString()),
  ]);
  return xmlReply(result);
};

const sourceOf = (header: string): { bucket: string; key: string } => {
  const [path = '', query = ''] = header.split('?');
  if (query !== '') throw invalidArgument('The local engine keeps no versions to copy from');
  const match = /^\/?([^/]+)\/(.+)$/.exec(decodeURIComponent(path));
  if (match === null)
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  return { bucket: match[1] ?? '', key: match[2] ?? '' };
};

export const xmlReply = (body: string, status = 200): Reply => ({
  status,
  headers: { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(body) },
  body,
});

export const emptyReply = (status: number): Reply => ({
  status,
  headers: status === 204 ? {} : { 'Content-Length': 0 },
  body: undefined,
});

/** For the condition of a write, checked in the instant it takes place. */
export const writeCondition = (request: S3Request) => (current: ObjectMeta | undefined) =>
  checkWrite(request, current);
