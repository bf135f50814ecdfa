import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Bytes, ObjectHead, Objects, Uploads } from '#shared/app/objects.ts';
import { once } from '#shared/runtime/once.ts';
import { patience } from '../patience.ts';

/** Parts of files are large; all tries together stay inside a worker's two minutes. */
const s3 = once(
  () => new S3Client({ ...patience({ requestMs: 20_000, maxAttempts: 5 }), followRegionRedirects: false }),
);

/** Files of the bucket of this name, by the SDK; for workers, not for functions that answer requests (see `links.ts`). */
export const s3Objects = (bucket: string, client: () => S3Client = s3): Objects => ({
  async put(key, body, { contentType, ifAbsent = false }) {
    try {
      await client().send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentType: contentType,
          ChecksumAlgorithm: 'SHA256',
          ...(ifAbsent ? { IfNoneMatch: '*' } : {}),
        }),
      );
      return true;
    } catch (error) {
      if (ifAbsent && statusOf(error) === 412) return false;
      throw error;
    }
  },
  read: (key, start = 0) =>
    orAbsent(async () => {
      const { Body, ContentLength = 0 } = await client().send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(start > 0 ? { Range: `bytes=${start}-` } : {}),
        }),
      );
      return { size: start + ContentLength, body: Body as Bytes };
    }),
  text: (key) =>
    orAbsent(async () => {
      const { Body } = await client().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToString('utf8')) ?? '';
    }),
  head: (key) =>
    orAbsent(async () => {
      const { ContentLength = 0, ETag = '' } = await client().send(
        new HeadObjectCommand({ Bucket: bucket, Key: key }),
      );
      return { key, size: ContentLength, etag: ETag };
    }),
  list: (prefix) => listed(client(), bucket, prefix),
  async remove(keys) {
    for (let at = 0; at < keys.length; at += DELETES) {
      const { Errors = [] } = await client().send(
        new DeleteObjectsCommand({
          Bucket: bucket,
          Delete: { Objects: keys.slice(at, at + DELETES).map((Key) => ({ Key })), Quiet: true },
        }),
      );
      if (Errors.length > 0) throw new Error(`${Errors.length} objects were not removed: ${Errors[0]?.Code}`);
    }
  },
  uploads: uploadsOf(client, bucket),
});

/** S3 takes no more at once. */
const DELETES = 1000;

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

const orAbsent = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
};

async function* listed(client: S3Client, bucket: string, prefix: string): AsyncGenerator<ObjectHead> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    for (const { Key: key = '', Size: size = 0, ETag: etag = '' } of page.Contents ?? [])
      yield { key, size, etag };
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

const uploadsOf = (client: () => S3Client, bucket: string): Uploads => ({
  async begin(key, contentType) {
    const { UploadId } = await client().send(
      new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType }),
    );
    if (UploadId === undefined) throw new Error('S3 began an upload without an id');
    return UploadId;
  },
  async part(key, uploadId, number, body) {
    const { ETag: etag = '' } = await client().send(
      new UploadPartCommand({ Bucket: bucket, Key: key, UploadId: uploadId, PartNumber: number, Body: body }),
    );
    return { number, etag, size: body.byteLength };
  },
  async complete(key, uploadId, parts) {
    try {
      await client().send(
        new CompleteMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          MultipartUpload: {
            Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })),
          },
        }),
      );
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      // The answer of an earlier try was lost, or another worker was quicker.
      await client().send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    }
  },
  async abort(key, uploadId) {
    await orAbsent(() =>
      client().send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId })),
    );
  },
});
