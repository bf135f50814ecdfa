import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files that differ from what the tables give, or are not there. */
export const staleFiles = (made: ReadonlyMap<string, string>, root: string): string[] =>
  [...made]
    .filter(
      ([file, text]) => !existsSync(join(root, file)) || readFileSync(join(root, file), 'utf8') !== text,
    )
    .map(([file]) => file);
