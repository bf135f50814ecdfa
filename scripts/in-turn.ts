import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 100;
const MOST_LOOKS = 6000;

/** Held by the operating system for as long as the connection is open, so that it is gone with its process; `undefined` while another has it. */
const taken = (file: string): DatabaseSync | undefined => {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    return database;
  } catch {
    // Somebody else's turn: the next look tells.
    database.close();
    return undefined;
  }
};

/**
 * Does the work of several processes on the same files one after the other, however each of them ends. Throws when ten minutes were not
 * enough for those before.
 */
export const inTurn = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
  mkdirSync(dirname(file), { recursive: true });
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const turn = taken(file);
    if (turn === undefined) {
      await pause(LOOK_MS);
      continue;
    }
    try {
      return await work();
    } finally {
      turn.close();
    }
  }
  throw new Error(`others have been at work for ten minutes (${file})`);
};
