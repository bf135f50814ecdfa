import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Every file that git knows or would take, as it lies in the working tree now. */
const filesOf = (project: string): string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(project, file)));

/** Packages are linked one by one: what tools keep beside them stays in the copy. */
const linkPackages = (project: string, root: string): void => {
  const packages = join(project, 'node_modules');
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(packages)) {
    if (name.startsWith('.') && name !== '.bin') continue;
    symlinkSync(join(packages, name), join(root, 'node_modules', name), 'junction');
  }
};

/** A copy of the project in which bugs can be planted; the project itself is not touched. */
export const copyTree = (project: string, root: string): void => {
  for (const file of filesOf(project)) {
    const to = join(root, file);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(project, file), to);
  }
  linkPackages(project, root);
};
