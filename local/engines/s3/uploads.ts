import type { Database } from '../sqlite.ts';
import { noSuchUpload } from './errors.ts';
import type { ObjectMeta } from './types.ts';

export const UPLOAD_SCHEMA = `
  CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, headers TEXT NOT NULL, started_ms INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS parts (
    upload TEXT NOT NULL, number INTEGER NOT NULL, etag TEXT NOT NULL, size INTEGER NOT NULL, modified_ms INTEGER NOT NULL,
    PRIMARY KEY (upload, number)
  ) WITHOUT ROWID;
`;

export type Upload = {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly headers: ObjectMeta['headers'];
  readonly startedMs: number;
};

export type Part = {
  readonly number: number;
  readonly etag: string;
  readonly size: number;
  readonly modified_ms: number;
};

/** Multipart uploads under way and their parts. */
export type Uploads = {
  start: (upload: Upload) => void;
  /** Throws `NoSuchUpload` for one of another object as well. */
  get: (id: string, bucket: string, key: string) => Upload;
  inBucket: (bucket: string) => Upload[];
  addPart: (id: string, part: Part) => void;
  parts: (id: string) => Part[];
  end: (id: string) => void;
};

type UploadRow = { id: string; bucket: string; key: string; headers: string; started_ms: number };

const uploadOf = (row: UploadRow): Upload => ({
  id: row.id,
  bucket: row.bucket,
  key: row.key,
  headers: JSON.parse(row.headers) as ObjectMeta['headers'],
  startedMs: row.started_ms,
});

export const createUploads = (database: Database): Uploads => ({
  start: ({ id, bucket, key, headers, startedMs }) => {
    database.run(
      'INSERT INTO uploads VALUES (?, ?, ?, ?, ?)',
      id,
      bucket,
      key,
      JSON.stringify(headers),
      startedMs,
    );
  },
  get: (id, bucket, key) => {
    const row = database.one<UploadRow>(
      'SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?',
      id,
      bucket,
      key,
    );
    if (row === undefined) throw noSuchUpload();
    return uploadOf(row);
  },
  inBucket: (bucket) =>
    database
      .all<UploadRow>('SELECT * FROM uploads WHERE bucket = ? ORDER BY key, started_ms', bucket)
      .map(uploadOf),
  addPart: (id, { number, etag, size, modified_ms }) => {
    database.run('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?)', id, number, etag, size, modified_ms);
  },
  parts: (id) => database.all<Part>('SELECT * FROM parts WHERE upload = ? ORDER BY number', id),
  end: (id) =>
    database.atomically(() => {
      database.run('DELETE FROM parts WHERE upload = ?', id);
      database.run('DELETE FROM uploads WHERE id = ?', id);
    }),
});
