import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Database } from '../sqlite.ts';
import { noSuchBucket, noSuchKey } from './errors.ts';
import { isBucketName, isPlain, type Places } from './paths.ts';
import type { ObjectMeta, StoredObject } from './types.ts';

export const OBJECT_SCHEMA = `
  CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, file TEXT NOT NULL, odd INTEGER NOT NULL, meta TEXT NOT NULL,
    PRIMARY KEY (bucket, key, file)
  ) WITHOUT ROWID;
`;

/**
 * Objects are files, and the files are the truth: one that was changed, added or removed by hand is seen as it is.
 * What S3 knows beside the bytes is kept aside, for the very file it was written with.
 */
export type Objects = {
  /** Throws `NoSuchBucket`. */
  checkBucket: (bucket: string) => void;
  find: (bucket: string, key: string) => Promise<StoredObject | undefined>;
  /** Throws `NoSuchKey`. */
  get: (bucket: string, key: string) => Promise<StoredObject>;
  /**
   * Puts a finished file in an object's place, atomically. `condition` is asked for what is there in the same
   * instant, and may throw.
   */
  place: (
    bucket: string,
    key: string,
    file: string,
    meta: ObjectMeta,
    condition: (current: ObjectMeta | undefined) => void,
  ) => void;
  remove: (bucket: string, key: string) => void;
  /** All keys that begin with a prefix, in the order of their UTF-8 bytes. */
  keys: (bucket: string, prefix: string) => Promise<string[]>;
};

type Row = { file: string; meta: string };

export const createObjects = (database: Database, places: Places): Objects => {
  const rows = (bucket: string, key: string): Row[] =>
    database.all<Row>('SELECT file, meta FROM objects WHERE bucket = ? AND key = ?', bucket, key);

  const locate = (bucket: string, key: string): { path: string; stats: Stats } | undefined => {
    const candidates = isPlain(key)
      ? [places.plain(bucket, key), places.odd(bucket, key)]
      : [places.odd(bucket, key)];
    for (const path of candidates) {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats?.isFile()) return { path, stats };
    }
    return undefined;
  };

  const knownMeta = (bucket: string, key: string, stats: Stats): ObjectMeta | undefined => {
    const row = rows(bucket, key).find(({ file }) => file === fileIdentity(stats));
    return row === undefined ? undefined : (JSON.parse(row.meta) as ObjectMeta);
  };

  const find: Objects['find'] = async (bucket, key) => {
    const found = locate(bucket, key);
    if (found === undefined) return undefined;
    const { path, stats } = found;
    const meta = knownMeta(bucket, key, stats) ?? (await foreignMeta(path, stats, rows(bucket, key)));
    return { bucket, key, path, file: fileIdentity(stats), size: stats.size, meta };
  };

  const checkBucket = (bucket: string): void => {
    if (!isBucketName(bucket) || !existsSync(places.bucket(bucket))) throw noSuchBucket();
  };

  return {
    checkBucket,
    find,
    get: async (bucket, key) => {
      const object = await find(bucket, key);
      if (object === undefined) throw noSuchKey();
      return object;
    },
    place: (bucket, key, file, meta, condition) => {
      const current = locate(bucket, key);
      condition(current && (knownMeta(bucket, key, current.stats) ?? unknownMeta(current.stats)));
      const stats = statSync(file);
      const target = movePlain(places, bucket, key, file);
      // The old file's row stays until the new file is in place, so each file always has its own.
      database.run(
        'INSERT OR REPLACE INTO objects (bucket, key, file, odd, meta) VALUES (?, ?, ?, ?, ?)',
        bucket,
        key,
        fileIdentity(stats),
        Number(target.odd),
        JSON.stringify(meta),
      );
      target.move();
      database.run(
        'DELETE FROM objects WHERE bucket = ? AND key = ? AND file <> ?',
        bucket,
        key,
        fileIdentity(stats),
      );
    },
    remove: (bucket, key) => {
      const found = locate(bucket, key);
      if (found === undefined) return;
      rmSync(found.path);
      if (found.path !== places.odd(bucket, key)) pruneEmpty(dirname(found.path), places.bucket(bucket));
      database.run('DELETE FROM objects WHERE bucket = ? AND key = ?', bucket, key);
    },
    keys: async (bucket, prefix) => {
      const plain = await plainKeys(places.bucket(bucket), prefix);
      const odd = database
        .all<{ key: string }>('SELECT DISTINCT key FROM objects WHERE bucket = ? AND odd = 1', bucket)
        .map(({ key }) => key)
        .filter((key) => key.startsWith(prefix) && existsSync(places.odd(bucket, key)));
      return [...new Set([...plain, ...odd])].sort(byBytes);
    },
  };
};

/** Tells a file from another that later has its name: its node, its size and when it was written. */
export const fileIdentity = ({ ino, size, mtimeMs }: Stats): string =>
  `${ino}:${size}:${Math.round(mtimeMs)}`;

export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const unknownMeta = ({ mtimeMs }: Stats): ObjectMeta => ({ etag: '', headers: {}, modifiedMs: mtimeMs });

/** Of a file that was not written through this engine: its own digest, and the headers last known for its key. */
const foreignMeta = async (path: string, stats: Stats, known: Row[]): Promise<ObjectMeta> => {
  const md5 = createHash('md5');
  await pipeline(createReadStream(path), md5);
  const last = known.at(-1);
  const headers = last === undefined ? {} : (JSON.parse(last.meta) as ObjectMeta).headers;
  return { etag: md5.digest('hex'), headers, modifiedMs: stats.mtimeMs };
};

type Target = { readonly odd: boolean; readonly move: () => void };

/** A key's own path, unless it can't be one or lies across another object's (`a` beside `a/b`); then the place aside. */
const movePlain = (places: Places, bucket: string, key: string, file: string): Target => {
  const odd = places.odd(bucket, key);
  const path = places.plain(bucket, key);
  if (
    isPlain(key) &&
    makeDirectory(dirname(path)) &&
    !statSync(path, { throwIfNoEntry: false })?.isDirectory()
  )
    return {
      odd: false,
      move: () => {
        renameSync(file, path);
        rmSync(odd, { force: true });
      },
    };
  mkdirSync(dirname(odd), { recursive: true });
  return { odd: true, move: () => renameSync(file, odd) };
};

const makeDirectory = (path: string): boolean => {
  try {
    mkdirSync(path, { recursive: true });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOTDIR')) return false;
    throw error;
  }
};

const pruneEmpty = (directory: string, bucketDirectory: string): void => {
  for (let path = directory; path.length > bucketDirectory.length; path = dirname(path)) {
    try {
      rmdirSync(path);
    } catch (error) {
      if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return;
      throw error;
    }
  }
};

export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** Walks only the directory a prefix leads to. */
const plainKeys = async (bucketDirectory: string, prefix: string): Promise<string[]> => {
  const parts = prefix.split('/').slice(0, -1);
  if (parts.length > 0 && !isPlain(parts.join('/'))) return [];
  const start = parts.map((part) => `${part}/`).join('');
  const keys = await filesUnder(join(bucketDirectory, ...parts), start);
  return keys.filter((key) => key.startsWith(prefix));
};

const filesUnder = async (directory: string, start: string): Promise<string[]> => {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    // Removed meanwhile, or a file where a prefix expects a directory: nothing lies under it.
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
  const nested = await Promise.all(
    entries.map((entry) => {
      if (entry.isDirectory()) return filesUnder(join(directory, entry.name), `${start}${entry.name}/`);
      return entry.isFile() ? [start + entry.name] : [];
    }),
  );
  return nested.flat();
};
