import { type DayOptions, runDay } from '../day.ts';
import { tableOf } from '../figures.ts';

/** A day in both models: tells what came of it, and whether nothing failed and nothing was left undone. */
export const dayMode = async (options: DayOptions): Promise<boolean> => {
  const { open, closed, rssMb, grown, left, failed } = await runDay(options);
  const { rate, peak, minutesASecond } = options;
  console.log(`\nOpen model, ${rate} a second, ${peak} times as many in the middle fifth:\n${tableOf(open)}`);
  console.log(`\nClosed model, 8 people:\n${tableOf(closed)}`);
  const [first = 0, last = 0] = [rssMb[Math.floor(rssMb.length / 2)], rssMb.at(-1)];
  console.log(
    `\n${rssMb.length} s with ${minutesASecond} virtual minutes each; memory of everything ${first.toFixed(0)} MB at half time, ` +
      `${last.toFixed(0)} MB at the end, grown by ${(grown * 100).toFixed(1)} %; failed ${failed}, left in queues ${left}`,
  );
  return failed === 0 && left === 0;
};
