import type { Queues } from '../engine-ports.ts';
import type { Asynchronous } from '../lambda/asynchronous.ts';
import type { LambdaService } from '../lambda/service.ts';
import type { QueuePoller } from './queue-poller.ts';
import type { StreamPump } from './stream-pump.ts';

export type DrainSettings = {
  readonly lambda: LambdaService;
  readonly asynchronous: Asynchronous;
  readonly queues: Queues;
  readonly pollers: readonly QueuePoller[];
  readonly pumps: readonly StreamPump[];
  /** Gives up after this long in real time. */
  readonly limitMs?: number;
};

/** Work was still left when the time was over; the message says where. */
export class DrainTimeout extends Error {}

/** Looked at often at first, when most drains end, then less often. */
const FIRST_LOOK_MS = 2;
const LATER_LOOK_MS = 25;

/**
 * Resolves when no handler runs, no stream is behind and the queues that functions consume hold nothing that is due. Messages in back-off
 * come back at once, as often as it takes them to succeed or to reach the dead letters. Rejects with `DrainTimeout` after ten minutes.
 */
export const drain = async (settings: DrainSettings): Promise<void> => {
  const until = performance.now() + (settings.limitMs ?? 600_000);
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(LATER_LOOK_MS, wait + 1)) {
    const left = remaining(settings);
    if (left.length === 0) return;
    if (performance.now() > until) throw new DrainTimeout(`still at work: ${left.join(', ')}`);
    await hurry(settings);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
};

/** What there is to wait for, in words. One look without a pause in between, so it is true of one moment. */
const remaining = ({ lambda, asynchronous, queues, pollers, pumps }: DrainSettings): string[] => {
  const stats = new Map(queues.stats().map((one) => [one.name, one]));
  const waiting = [...new Set(pollers.map((poller) => poller.mapping.queueName))].filter((name) => {
    const { visible = 0, inFlight = 0 } = stats.get(name) ?? {};
    return visible + inFlight > 0;
  });
  return [
    ...(lambda.busy() > 0 ? ['functions'] : []),
    ...(asynchronous.busy() > 0 ? ['asynchronous events'] : []),
    ...pumps
      .filter((pump) => pump.behind() || pump.busy() > 0)
      .map((pump) => `the stream of ${pump.mapping.table}`),
    ...pollers
      .filter((poller) => poller.busy() > 0)
      .map((poller) => `a batch of ${poller.mapping.queueName}`),
    ...waiting.map((name) => `the queue ${name}`),
  ];
};

const hurry = async ({ asynchronous, queues, pollers, pumps }: DrainSettings): Promise<void> => {
  asynchronous.hurry();
  for (const pump of pumps) pump.hurry();
  const stats = new Map(queues.stats().map((one) => [one.name, one]));
  for (const poller of pollers) {
    if (poller.busy() > 0 || (stats.get(poller.mapping.queueName)?.visible ?? 0) > 0) poller.hurry();
  }
  for (const name of new Set(pollers.map((poller) => poller.mapping.queueName))) {
    const working = pollers.some((poller) => poller.mapping.queueName === name && poller.busy() > 0);
    // What a running batch holds must not be handed out a second time.
    if (!working && (stats.get(name)?.inFlight ?? 0) > 0) await queues.hurry(name);
  }
};
