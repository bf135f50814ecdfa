import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './report.ts';

/** What a long run has found out so far, over several starts of it: one file for each operation, replaced whole. */
export type Progress<T> = {
  /** The result of an operation that kept every promise; one that broke any is tried again. */
  readonly held: (operation: string) => T | undefined;
  readonly keep: (operation: string, line: T) => void;
  /** Every result there is, the broken ones too. */
  readonly all: () => readonly T[];
  /** Forgets the operations that a run is about to try. */
  readonly forget: (isAsked: (operation: string) => boolean) => void;
};

/** Opens the results in a folder, which is made when the first of them is kept. */
export const progressIn = <T extends { readonly operation: string; readonly findings: readonly Finding[] }>(
  folder: string,
): Progress<T> => {
  const fileOf = (operation: string): string => join(folder, `${operation.replaceAll('/', '.')}.json`);
  const read = (path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
  const all = (): T[] =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith('.json'))
          .toSorted()
          .map((name) => read(join(folder, name)))
      : [];
  return {
    held: (operation) => {
      const path = fileOf(operation);
      const line = existsSync(path) ? read(path) : undefined;
      return line?.findings.length === 0 ? line : undefined;
    },
    keep: (operation, line) => {
      mkdirSync(folder, { recursive: true });
      const path = fileOf(operation);
      writeFileSync(`${path}.new`, JSON.stringify(line));
      renameSync(`${path}.new`, path);
    },
    all,
    forget: (isAsked) => {
      for (const { operation } of all()) if (isAsked(operation)) rmSync(fileOf(operation));
    },
  };
};
