import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

export type FunctionLogs = {
  /** What the function prints, to `<dir>/<function>.log`. */
  readonly write: (functionName: string, text: string) => void;
  readonly close: () => Promise<void>;
};

const KEEP_BYTES = 20 * 1024 * 1024;

/** Log files of functions; one that has grown beyond 20 MB is moved aside at the next start. */
export const openLogs = (dir: string): FunctionLogs => {
  mkdirSync(dir, { recursive: true });
  const files = new Map<string, WriteStream>();
  let closed = false;
  const open = (functionName: string): WriteStream => {
    const path = join(dir, `${functionName}.log`);
    if (existsSync(path) && statSync(path).size > KEEP_BYTES) renameSync(path, `${path}.1`);
    const file = createWriteStream(path, { flags: 'a' });
    files.set(functionName, file);
    return file;
  };
  return {
    write: (functionName, text) => {
      if (!closed) (files.get(functionName) ?? open(functionName)).write(text);
    },
    close: async () => {
      closed = true;
      await Promise.all([...files.values()].map((file) => new Promise<void>((resolve) => file.end(resolve))));
      files.clear();
    },
  };
};
