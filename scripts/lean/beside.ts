import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OnEndResult, PluginBuild } from 'esbuild';

/** Code that reads a file which lies beside the bundle. */
export const readingBeside = (file: string): string =>
  `JSON.parse(readFileSync(new URL('./${file}', import.meta.url), 'utf8'))`;

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
    const folders = Object.entries(metafile?.outputs ?? {})
      .filter(([, { inputs }]) => Object.keys(inputs).some((name) => module.test(`/${name}`)))
      .map(([output]) => dirname(join(initialOptions.absWorkingDir ?? process.cwd(), output)));
    await Promise.all([...new Set(folders)].map((folder) => writeFile(join(folder, file), text)));
    return undefined;
  });
};
