import { type Instant, minutes } from '#shared/domain/kernel/time.ts';
import { nextState, type WebhookState } from '#shared/domain/webhooks/state.ts';
import type { WebhookTools } from './ports.ts';
import { comeBack } from './records.ts';
import { replayStep } from './replay-step.ts';
import { runStream } from './run-stream.ts';
import { sendTest } from './send-test.ts';
import { take, type Work } from './work.ts';

/** The index of parked streams follows within seconds; after so long nothing that was parked before is missing from it. */
const INDEX_LAG_MS = minutes(1);

/** What is to be done next for it, and at what instant; `undefined` when nothing is. */
type Ahead = Instant | undefined;

const isActive = ({ hook, state }: Work): boolean => hook.status === 'active' && !state().disabled;

/**
 * Does what is asked for of a webhook as a whole: a test, streams that waited while it was not active, replays. Safe to repeat; what the time does not
 * suffice for goes on with another message.
 */
export const runWork = async (hookId: string, tools: WebhookTools): Promise<void> => {
  const work = await take(hookId, tools);
  if (!work) return;
  const { test } = work.state();
  if (test) await sendTest(work, test);
  const resumeAt = isActive(work) && work.state().resume ? await resume(work) : undefined;
  const replayAt = isActive(work) ? await replays(work) : undefined;
  const planned = [resumeAt, replayAt].filter((at) => at !== undefined).sort((a, b) => a - b)[0];
  const kept = await work.settle((before) => {
    const state = withoutOldResume(before, work);
    const timerAt = isAskedMeanwhile(state, { resumeAt, replayAt }) ? tools.clock() : planned;
    return { state: nextState(state, { lease: undefined, timerAt }) };
  });
  const next = work.state().timerAt;
  if (kept && next !== undefined) await comeBack({ type: 'webhook.work', hookId }, next, tools);
};

/** What waits for a webhook that was not active when we looked is found anew once it is. */
const withoutOldResume = (state: WebhookState, { context, hook }: Work): WebhookState =>
  hook.status !== 'active' && (state.resume?.since ?? context.now) < context.now
    ? nextState(state, { resume: undefined })
    : state;

/** Whether something was asked for while we were at work, which nobody else could begin. */
const isAskedMeanwhile = (
  state: WebhookState,
  { resumeAt, replayAt }: { resumeAt: Ahead; replayAt: Ahead },
): boolean =>
  state.test !== undefined ||
  (state.disabled === undefined &&
    ((state.resume !== undefined && resumeAt === undefined) ||
      // Replays of a webhook that is not active wait until it is.
      (state.resume !== undefined && state.replays.length > 0 && replayAt === undefined)));

/** Lets every parked stream go on. Ends once nothing is parked that could still be missing from the index. */
const resume = async (work: Work): Promise<Ahead> => {
  const { hook, tools } = work;
  const begun = tools.clock();
  let after: string | undefined;
  for (;;) {
    const streamIds = await tools.items.parked(hook.id, after);
    for (const streamId of streamIds) {
      if (tools.clock() >= tools.until) return tools.clock();
      await runStream({ hookId: hook.id, streamId }, tools);
      after = streamId;
    }
    if (streamIds.length === 0) break;
  }
  const isOver = begun - (work.state().resume?.since ?? 0) >= INDEX_LAG_MS;
  if (!isOver) return begun + INDEX_LAG_MS;
  await work.settle((state) => ({ state: nextState(state, { resume: undefined }) }));
  return undefined;
};

const replays = async (work: Work): Promise<Ahead> => {
  while (work.state().replays.length > 0) {
    const at = await replayStep(work);
    if (at !== undefined) return at;
  }
  return undefined;
};
