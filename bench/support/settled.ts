import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 500;
/** Of a look, in which this process works for itself. */
const BUSY_SHARE = 0.1;
const MOST_LOOKS = 120;

/** Waits until the engines have put away what was written: they go on sorting it on disk for a while, beside everything else. */
export const settled = async (): Promise<void> => {
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const before = process.cpuUsage();
    await sleep(LOOK_MS);
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 < LOOK_MS * BUSY_SHARE) return;
  }
};
