import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const schema = z.object({
  /** When the story began, in ms since 1970. */
  startedAt: z.int(),
  /** How many steps are done. */
  done: z.int(),
  customers: z.record(z.string(), z.string()),
  tickets: z.record(z.string(), z.string()),
  /** The last order of each customer. */
  orders: z.record(z.string(), z.string()).default({}),
  /** Addresses that have answered their survey. */
  answered: z.array(z.string()),
});
export type Progress = z.infer<typeof schema>;

const file = (home: string): string => join(home, 'sample-shop.json');
const marker = (home: string): string => join(home, 'sample-shop.done');

export const isDone = (home: string): boolean => existsSync(marker(home));

/** How far a start that was cut off had come; `undefined` when there was none. */
export const readProgress = (home: string): Progress | undefined =>
  existsSync(file(home)) ? schema.parse(JSON.parse(readFileSync(file(home), 'utf8'))) : undefined;

/** Replaces the file at once, so that a cut leaves the former or the new one. */
export const keepProgress = (home: string, progress: Progress): void => {
  const draft = `${file(home)}.draft`;
  writeFileSync(draft, JSON.stringify(progress));
  renameSync(draft, file(home));
};

/** Written last: from now on the story is not told again. */
export const finish = (home: string): void => {
  writeFileSync(marker(home), '');
  rmSync(file(home), { force: true });
};
