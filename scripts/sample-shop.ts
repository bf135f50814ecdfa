import type { LocalStack } from '#local/options.ts';
import { createClient } from './replay/client.ts';
import { finish, isDone, keepProgress, type Progress, readProgress } from './sample-shop/progress.ts';
import { STORY_MINUTES, story } from './sample-shop/story.ts';
import { createTeller } from './sample-shop/teller.ts';

const MINUTE_MS = 60_000;

/**
 * Gives a new system three days of past: a small shop with customers, cases in every state and answered surveys, told through the public
 * API in order of time, at the end of which the clock reads the machine's time. Happens once for a home: later starts find it there, and a
 * start that was cut off goes on where it was. A system whose clock does not lie three days behind has a life of its own and is left alone.
 */
export const loadSampleShop = async (stack: LocalStack, home: string): Promise<void> => {
  if (isDone(home)) return;
  const progress = readProgress(home) ?? beginning(stack);
  if (progress === undefined) return;
  const client = createClient(stack.address);
  await client.readClock();
  const tell = createTeller(client, progress);
  // The story says when sweeps run; by themselves they would run between its steps again and again, with nothing to do.
  await stack.scheduler.pausedWhile(async () => {
    for (const step of story().slice(progress.done)) {
      await client.advanceTo(progress.startedAt + step.at * MINUTE_MS);
      await tell(step);
      progress.done += 1;
      keepProgress(home, progress);
    }
    await stack.drain();
    toMachineTime(stack);
  });
  finish(home);
};

const beginning = ({ clock }: LocalStack): Progress | undefined => {
  const startedAt = Math.round(clock.now());
  if (Date.now() - startedAt < STORY_MINUTES * MINUTE_MS) return undefined;
  return { startedAt, done: 0, customers: {}, tickets: {}, orders: {}, answered: [] };
};

/** Exactly: a move that a tick overtook is made again. It never goes beyond. */
const toMachineTime = ({ clock }: LocalStack): void => {
  while (clock.now() < Date.now()) clock.moveTo(Date.now());
};
