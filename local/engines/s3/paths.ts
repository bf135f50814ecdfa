import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** File names end here on most systems; longer ones go aside. */
const MAX_SEGMENT_BYTES = 200;

const UNSAFE = /[\u0000-\u001f\u007f\\:*?"<>|]/;

/** Whether a key can be a path below its bucket as it is: no step out of it, none a file system takes amiss. */
export const isPlain = (key: string): boolean =>
  key
    .split('/')
    .every(
      (segment) =>
        segment !== '' &&
        segment !== '.' &&
        segment !== '..' &&
        !UNSAFE.test(segment) &&
        segment.isWellFormed() &&
        !/[. ]$/.test(segment) &&
        Buffer.byteLength(segment) <= MAX_SEGMENT_BYTES,
    );

export const isBucketName = (name: string): boolean => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);

/** Where things lie. Objects are `<root>/<bucket>/<key>`; all else, keys that can't be paths too, is aside. */
export type Places = {
  readonly root: string;
  readonly database: string;
  readonly temporary: string;
  bucket: (bucket: string) => string;
  plain: (bucket: string, key: string) => string;
  odd: (bucket: string, key: string) => string;
  upload: (uploadId: string) => string;
};

export const placesIn = (root: string, aside: string): Places => ({
  root,
  database: join(aside, 'objects.db'),
  temporary: join(aside, 'tmp'),
  bucket: (bucket) => join(root, bucket),
  plain: (bucket, key) => join(root, bucket, ...key.split('/')),
  odd: (bucket, key) => join(aside, 'odd', bucket, createHash('sha256').update(key).digest('hex')),
  upload: (uploadId) => join(aside, 'uploads', uploadId),
});
