import { withVirtualClock } from '../system/virtual-clock.ts';
import { caseRaces } from './cases.ts';
import { erasureRaces } from './erasures.ts';
import { type RaceOptions, type RaceReport, runRace } from './race.ts';
import { strangerRaces } from './strangers.ts';
import { surveyRaces } from './surveys.ts';

/** Every pair (or three) that may meet at one record. */
export const races = [...caseRaces, ...surveyRaces, ...strangerRaces, ...erasureRaces];

/** Runs races one after the other, each with so many interleavings. */
export const runRaces = (
  options: RaceOptions & { readonly only?: string },
  tell: (report: RaceReport) => void = () => undefined,
): Promise<readonly RaceReport[]> =>
  withVirtualClock(async (clock) => {
    const reports: RaceReport[] = [];
    for (const race of races) {
      if (options.only !== undefined && race.name !== options.only) continue;
      const report = await runRace(race, clock, options);
      tell(report);
      reports.push(report);
    }
    return reports;
  });
