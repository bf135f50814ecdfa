import { parseArgs } from 'node:util';
import { startGround } from '#test/faults/crash/ground.ts';
import { scenarios, withoutScenario } from '#test/faults/crash/handlers.ts';
import {
  crashPoints,
  type Disturbance,
  disturbances,
  type HandlerReport,
} from '#test/faults/crash/points.ts';
import { brokenLines, headline, isHeld, lineOf, summary } from '#test/faults/crash/report.ts';
import { emptyPages, shortPages } from '#test/faults/partial.ts';
import { longThrottle } from '#test/faults/queue-storm.ts';
import {
  conflictStorm,
  mixedStorm,
  pageStorm,
  type Storm,
  throttleStorm,
  unprocessedStorm,
} from '#test/faults/storms.ts';

/**
 * `npm run crash-points -- --only http/tickets,workers/exports --ways "killed after,busy" --most 5`: kills every handler before and after each of its
 * calls, takes away each reply, refuses each call once, lets it stand still at each while another does the work, and compares what is left with an
 * undisturbed run; then come the storms (`--only storms`: they alone), whose luck `--seed` repeats. Without options all of it.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    ways: { type: 'string', default: disturbances.join(',') },
    most: { type: 'string' },
    seed: { type: 'string', default: '1' },
    requests: { type: 'string', default: '60' },
  },
});
const wanted = values.only.split(',').filter((name) => name !== '');
const chosen = scenarios.filter(
  ({ handler }) =>
    wanted.length === 0 || wanted.some((name) => handler === name || handler.startsWith(`${name}/`)),
);
const ways = values.ways
  .split(',')
  .filter((way): way is Disturbance => disturbances.some((one) => one === way));

const most = values.most === undefined ? undefined : Number(values.most);

const missing = withoutScenario();
for (const handler of missing) console.log(`no scenario for ${handler}`);

const ground = await startGround();
const reports: HandlerReport[] = [];
let failed = missing.length;
console.log(headline());
for (const scenario of chosen) {
  try {
    const report = await crashPoints(ground, scenario, { ways, most });
    reports.push(report);
    console.log(lineOf(report));
    for (const line of brokenLines(report)) console.log(line);
    failed += report.points.filter((point) => !isHeld(point)).length;
  } catch (error) {
    failed += 1;
    ground.journey.stack.engines.setFaults(undefined);
    console.log(`${scenario.handler}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
if (reports.length > 0) console.log(summary(reports));

const seed = Number(values.seed);
const requests = Number(values.requests);
const storms: readonly (() => Promise<Storm>)[] = [
  ...[30, 60, 90].map((percent) => () => conflictStorm(ground, percent, seed, requests)),
  ...[30, 60, 90].map((percent) => () => throttleStorm(ground, percent, seed, Math.ceil(requests / 3))),
  () => mixedStorm(ground, 20, seed, requests),
  () => unprocessedStorm(ground, seed, requests),
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => () => pageStorm(ground, `pages of ${n}`, () => shortPages(n))),
  () => pageStorm(ground, 'empty pages', emptyPages),
  () => longThrottle(ground, 20),
];
if (wanted.length === 0 || wanted.includes('storms')) {
  console.log(`storms, seed ${seed}`);
  for (const storm of storms) {
    const { name, requests: asked, refused, most: calls, broken } = await storm();
    console.log(
      `  ${name}: ${asked} asked, ${refused} refused and come again, at most ${calls} calls, ${broken.length} broken`,
    );
    for (const line of broken.slice(0, 10)) console.log(`    ${line}`);
    failed += broken.length;
  }
}
await ground.close();
process.exit(failed > 0 ? 1 : 0);
