import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

export type Database = {
  /** Runs a statement; answers how many rows it changed. */
  run: (sql: string, ...values: SQLInputValue[]) => number;
  one: <T>(sql: string, ...values: SQLInputValue[]) => T | undefined;
  all: <T>(sql: string, ...values: SQLInputValue[]) => T[];
  /** All of it or nothing; calls may be nested. */
  atomically: <T>(work: () => T) => T;
  close: () => void;
};

/**
 * Opens a database and brings it to its schema. Without a path it is in memory. On disk every statement has reached the operating
 * system when it returns, so what was acknowledged outlives the process (a loss of power is not covered).
 */
export const openDatabase = (path: string | undefined, schema: string): Database => {
  if (path !== undefined) mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path ?? ':memory:');
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;');
  // The cache of 2 MB that SQLite begins with makes a page of a small table cheaper than the same page of a big one.
  database.exec('PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824;');
  database.exec(schema);
  const statements = new Map<string, StatementSync>();
  let depth = 0;

  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };

  return {
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    one: <T>(sql: string, ...values: SQLInputValue[]) => prepared(sql).get(...values) as T | undefined,
    all: <T>(sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values) as T[],
    atomically: (work) => {
      if (depth > 0) return work();
      depth += 1;
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => database.close(),
  };
};
