import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { S3Context } from './context.ts';

/** Objects that another service writes in its caller's name: seen when they are whole, like any other. */
export type ServiceWriter = {
  temporaryFile: () => string;
  /** Puts a finished file in place, and answers its ETag without quotes. Throws `NoSuchBucket`. */
  place: (bucket: string, key: string, file: string, contentType: string) => Promise<string>;
  put: (bucket: string, key: string, body: string, contentType: string) => Promise<void>;
};

export const serviceWriter = (context: S3Context): ServiceWriter => {
  const place: ServiceWriter['place'] = async (bucket, key, file, contentType) => {
    context.objects.checkBucket(bucket);
    const md5 = createHash('md5');
    await pipeline(createReadStream(file), md5);
    const etag = md5.digest('hex');
    const { size } = await stat(file);
    try {
      const meta = { etag, headers: { 'content-type': contentType }, modifiedMs: context.now() };
      context.objects.place(bucket, key, file, meta, () => undefined);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    context.created({ bucket, key, size, etag, eventName: 'ObjectCreated:Put' });
    return etag;
  };
  return {
    temporaryFile: context.temporaryFile,
    place,
    put: async (bucket, key, body, contentType) => {
      const file = context.temporaryFile();
      await writeFile(file, body);
      await place(bucket, key, file, contentType);
    },
  };
};
