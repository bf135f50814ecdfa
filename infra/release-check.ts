import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { addKefu, newApp } from './kefu-app.ts';
import { type Acceptance, acceptancesIn, dayOf, judgedOn, linesOf } from './nag/acceptances.ts';
import { stageNames, stages } from './stages.ts';

/**
 * `npm run release-check [-- --on 2027-01-31]`: what depends on the calendar, and therefore must not make the checks of an unchanged project
 * fail. Fails when a finding of cdk-nag is accepted for longer than was meant, or for longer than a year ahead.
 */
const { values } = parseArgs({ options: { on: { type: 'string' } } });
const today = values.on ?? dayOf(new Date());
if (!/^\d{4}-\d{2}-\d{2}$/.test(today) || Number.isNaN(Date.parse(today)))
  throw new Error('--on is no day (2027-01-31)');

const folder = mkdtempSync(join(tmpdir(), 'kefu-release-'));
/** Acceptances are about what surrounds the code. */
const acceptedIn = (name: (typeof stageNames)[number]): readonly Acceptance[] => {
  const app = newApp({ outdir: join(folder, name) });
  addKefu(app, stages[name], () => Code.fromAsset(folder, { exclude: ['*', '!index.mjs'] }));
  return acceptancesIn(app);
};

try {
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = () => undefined;');
  const all = stageNames.flatMap(acceptedIn);
  const { over, tooLong } = judgedOn(all, today);
  for (const line of linesOf(over)) console.log(`over      ${line}`);
  for (const line of linesOf(tooLong)) console.log(`too long  ${line}`);
  console.log(
    `${linesOf(all).length} reasons accept findings; on ${today} ${over.length} acceptances are over, ${tooLong.length} last too long`,
  );
  process.exitCode = over.length + tooLong.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
