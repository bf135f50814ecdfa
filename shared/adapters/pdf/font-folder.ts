import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the font's files lie: in its package; beside the code in a bundle (`scripts/lean/fonts.ts`). */
export const fontFolder = (): string =>
  dirname(fileURLToPath(import.meta.resolve('@fontsource/noto-sans-sc/package.json')));
