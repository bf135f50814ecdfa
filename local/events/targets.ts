import type { Queues } from '../engine-ports.ts';
import type { Asynchronous } from '../lambda/asynchronous.ts';

/** Delivers events of buses, schedules, buckets and failures to queues and functions. */
export type Targets = {
  /** Rejects an ARN that nothing here can take, so that a template with one doesn't start. */
  readonly check: (arn: string) => void;
  /** Rejects targets seen by `check` that were never deployed. */
  readonly verify: (hasQueue: (name: string) => boolean, hasFunction: (name: string) => boolean) => void;
  /** Durable when it resolves. */
  readonly deliver: (arn: string, body: string) => Promise<void>;
};

const serviceOf = (arn: string): string => arn.split(':')[2] ?? '';

/** The queue's name in its ARN. */
export const queueNameOf = (arn: string): string => arn.split(':').at(-1) ?? '';

export const createTargets = (queues: Queues, asynchronous: () => Asynchronous): Targets => {
  const seen = new Set<string>();
  const check = (arn: string): void => {
    seen.add(arn);
    if (!['sqs', 'lambda', 'sns', 'logs'].includes(serviceOf(arn)))
      throw new Error(`${arn} can't be a target here`);
  };
  return {
    check,
    verify: (hasQueue, hasFunction) => {
      for (const arn of seen) {
        const there =
          (serviceOf(arn) !== 'sqs' || hasQueue(queueNameOf(arn))) &&
          (serviceOf(arn) !== 'lambda' || hasFunction(arn.split(':')[6] ?? ''));
        if (!there) throw new Error(`${arn} is a target but was not deployed`);
      }
    },
    deliver: async (arn, body) => {
      if (serviceOf(arn) === 'sqs') await queues.send(queueNameOf(arn), body);
      if (serviceOf(arn) === 'lambda') asynchronous().enqueue(arn, body);
    },
  };
};
