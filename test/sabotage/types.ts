import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bug } from './bug.ts';
import { plant } from './plant.ts';

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

/** Bugs that can lie in one tree at the same time: of each file one. */
const rounds = (bugs: readonly Bug[]): Bug[][] => {
  const all: Bug[][] = [];
  for (const bug of bugs) {
    const free = all.find((round) => round.every(({ file }) => file !== bug.file));
    if (free) free.push(bug);
    else all.push([bug]);
  }
  return all;
};

/**
 * Which bugs don't compile: a name that isn't there would make tests red as well. Many are planted at once, so that the compiler runs a few times
 * and not once for each.
 */
export const uncompiled = async (root: string, bugs: readonly Bug[]): Promise<string[]> => {
  writeFileSync(join(root, CONFIG), JSON.stringify(config));
  const found: string[] = [];
  for (const round of rounds(bugs)) {
    const takeOut = round.map((bug) => plant(root, bug));
    const complaints = await compile(root);
    for (const undo of takeOut) undo();
    const lines = complaints.split('\n').filter((line) => line !== '');
    const [first] = lines;
    if (first === undefined) continue;
    const meant = round.filter(({ file }) => lines.some((line) => line.startsWith(file)));
    for (const { id, file } of meant)
      found.push(`${id}: does not compile: ${lines.find((line) => line.startsWith(file))}`);
    if (meant.length === 0)
      found.push(`${round.map(({ id }) => id).join(', ')}: do not compile together: ${first}`);
  }
  return found;
};
