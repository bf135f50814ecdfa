import { relative } from 'node:path';
import { buildFunctions, reportRun } from './build.ts';

/** `npm run build` */
await reportRun(async () => {
  const { changed, outDir } = await buildFunctions();
  return `${relative(process.cwd(), outDir)} ${changed ? 'built' : 'is up to date'}`;
});
