import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One import: which file asks, for what, and whether for types alone. Packages are named `npm:zod`, Node's own modules `node:fs`. */
export type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

const FOLDERS = ['shared', 'events', 'functions', 'infra', 'local', 'scripts', 'bench', 'test'];
const FILES = FOLDERS.map((folder) => `${folder}/**/*.ts`);

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Where an import leads: a file of the project (relative to it), `node:…` or `npm:…`. */
const targetOf = (specifier: string, file: string): string => {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(file), specifier));
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('node:')) return specifier;
  return builtinModules.includes(specifier) ? `node:${specifier}` : `npm:${packageOf(specifier)}`;
};

/** Every import of one file, as written; `export … from` counts, and so does `import('…')` of a plain text. */
export const importsIn = (file: string, text: string): Import[] => {
  const { module, errors } = parseSync(file, text);
  const [error] = errors;
  if (error) throw new Error(`${file}: ${error.message}`);
  const stated = module.staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
  }));
  const passedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) =>
      moduleRequest ? [{ specifier: moduleRequest.value, typeOnly: isType }] : [],
    ),
  );
  const later = module.dynamicImports.flatMap(({ moduleRequest }) => {
    const literal = /^(['"])(.*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    return literal ? [{ specifier: literal[2] ?? '', typeOnly: false }] : [];
  });
  return [...stated, ...passedOn, ...later].map(({ specifier, typeOnly }) => ({
    from: file,
    to: targetOf(specifier, file),
    typeOnly,
  }));
};

/** Every import of the project below `root`. */
export const readImports = (root: string): Import[] =>
  FILES.flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .flatMap((file) => importsIn(file, readFileSync(join(root, file), 'utf8')));

/** Circles of files that need each other to load; imports of types alone don't count. Each circle once, as a path. */
export const circles = (imports: readonly Import[]): string[][] => {
  const needs = Map.groupBy(
    imports.filter(({ typeOnly, to }) => !typeOnly && !to.includes(':')),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const found: string[][] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      found.push([...path.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    for (const { to } of needs.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of needs.keys()) visit(file, []);
  return found;
};

export const folderOf = (file: string): string => dirname(file);
