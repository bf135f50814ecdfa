import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Locked = {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
export type Lock = { readonly packages: Readonly<Record<string, Locked>> };

/** The places where Node.js looks for a package that the one at `place` asks for, nearest first. */
const placesOf = (place: string, name: string): string[] => {
  const steps =
    place === ''
      ? ['']
      : place.split(/(?=\/node_modules\/)/).map((_, n, all) => all.slice(0, all.length - n).join(''));
  return [...new Set([...steps, ''])].map((step) => `${step}${step === '' ? '' : '/'}node_modules/${name}`);
};

/**
 * Packages that something in the lock asks for and the lock lacks. It happens with packages for other platforms, when a lock is written beside
 * installed packages or the registry lacks one of them; npm then refuses a clean installation.
 */
export const missingFromLock = ({ packages }: Lock): string[] =>
  Object.entries(packages).flatMap(([place, { dependencies = {}, optionalDependencies = {} }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !placesOf(place, name).some((one) => one in packages))
      .map((name) => `${name}, for ${place.replace(/^.*node_modules\//, '') || 'the project itself'}`),
  );

/** The lock of the project below `root`. */
export const readLock = (root: string): Lock =>
  JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
