import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BuildOptions, Metafile, OnEndResult, PluginBuild } from 'esbuild';

/** Code that reads a file which lies beside the bundle. */
export const readingBeside = (file: string): string =>
  `JSON.parse(readFileSync(new URL('./${file}', import.meta.url), 'utf8'))`;

/** The folders of the bundles that a module of this name went into. */
export const foldersWith = (
  { absWorkingDir = process.cwd() }: BuildOptions,
  metafile: Metafile | undefined,
  module: RegExp,
): string[] => {
  const outputs = Object.entries(metafile?.outputs ?? {})
    .filter(([, { inputs }]) => Object.keys(inputs).some((name) => module.test(`/${name}`)))
    .map(([output]) => dirname(join(absWorkingDir, output)));
  return [...new Set(outputs)];
};

/** When a build is done, puts a file beside every bundle that a module of this name went into. */
export const putBeside = (
  { initialOptions, onEnd }: PluginBuild,
  file: string,
  module: RegExp,
  textOf: () => Promise<string> | undefined,
): void => {
  initialOptions.metafile = true;
  onEnd(async ({ metafile }): Promise<OnEndResult | undefined> => {
    const making = initialOptions.write === false ? undefined : textOf();
    if (making === undefined) return undefined;
    const text = await making;
    const folders = foldersWith(initialOptions, metafile, module);
    await Promise.all(folders.map((folder) => writeFile(join(folder, file), text)));
    return undefined;
  });
};
