import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

type Row = Record<string, unknown>;

/**
 * What the runtime itself remembers: offsets, checkpoints, secrets, keys. Each call is one committed transaction, so a
 * process killed between two calls finds all it acknowledged.
 */
export type Store = {
  readonly get: <T>(key: string) => T | undefined;
  readonly set: (key: string, value: unknown) => void;
  readonly remove: (key: string) => void;
  /** Keys that start with a prefix, in order. */
  readonly keys: (prefix: string) => string[];
  readonly all: (sql: string, ...values: SQLInputValue[]) => Row[];
  readonly run: (sql: string, ...values: SQLInputValue[]) => number;
  readonly close: () => void;
};

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS outbox (
    n INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, effect TEXT, item TEXT NOT NULL, repeats INTEGER NOT NULL DEFAULT 0
  );
  CREATE UNIQUE INDEX IF NOT EXISTS outbox_effect ON outbox (channel, effect) WHERE effect IS NOT NULL;
  CREATE TABLE IF NOT EXISTS asynchronous (
    n INTEGER PRIMARY KEY AUTOINCREMENT, function TEXT NOT NULL, payload TEXT NOT NULL, since REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    options TEXT NOT NULL DEFAULT '{}'
  );
  CREATE TABLE IF NOT EXISTS users (
    pool TEXT NOT NULL, username TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (pool, username)
  ) WITHOUT ROWID;
`;

/** Opens the store's file, or one in memory when no path is given. */
export const openStore = (path?: string): Store => {
  if (path) mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path ?? ':memory:');
  database.exec(SCHEMA);
  const read = database.prepare('SELECT value FROM entries WHERE key = ?');
  const write = database.prepare(
    'INSERT INTO entries (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const erase = database.prepare('DELETE FROM entries WHERE key = ?');
  const statements = new Map<string, ReturnType<typeof database.prepare>>();
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  return {
    get: <T>(key: string) => {
      const row = read.get(key);
      return row === undefined ? undefined : (JSON.parse(String(row['value'])) as T);
    },
    set: (key, value) => void write.run(key, JSON.stringify(value)),
    remove: (key) => void erase.run(key),
    keys: (prefix) =>
      prepared('SELECT key FROM entries WHERE substr(key, 1, ?) = ? ORDER BY key')
        .all(prefix.length, prefix)
        .map((row) => String(row['key'])),
    all: (sql, ...values) => prepared(sql).all(...values) as Row[],
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    close: () => database.close(),
  };
};
