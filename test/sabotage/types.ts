import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bug } from './bug.ts';
import { plant, planted } from './plant.ts';

const CONFIG = 'tsconfig.sabotage.json';

/** What a bug leaves unused is not what it is about. */
const config = {
  extends: './tsconfig.json',
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: ['functions', 'shared', 'events'],
};

const compile = (root: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', CONFIG, '--pretty', 'false'],
      { cwd: root, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') reject(error);
        else resolve(error ? `${stdout}${stderr}` : '');
      },
    );
  });

/** Bugs that lie in one tree at the same time, by file. */
type Round = Map<string, Bug[]>;

const fits = (root: string, bugs: readonly Bug[]): boolean => {
  const [{ id, file } = { id: '0', file: '' } as const] = bugs;
  try {
    planted({ id, file, edits: bugs.flatMap(({ edits }) => edits) }, readFileSync(join(root, file), 'utf8'));
    return true;
  } catch {
    // Each of them can be planted alone: it is their places that meet.
    return false;
  }
};

/** As few rounds as it takes for no two bugs to change one place. One that cannot be planted at all throws. */
const rounds = (root: string, bugs: readonly Bug[]): Round[] => {
  const all: Round[] = [];
  for (const bug of bugs) {
    const { file } = bug;
    planted(bug, readFileSync(join(root, file), 'utf8'));
    const free = all.find((round) => fits(root, [...(round.get(file) ?? []), bug]));
    if (free) free.set(file, [...(free.get(file) ?? []), bug]);
    else all.push(new Map([[file, [bug]]]));
  }
  return all;
};

/**
 * Which bugs don't compile, and why: a name that isn't there would make tests red as well. Many are planted at once, so that the compiler runs a few
 * times and not once for each; of several in one file it does not tell which.
 */
export const uncompiled = async (root: string, bugs: readonly Bug[]): Promise<ReadonlyMap<Bug, string>> => {
  writeFileSync(join(root, CONFIG), JSON.stringify(config));
  const found = new Map<Bug, string>();
  for (const round of rounds(root, bugs)) {
    const takeOut = [...round].map(([file, some]) =>
      plant(root, { id: some[0]?.id ?? '0', file, edits: some.flatMap(({ edits }) => edits) }),
    );
    const lines = (await compile(root)).split('\n').filter((line) => line !== '');
    for (const undo of takeOut) undo();
    for (const [file, some] of round) {
      const line = lines.find((one) => one.startsWith(file));
      for (const bug of some) if (line) found.set(bug, `does not compile: ${line}`);
    }
    const [first] = lines;
    if (first !== undefined && ![...round.keys()].some((file) => lines.some((line) => line.startsWith(file))))
      for (const bug of [...round.values()].flat()) found.set(bug, `does not compile with others: ${first}`);
  }
  return found;
};
