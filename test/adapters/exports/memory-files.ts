import type { Objects } from '#shared/app/objects.ts';

/** Files in memory that keep the promises of a bucket: parts are seen by nobody before they are completed. */
export const memoryFiles = () => {
  const files = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, { etag: string; bytes: Buffer }>>();
  let begun = 0;
  let etags = 0;
  /** Called before everything that is written; a test may have it fail. */
  const before = { write: (_what: string): void => undefined };
  const uploadOf = (id: string) => {
    const upload = uploads.get(id);
    if (!upload) throw new Error('NoSuchUpload');
    return upload;
  };
  const objects: Objects = {
    async put(key, body) {
      before.write('put');
      files.set(key, Buffer.from(body as Uint8Array));
      return true;
    },
    async read(key, start = 0) {
      const file = files.get(key);
      if (!file) return undefined;
      return {
        size: file.length,
        body: (async function* chunks() {
          yield file.subarray(start);
        })(),
      };
    },
    text: async (key) => files.get(key)?.toString(),
    async head(key) {
      const file = files.get(key);
      return file && { key, size: file.length, etag: '' };
    },
    async *list(prefix) {
      for (const [key, file] of [...files].sort()) {
        if (key.startsWith(prefix)) yield { key, size: file.length, etag: '' };
      }
    },
    async remove(keys) {
      before.write('remove');
      for (const key of keys) files.delete(key);
    },
    uploads: {
      async begin() {
        before.write('begin');
        const id = `upload-${++begun}`;
        uploads.set(id, new Map());
        return id;
      },
      async part(_key, uploadId, number, body) {
        before.write('part');
        const etag = `etag-${++etags}`;
        uploadOf(uploadId).set(number, { etag, bytes: Buffer.from(body) });
        return { number, etag, size: body.byteLength };
      },
      async complete(key, uploadId, parts) {
        before.write('complete');
        if (!uploads.has(uploadId) && files.has(key)) return;
        const upload = uploadOf(uploadId);
        const bytes = parts.map(({ number, etag }) => {
          const part = upload.get(number);
          if (part?.etag !== etag) throw new Error('InvalidPart');
          return part.bytes;
        });
        const numbers = parts.map(({ number }) => number);
        if (numbers.some((number, n) => n > 0 && number <= (numbers[n - 1] ?? 0)))
          throw new Error('InvalidPartOrder');
        uploads.delete(uploadId);
        files.set(key, Buffer.concat(bytes));
      },
      async abort(_key, uploadId) {
        uploads.delete(uploadId);
      },
    },
  };
  return { objects, files, uploads, before };
};
