import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { foldersWith } from './beside.ts';

/** Says where the font lies; in a bundle it is the folder beside the code. */
const FOLDER = /[\\/]pdf[\\/]font-folder\.ts$/;
const NAME = 'font';

const READER = `import { fileURLToPath } from 'node:url';
export const fontFolder = () => fileURLToPath(new URL('./${NAME}', import.meta.url));`;

/** Of the files of the font, those of the one weight that documents are set in; its licence goes with them (OFL 1.1, 2). */
const SHIPPED = /^noto-sans-sc-.+-400-normal\.woff$/;

/** Puts the font that documents are set in beside every bundle that makes documents. */
export const fontsBeside = (root: string): Plugin => ({
  name: 'fonts-beside',
  setup: (build) => {
    const source = join(root, 'node_modules/@fontsource/noto-sans-sc');
    build.initialOptions.metafile = true;
    build.onLoad({ filter: FOLDER }, () => ({ contents: READER, loader: 'js' }));
    build.onEnd(async ({ metafile }) => {
      if (build.initialOptions.write === false) return;
      for (const folder of foldersWith(build.initialOptions, metafile, FOLDER))
        await copyFont(source, join(folder, NAME));
    });
  },
});

const copyFont = async (source: string, target: string): Promise<void> => {
  await mkdir(join(target, 'files'), { recursive: true });
  const files = (await readdir(join(source, 'files'))).filter((name) => SHIPPED.test(name));
  const copied = ['unicode.json', 'LICENSE', ...files.map((name) => join('files', name))];
  await Promise.all(copied.map((name) => cp(join(source, name), join(target, name), { dereference: true })));
};
