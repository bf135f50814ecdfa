import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './bug.ts';
import type { Ran } from './outcome.ts';

/** A bug that makes its tests run for longer than this was not noticed. */
const MOST_MS = 10 * 60_000;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Nothing where a whole file is asked for. */
const titlesOf = (checks: readonly Check[]): string[] => {
  const titles = checks.map(({ title }) => title);
  return titles.some((title) => title === undefined)
    ? []
    : ['--titles', titles.map((title) => escaped(title ?? '')).join('|')];
};

const under = new Set<number>();
/** Ends whatever tests are under way, with everything they have started. */
export const endSuites = (): void => {
  for (const pid of under) endGroup(pid);
};

const endGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Runs the tests that these checks name in a tree. */
export const runChecks = async (
  { project, root }: { readonly project: string; readonly root: string },
  checks: readonly Check[],
): Promise<readonly Ran[]> => {
  const to = join(root, '.sabotage.json');
  rmSync(to, { force: true });
  const files = [...new Set(checks.map(({ file }) => file))];
  const child = spawn(
    process.execPath,
    [join(project, 'test/sabotage/suite-child.ts'), ...['--to', to, ...titlesOf(checks), ...files]],
    { cwd: root, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error('the tests could not be started');
  under.add(pid);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  const timer = setTimeout(() => endGroup(pid), MOST_MS);
  await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  under.delete(pid);
  if (!existsSync(to)) throw new Error(`the tests came to no end: ${said}`);
  return JSON.parse(readFileSync(to, 'utf8')) as Ran[];
};
