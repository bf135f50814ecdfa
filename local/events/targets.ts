import type { Queues } from '../engine-ports.ts';
import type { Asynchronous } from '../lambda/asynchronous.ts';

/** Delivers events of buses, schedules, buckets and failures to queues and functions. */
export type Targets = {
  /** Rejects an ARN that nothing here can take, so that a template with one doesn't start. */
  readonly check: (arn: string) => void;
  /** Durable when it resolves. */
  readonly deliver: (arn: string, body: string) => Promise<void>;
};

const serviceOf = (arn: string): string => arn.split(':')[2] ?? '';

/** The queue's name in its ARN. */
export const queueNameOf = (arn: string): string => arn.split(':').at(-1) ?? '';

export const createTargets = (queues: Queues, asynchronous: () => Asynchronous): Targets => {
  const check = (arn: string): void => {
    if (!['sqs', 'lambda', 'sns', 'logs'].includes(serviceOf(arn)))
      throw new Error(`${arn} can't be a target here`);
  };
  return {
    check,
    deliver: async (arn, body) => {
      check(arn);
      if (serviceOf(arn) === 'sqs') await queues.send(queueNameOf(arn), body);
      if (serviceOf(arn) === 'lambda') asynchronous().enqueue(arn, body);
    },
  };
};
