import type { Bytes, Objects } from '#shared/app/objects.ts';

/** Objects of one bucket in memory; what is read comes in small pieces. */
export const memoryObjects = (pieceBytes = 1000) => {
  const files = new Map<string, Uint8Array>();
  const pieces = async function* (bytes: Uint8Array): Bytes {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  };
  const objects: Pick<Objects, 'put' | 'read' | 'text' | 'list' | 'head'> = {
    put: async (key, body, { ifAbsent = false }) => {
      if (ifAbsent && files.has(key)) return false;
      files.set(key, typeof body === 'string' ? new TextEncoder().encode(body) : body);
      return true;
    },
    read: async (key, start = 0) => {
      const bytes = files.get(key);
      return bytes && { size: bytes.length, body: pieces(bytes.subarray(start)) };
    },
    text: async (key) => {
      const bytes = files.get(key);
      return bytes && new TextDecoder().decode(bytes);
    },
    head: async (key) => {
      const bytes = files.get(key);
      return bytes && { key, size: bytes.length, etag: '' };
    },
    list: async function* (prefix) {
      for (const key of [...files.keys()].sort())
        if (key.startsWith(prefix)) yield { key, size: files.get(key)?.length ?? 0, etag: '' };
    },
  };
  return { files, objects };
};
