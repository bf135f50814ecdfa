import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CampaignReport, runCampaign } from '#test/campaign/exactly-once.ts';
import { total } from '#test/campaign/found.ts';
import { openProgress } from '#test/campaign/progress.ts';
import { redriveFaults, runRedrive } from '#test/campaign/redrive.ts';

/**
 * The exactly-once campaign; one line a seed.
 *
 *   npm run campaign -- --tickets 2000 --kills 50 --seeds 1,2   two seeds
 *   npm run campaign -- --full [--seeds 1,2,…]                  10,000 cases, 200 kills, 25 seeds; goes on where it was cut off
 *   npm run campaign -- --seed 7 --sabotage                     without the conditions of transactions: it has to fail
 *   npm run campaign -- --redrive 500                           dead letters sent again, half of which had taken effect
 */
const { values } = parseArgs({
  options: {
    tickets: { type: 'string' },
    seeds: { type: 'string' },
    seed: { type: 'string' },
    kills: { type: 'string' },
    sabotage: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    /** Forgets what earlier runs of the full campaign have done. */
    anew: { type: 'boolean', default: false },
    redrive: { type: 'string' },
    /** Writes the history of each seed into the temporary folder. */
    history: { type: 'boolean', default: false },
    /** Tells of each stage on stderr. */
    verbose: { type: 'boolean', default: false },
  },
});

const { full, sabotage } = values;
const tickets = Number(values.tickets ?? (full ? 10_000 : 2000));
const kills = Number(values.kills ?? (full ? 200 : 50));
const seeds = (
  values.seed ??
  values.seeds ??
  (full ? Array.from({ length: 25 }, (_, n) => n + 1).join() : '1,2,3,4,5')
)
  .split(',')
  .map(Number);

const lineOf = (report: CampaignReport): string => {
  const { lost, twice, early, other } = report.violations;
  const { calm, storm } = report.lateness;
  return [
    `exactly-once seed ${report.seed}: ${report.tickets} tickets, ${report.rungs} rungs, ${report.deliveries} deliveries, `,
    `${report.killed} workers killed, ${report.conflicts} conflicts, ${report.repeated} requests repeated, `,
    `${report.mails.sent} mails (${report.mails.repeated} again under the same key), ${report.deadLetters} dead letters of 37, `,
    `late at p99 by ${calm.p99Sweeps} sweep (${Math.round(calm.p99Ms / 1000)} s) calm, ${storm.p99Sweeps} (${Math.round(storm.p99Ms / 1000)} s) in the storm, `,
    `${report.seconds} s: lost ${lost.length}, twice ${twice.length}, early ${early.length}, other ${other.length}`,
  ].join('');
};

const campaign = async (): Promise<number> => {
  const name = `${tickets}-${kills}`;
  const progress = full && !sabotage ? openProgress(join(tmpdir(), `kefu-campaign-${name}.json`)) : undefined;
  if (values.anew) progress?.forget();
  let failed = 0;
  for (const seed of seeds) {
    const known = progress?.done(seed);
    if (known !== undefined) {
      console.log(known);
      continue;
    }
    const report = await runCampaign({
      ...{ tickets, seed, kills, sabotage },
      ...(values.history ? { history: join(tmpdir(), `kefu-history-${seed}.jsonl`) } : {}),
      onStage: (stage) => {
        if (values.verbose) process.stderr.write(`${new Date().toISOString()} seed ${seed}: ${stage}\n`);
      },
    });
    const { lost, twice, early, other } = report.violations;
    console.log(lineOf(report));
    for (const line of [...lost, ...twice, ...early, ...other].slice(0, 20)) console.log(`  ${line}`);
    if (total(report.violations) > 0 || report.killed < kills) failed++;
    else progress?.keep(seed, lineOf(report));
  }
  console.log(`exactly-once: ${seeds.length - failed} of ${seeds.length} seeds held`);
  return failed;
};

const redrive = async (letters: number): Promise<number> => {
  const report = await runRedrive(letters);
  const faults = redriveFaults(report, letters);
  console.log(
    `redrive: ${report.letters} dead letters, ${report.tookEffect} had taken effect; while broken ${report.whileBroken.letters} came back; ` +
      `mended ${report.mended.effects - report.tookEffect} new effects, ${report.repeats} repeats; once more ${report.again.effects - report.mended.effects} effects`,
  );
  for (const line of faults) console.log(`  ${line}`);
  return faults.length;
};

const failed = values.redrive === undefined ? await campaign() : await redrive(Number(values.redrive));
process.exit(failed > 0 ? 1 : 0);
