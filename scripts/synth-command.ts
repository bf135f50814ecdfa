import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFunctions, reportRun } from './build.ts';
import { LOCAL_ASSEMBLY, synthesize } from './synth.ts';

/** `npm run synth -- --stage prod --out cdk.out` */
const { values } = parseArgs({
  options: { stage: { type: 'string', default: 'dev' }, out: { type: 'string' } },
});
await reportRun(async () => {
  await buildFunctions();
  const outDir = values.out === undefined ? LOCAL_ASSEMBLY : resolve(values.out);
  const { changed } = await synthesize({ stage: values.stage, outDir, checks: true });
  return `${relative(process.cwd(), outDir)} ${changed ? 'synthesized and checked' : 'is up to date'}`;
});
