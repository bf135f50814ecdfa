import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { addKefu, newApp } from './kefu-app.ts';
import { acceptancesIn, dayOf, judgedOn, linesOf } from './nag/acceptances.ts';
import { addChecks } from './nag/add-checks.ts';
import { onOneMachine, stageOf } from './stages.ts';

/** `cdk deploy -c stage=prod --all` and the local runtime both start here. */
const DIST = resolve(import.meta.dirname, '..', 'dist');

const app = newApp();
const named = stageOf(app.node.tryGetContext('stage') ?? 'dev');
const stage = app.node.tryGetContext('machine') === 'local' ? onOneMachine(named) : named;
addKefu(app, stage, (spec) => {
  const folder = join(DIST, spec.bundle);
  if (!existsSync(join(folder, 'index.mjs'))) throw new Error(`${spec.id} is not built: npm run build`);
  return Code.fromAsset(folder);
});
// Off only where nothing is deployed to AWS from the result: the checks take most of the time.
if (app.node.tryGetContext('checks') !== 'off') {
  addChecks(app, stage);
  // An unchanged project must not fail by the mere date: here it is told, `npm run release-check` fails.
  for (const line of linesOf(judgedOn(acceptancesIn(app), dayOf(new Date())).over))
    console.warn(`warning: accepted only until ${line}`);
}
app.synth();
