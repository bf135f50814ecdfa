import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startGround } from '#test/faults/crash/ground.ts';
import { scenarios, withoutScenario } from '#test/faults/crash/handlers.ts';
import { type Disturbance, disturbances } from '#test/faults/crash/play.ts';
import { crashPoints, type HandlerReport, type WayReport } from '#test/faults/crash/points.ts';
import { brokenLines, headline, isHeld, lineOf, summary } from '#test/faults/crash/report.ts';
import { knownResults, noteResult, waysLeft, wayTable } from '#test/faults/crash/results.ts';
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
 *
 * Of several reads in a row that are alike the first and the last are disturbed, with `--every` each of them.
 *
 * What was played stands in `--results` (below the temp folder unless named). `--resume` plays only what is not there or did not hold, `--backwards`
 * begins at the last handler, so that two runs with the same file share the work; `--report` plays nothing and tells what is there.
 */
const {
  values: { every, ...values },
} = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    ways: { type: 'string', default: disturbances.join(',') },
    most: { type: 'string' },
    seed: { type: 'string', default: '1' },
    requests: { type: 'string', default: '60' },
    results: { type: 'string', default: join(tmpdir(), 'kefu-crash-points.jsonl') },
    resume: { type: 'boolean', default: false },
    backwards: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    times: { type: 'boolean', default: false },
    every: { type: 'boolean', default: false },
  },
});
const wanted = values.only.split(',').filter((name) => name !== '');
const named = scenarios.filter(
  ({ handler }) =>
    wanted.length === 0 || wanted.some((name) => handler === name || handler.startsWith(`${name}/`)),
);
const chosen = values.backwards ? named.toReversed() : named;
const ways = values.ways
  .split(',')
  .filter((way): way is Disturbance => disturbances.some((one) => one === way));

const most = values.most === undefined ? undefined : Number(values.most);
const tellResults = (): void => {
  const known = knownResults(values.results);
  const ofChosen = known.filter((one) => named.some(({ handler }) => handler === one.handler));
  for (const { handler } of named) {
    const its = ofChosen.filter((one) => one.handler === handler);
    const broken = its.flatMap(({ points }) => points).filter((point) => !isHeld(point)).length;
    if (its.length < disturbances.length || broken > 0)
      console.log(`${handler}: ${its.length} of ${disturbances.length} ways played, ${broken} points broken`);
  }
  for (const line of wayTable(ofChosen, named.length)) console.log(line);
};
if (values.report) {
  tellResults();
  process.exit(0);
}

const missing = withoutScenario();
for (const handler of missing) console.log(`no scenario for ${handler}`);

let ground = await startGround();
let isFresh = true;
const reports: HandlerReport[] = [];
let failed = missing.length;
console.log(`results go to ${values.results}`);
console.log(headline());
for (const scenario of chosen) {
  const { handler } = scenario;
  const left = values.resume ? waysLeft(knownResults(values.results), handler, ways) : ways;
  if (left.length === 0) continue;
  if (scenario.alone && !isFresh) {
    await ground.close();
    ground = await startGround();
  }
  isFresh = false;
  const onWay = (report: WayReport): void => {
    // A short look at some of the calls is no result.
    if (most === undefined) noteResult(values.results, report);
    const held = report.points.filter(isHeld).length;
    console.error(
      `  ${handler} ${report.disturbance}: ${held} of ${report.points.length}, ${report.seconds.toFixed(0)} s`,
    );
  };
  try {
    const report = await crashPoints(ground, scenario, { ways: left, most, every, onWay });
    reports.push(report);
    console.log(lineOf(report));
    for (const line of brokenLines(report)) console.log(line);
    failed += report.points.filter((point) => !isHeld(point)).length;
  } catch (error) {
    failed += 1;
    ground.journey.stack.engines.setFaults(undefined);
    console.log(`${handler}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
if (reports.length > 0) console.log(summary(reports));
if (values.times)
  for (const [name, ms] of ground.spent) console.log(`  ${name}: ${(ms / 1000).toFixed(1)} s`);

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
