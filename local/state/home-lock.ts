import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type HomeLock = { readonly release: () => void };

/**
 * Holds a directory for this process alone. The lock is a file lock that the operating system keeps, so it is gone with
 * the process however it ends. Throws a sentence for the reader when another runtime holds it.
 */
export const lockHome = (home: string): HomeLock => {
  mkdirSync(home, { recursive: true });
  const owner = join(home, 'lock.pid');
  const database = new DatabaseSync(join(home, 'lock'));
  try {
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw new Error(`${home} is in use by another local stack (process ${ownerOf(owner)})`, { cause: error });
  }
  writeFileSync(owner, String(process.pid));
  return { release: () => database.close() };
};

const ownerOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return 'unknown';
  }
};
