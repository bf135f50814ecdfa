import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY, attributes TEXT NOT NULL, created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    attributes TEXT, system TEXT NOT NULL, sent_ms INTEGER NOT NULL, visible_ms INTEGER NOT NULL,
    receives INTEGER NOT NULL DEFAULT 0, first_received_ms INTEGER, receipt TEXT, source TEXT
  );
  CREATE INDEX IF NOT EXISTS messages_by_visibility ON messages (queue, visible_ms, seq);
  CREATE INDEX IF NOT EXISTS messages_by_age ON messages (queue, sent_ms);
  CREATE TABLE IF NOT EXISTS move_tasks (
    handle TEXT PRIMARY KEY, source TEXT NOT NULL, destination TEXT, rate INTEGER, status TEXT NOT NULL,
    moved INTEGER NOT NULL DEFAULT 0, to_move INTEGER NOT NULL, started_ms INTEGER NOT NULL, failure TEXT
  );
`;

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
 * Opens the queues' database. Without a directory it is in memory. On disk every statement has reached the operating
 * system when it returns, so what was acknowledged outlives the process (a loss of power is not covered).
 */
export const openDatabase = (dir: string | undefined): Database => {
  if (dir !== undefined) mkdirSync(dir, { recursive: true });
  const database = new DatabaseSync(dir === undefined ? ':memory:' : join(dir, 'queues.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;');
  database.exec(SCHEMA);
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
