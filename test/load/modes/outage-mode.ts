import { failures, percentile, tableOf } from '../figures.ts';
import { type OutageOptions, type OutageReport, runOutage } from '../outage.ts';

type Figured = OutageReport['before'];
const p95 = (book: Figured): number =>
  percentile(
    [...book.values()].flatMap(({ latencies }) => latencies),
    0.95,
  );
const failed = (book: Figured): number => [...book.values()].reduce((sum, one) => sum + failures(one), 0);

/** An outage with a storm of retries: tells how long it took to be over, and whether it was within twice the outage, with nothing given up. */
export const outageMode = async (options: OutageOptions): Promise<boolean> => {
  const { before, during, late, ...report } = await runOutage(options);
  const most = 2 * options.minutes * 60;
  console.log(`\nDuring the outage:\n${tableOf(during)}\n\nLong after it:\n${tableOf(late)}`);
  console.log(`
${JSON.stringify(report, undefined, 2)}
p95 before ${p95(before).toFixed(0)} ms, long after ${p95(late).toFixed(0)} ms; refused long after ${failed(late)}; recovery may take ${most} virtual seconds`);
  const { answered, lastRefusal, queuesEmpty, deadLetters, givenUp } = report;
  const isNothingLost =
    deadLetters === 0 && Object.keys(givenUp).every((name) => name === 'schedule-failures');
  return Math.max(answered, lastRefusal, queuesEmpty) <= most && isNothingLost && failed(late) === 0;
};
