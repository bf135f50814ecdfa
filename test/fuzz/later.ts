import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';
import type { Journey } from '../support/local-stack.ts';
import { lookBehind } from './behind.ts';
import type { Finding } from './report.ts';

/** Far enough for every deadline, invitation, reminder and review that the requests of a run can have set. */
const days = ['P1D', 'P1D', 'P1D', 'P7D', 'P30D'];

/**
 * What requests that were let through have left for later: the clock goes on by forty days, everything that schedules do is done on the way, and
 * none of it may fail or be given up for what somebody wrote.
 */
export const laterOn = async (journey: Journey): Promise<Finding[]> => {
  const found: Finding[] = [];
  const look = lookBehind(journey);
  // What is there already was told of before.
  await look();
  const add = (label: string, check: string, why: string): void => {
    found.push({ operation: 'later', label, curl: '', check, why });
  };
  for (const [n, day] of days.entries()) {
    await journey.advance(day);
    for (const name of Object.keys(schedules) as ScheduleId[]) {
      const label = `${name}, step ${n + 1}`;
      await journey.run(name).catch((error: unknown) => add(label, 'schedules run', String(error)));
      const { givenUp, inLogs } = await look();
      for (const { check, why } of [...givenUp, ...inLogs.values()]) add(label, check, why);
    }
  }
  return found;
};
