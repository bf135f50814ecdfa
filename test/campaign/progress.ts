import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Which seeds of a long campaign have held, over several runs. */
export type Progress = {
  /** The line of a seed that has held. */
  readonly done: (seed: number) => string | undefined;
  readonly keep: (seed: number, line: string) => void;
  readonly forget: () => void;
};

/** Kept in a file, replaced whole, so that a run that is cut off loses its present seed only. */
export const openProgress = (path: string): Progress => {
  const lines = new Map<number, string>(
    existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as [number, string][]) : [],
  );
  return {
    done: (seed) => lines.get(seed),
    keep: (seed, line) => {
      lines.set(seed, line);
      writeFileSync(`${path}.new`, JSON.stringify([...lines]));
      renameSync(`${path}.new`, path);
    },
    forget: () => {
      lines.clear();
      rmSync(path, { force: true });
    },
  };
};
