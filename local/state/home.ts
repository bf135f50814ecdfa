import { readdirSync, rmSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { type HomeLock, lockHome } from './home-lock.ts';

/** What the stack keeps under its home; beside it only `*.done`, the marks of who set it up. Nothing else there is touched. */
const OURS = ['dynamodb', 'sqs', 's3', 's3-meta', 'state', 'logs'];

/** Takes a directory for this process and, if asked, empties it of earlier state. */
export const takeHome = (home: string, fresh: boolean): HomeLock => {
  if (resolve(home) === parse(resolve(home)).root) throw new Error(`${home} can't be the stack's home`);
  const lock = lockHome(home);
  if (fresh) {
    for (const name of readdirSync(home).filter((one) => OURS.includes(one) || one.endsWith('.done'))) {
      rmSync(join(home, name), { recursive: true, force: true });
    }
  }
  return lock;
};
