import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { type HomeLock, lockHome } from './home-lock.ts';

/** What the stack keeps under its home; nothing else there is touched. */
const OURS = ['dynamodb', 'sqs', 's3', 'state', 'logs'];

/** Takes a directory for this process and, if asked, empties it of earlier state. */
export const takeHome = (home: string, fresh: boolean): HomeLock => {
  if (resolve(home) === parse(resolve(home)).root) throw new Error(`${home} can't be the stack's home`);
  const lock = lockHome(home);
  if (fresh) for (const name of OURS) rmSync(join(home, name), { recursive: true, force: true });
  return lock;
};

/** True when nothing was kept here before. */
export const isEmptyHome = (home: string): boolean =>
  !existsSync(home) || !readdirSync(home).some((name) => OURS.includes(name));
