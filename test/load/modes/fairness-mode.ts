import { type FairnessOptions, runFairness } from '../fairness.ts';

/** One caller at ten times its limit: tells what it cost the others, and whether they got all their answers. */
export const fairnessMode = async (options: FairnessOptions): Promise<boolean> => {
  const report = await runFairness(options);
  console.log(JSON.stringify(report, undefined, 2));
  return report.othersFailed === 0 && report.noisy.other === 0 && report.noisy.refused > 0;
};
