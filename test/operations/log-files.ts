import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One line that a function wrote, or that the runtime wrote of it. */
export type Line = { readonly functionName: string; readonly text: string };

export type LogFiles = {
  /** The whole lines that came since the last call. */
  readonly next: () => Line[];
};

/** Reads the log files of a local stack as they grow. */
export const followLogs = (home: string): LogFiles => {
  const folder = join(home, 'logs');
  const read = new Map<string, { offset: number; rest: string }>();

  const grown = (file: string): Line[] => {
    const path = join(folder, file);
    const known = read.get(file) ?? { offset: 0, rest: '' };
    const length = statSync(path).size - known.offset;
    if (length <= 0) return [];
    const buffer = Buffer.alloc(length);
    const handle = openSync(path, 'r');
    const bytes = readSync(handle, buffer, 0, length, known.offset);
    closeSync(handle);
    const whole = known.rest + buffer.toString('latin1', 0, bytes);
    const end = whole.lastIndexOf('\n') + 1;
    read.set(file, { offset: known.offset + bytes, rest: whole.slice(end) });
    return whole
      .slice(0, end)
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => ({
        functionName: file.replace(/\.log$/, ''),
        text: Buffer.from(text, 'latin1').toString('utf8'),
      }));
  };
  return {
    next: () =>
      existsSync(folder)
        ? readdirSync(folder)
            .filter((file) => file.endsWith('.log'))
            .flatMap(grown)
        : [],
  };
};
