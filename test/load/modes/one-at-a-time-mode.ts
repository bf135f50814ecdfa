import { type OneAtATimeOptions, runOneAtATime } from '../one-at-a-time.ts';

/** A worker that may run once at a time: tells how its messages fared, and whether none was given up for that alone. */
export const oneAtATimeMode = async (options: OneAtATimeOptions): Promise<boolean> => {
  const report = await runOneAtATime(options);
  console.log(JSON.stringify(report, undefined, 2));
  return report.handled >= options.messages && report.deadLetters === 0 && report.left === 0;
};
