import type { Api, Body } from './api.ts';
import { failedJob } from './failure.ts';
import type { Io } from './io.ts';
import type { Progress } from './progress.ts';

const FIRST_MS = 200;
const SLOWEST_MS = 3000;

/** Statuses in which nothing more comes. */
const ENDED: ReadonlySet<unknown> = new Set(['done', 'failed', 'cancelled', 'expired']);

/** Asks how a job is until it has come to its end. A job that failed or was cancelled is a `Failure` with what it says of itself. */
export const finishedJob = async (
  api: Api,
  path: string,
  { io, progress, what }: { readonly io: Io; readonly progress: Progress; readonly what: string },
  isUnderWay: (job: Body) => boolean = ({ status }) => !ENDED.has(status),
): Promise<Body> => {
  try {
    for (let wait = FIRST_MS; ; wait = Math.min(SLOWEST_MS, wait * 1.5)) {
      const job = await api.get(path);
      const { done, total } = progressIn(job);
      if (done !== undefined) progress.update(done, total);
      if (!isUnderWay(job)) {
        if (job['status'] !== 'done') throw failedJob(what, job);
        return job;
      }
      await io.pause(wait);
    }
  } finally {
    progress.stop();
  }
};

const progressIn = (job: Body): { done?: number; total?: number } => {
  const told = job['progress'];
  if (typeof told !== 'object' || told === null) return {};
  const { done, total } = told as Body;
  return {
    ...(typeof done === 'number' ? { done } : {}),
    ...(typeof total === 'number' ? { total } : {}),
  };
};
