import { parseArgs } from 'node:util';
import { runDay } from '#test/load/day.ts';
import { runFairness } from '#test/load/fairness.ts';
import { tableOf } from '#test/load/figures.ts';

/**
 * `npm run day -- --seconds 60 --seed 1`: mixed traffic on a local stack, in the open and the closed model, with a flash sale. `--fairness`:
 * one caller at ten times its limit beside others. Ends with 1 when a request failed, or something was left undone.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '2' },
    peak: { type: 'string', default: '50' },
    minutes: { type: 'string', default: '10' },
    fairness: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    limit: { type: 'string', default: '120' },
  },
});
const [seed, seconds] = [Number(values.seed), Number(values.seconds)];
console.log(`load: seed ${seed}`);

const day = async (): Promise<boolean> => {
  const { open, closed, rssMb, grown, left, failed } = await runDay({
    ...{ seed, seconds, rate: Number(values.rate), peak: Number(values.peak) },
    minutesASecond: Number(values.minutes),
  });
  console.log(
    `\nOpen model, ${values.rate} a second, ${values.peak} times as many in the middle fifth:\n${tableOf(open)}`,
  );
  console.log(`\nClosed model, 8 people:\n${tableOf(closed)}`);
  const [first = 0, last = 0] = [rssMb[Math.floor(rssMb.length / 2)], rssMb.at(-1)];
  console.log(
    `\n${rssMb.length} s with ${values.minutes} virtual minutes each; memory of everything ${first.toFixed(0)} MB at half time, ` +
      `${last.toFixed(0)} MB at the end, grown by ${(grown * 100).toFixed(1)} %; failed ${failed}, left in queues ${left}`,
  );
  return failed === 0 && left === 0;
};

const fairness = async (): Promise<boolean> => {
  const report = await runFairness({
    ...{ seed, seconds, rounds: Number(values.rounds), limit: Number(values.limit) },
  });
  console.log(JSON.stringify(report, undefined, 2));
  return report.othersFailed === 0 && report.noisy.other === 0 && report.noisy.refused > 0;
};

process.exit((await (values.fairness ? fairness() : day())) ? 0 : 1);
