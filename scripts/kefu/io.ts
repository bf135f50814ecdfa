import { setTimeout as sleep } from 'node:timers/promises';

/** Everything a command touches besides files and the network, so that tests can run it in their own process. */
export type Io = {
  /** A line of results. */
  readonly out: (line: string) => void;
  /** A line for whoever watches: progress and failures. */
  readonly err: (line: string) => void;
  /** Where bars are drawn; absent where nobody watches. */
  readonly terminal?: NodeJS.WritableStream | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Rejects when the command is interrupted meanwhile. */
  readonly pause: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
};

/** The process itself; the first interrupt ends what is under way. */
export const processIo = (): Io => {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    terminal: process.stderr.isTTY ? process.stderr : undefined,
    env: process.env,
    pause: (ms) => sleep(ms, undefined, { signal: interrupt.signal }),
    signal: interrupt.signal,
  };
};
