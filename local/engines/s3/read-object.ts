import { type FileHandle, open } from 'node:fs/promises';
import type { Reply } from '../http.ts';
import { checkRead } from './conditions.ts';
import { S3Error } from './errors.ts';
import { fileIdentity, hasCode, type Objects } from './objects.ts';
import type { S3Request } from './request.ts';
import type { StoredObject } from './types.ts';

const OVERRIDES = [
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'cache-control',
  'expires',
];

/** `GetObject` and `HeadObject`: whole, in part, or not at all under a condition. */
export const readObject = async (objects: Objects, request: S3Request): Promise<Reply> => {
  objects.checkBucket(request.bucket);
  const { object, file } = await opened(objects, request);
  try {
    return await replyOf(request, object, file);
  } catch (error) {
    await file.close();
    throw error;
  }
};

/** The object with its file held open, so that a write in the same moment changes nothing of what is sent. */
const opened = async (objects: Objects, { bucket, key }: S3Request) => {
  while (true) {
    const object = await objects.get(bucket, key);
    const file = await open(object.path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    const stats = await file?.stat();
    if (file !== undefined && stats !== undefined && fileIdentity(stats) === object.file)
      return { object, file };
    await file?.close();
  }
};

const replyOf = async (request: S3Request, object: StoredObject, file: FileHandle): Promise<Reply> => {
  checkRead(request, object.meta);
  const range = rangeOf(request.header('range'), object.size);
  const length = range === undefined ? object.size : range.end - range.start + 1;
  const headers = {
    'content-type': 'binary/octet-stream',
    ...object.meta.headers,
    ...overrides(request),
    'Content-Length': length,
    'Accept-Ranges': 'bytes',
    ETag: `"${object.meta.etag}"`,
    'Last-Modified': new Date(object.meta.modifiedMs).toUTCString(),
    ...(range !== undefined && { 'Content-Range': `bytes ${range.start}-${range.end}/${object.size}` }),
    ...(range === undefined && checksumHeader(request, object)),
  };
  const empty = request.method === 'HEAD' || length === 0;
  if (empty) await file.close();
  const body = empty ? undefined : file.createReadStream(range ?? {});
  return { status: range === undefined ? 200 : 206, headers, body };
};

const overrides = ({ query }: S3Request): Record<string, string> => {
  const chosen: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = query.get(`response-${name}`);
    // A line break would let a link's maker write headers of their own.
    if (value !== null && /[\r\n]/.test(value))
      throw new S3Error('InvalidArgument', 400, `response-${name} is not a header value`);
    if (value !== null) chosen[name] = encodeHeader(value);
  }
  return chosen;
};

/** Headers are bytes; text beyond Latin-1 goes out in UTF-8. */
const encodeHeader = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');

const checksumHeader = (request: S3Request, { meta }: StoredObject): Record<string, string> =>
  meta.checksum !== undefined && request.header('x-amz-checksum-mode') === 'ENABLED'
    ? { [meta.checksum.header]: meta.checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }
    : {};

/** A single range of bytes; several at once are answered whole, as S3 does. */
const rangeOf = (header: string | undefined, size: number): { start: number; end: number } | undefined => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, from = '', to = ''] = match;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start >= size || start > end || (from === '' && Number(to) === 0))
    throw new S3Error('InvalidRange', 416, 'The requested range is not satisfiable');
  return { start, end };
};
