import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createVerifier, type Digests } from './checksums.ts';
import { AwsChunkedDecoder } from './chunked.ts';
import { S3Error } from './errors.ts';
import type { S3Request } from './request.ts';

/** One PUT, and one part of an upload, may be this large. */
const MAX_BYTES = 5 * 1024 ** 3;

export type ReceivedFile = Digests & { readonly path: string; readonly size: number };

/** Takes a request's body into a file and checks it; the file is gone when this throws. */
export const receiveBody = async (request: S3Request, path: string): Promise<ReceivedFile> => {
  const expected = expectedBytes(request);
  const verifier = createVerifier(request.headers);
  const decoder = isChunked(request) ? new AwsChunkedDecoder() : undefined;
  let size = 0;
  const meter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length;
      verifier.update(chunk);
      done(size > MAX_BYTES ? tooLarge() : null, chunk);
    },
  });
  try {
    const file = createWriteStream(path);
    await (decoder === undefined
      ? pipeline(request.body, meter, file)
      : pipeline(request.body, decoder, meter, file));
    if (size !== expected)
      throw new S3Error(
        'IncompleteBody',
        400,
        'You did not provide the number of bytes specified by the Content-Length HTTP header',
      );
    return { ...verifier.finish(decoder?.trailers ?? {}), path, size };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
};

const isChunked = ({ header }: S3Request): boolean =>
  (header('x-amz-content-sha256') ?? '').startsWith('STREAMING-') ||
  /(^|,)\s*aws-chunked\s*(,|$)/.test(header('content-encoding') ?? '');

const expectedBytes = (request: S3Request): number => {
  const text = request.header(isChunked(request) ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined || !/^\d+$/.test(text))
    throw new S3Error('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.');
  if (Number(text) > MAX_BYTES) throw tooLarge();
  return Number(text);
};

const tooLarge = (): S3Error =>
  new S3Error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size');
