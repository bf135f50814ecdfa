import type { Alarm, Watched } from './alarm.ts';
import { api, functions } from './functions.ts';
import { account, streams, table } from './platform.ts';
import { deadLetters, queuesBehind, snapshots, sweeps } from './work.ts';

/** Every alarm of a stage but those of the error budget, which are `budgetAlarms` of `objectives.ts`. */
export const alarmsOf = (watched: Watched): readonly Alarm[] =>
  [deadLetters, queuesBehind, sweeps, snapshots, api, functions, streams, table, account].flatMap((alarms) =>
    alarms(watched),
  );
