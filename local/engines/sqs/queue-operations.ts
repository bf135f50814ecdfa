import type { Core } from './core.ts';
import { missingParameter, SqsError } from './errors.ts';
import type { Operation, Request } from './operations.ts';
import { withDefaults } from './queues.ts';
import type { Queue } from './types.ts';

const PURGE_PAUSE_MS = 60_000;

const nameOf = (request: Request): string => {
  const name = request['QueueName'];
  if (typeof name !== 'string' || name === '') throw missingParameter('QueueName');
  return name;
};

const given = (request: Request): Record<string, string> =>
  (request['Attributes'] ?? {}) as Record<string, string>;

const create: Operation = (core, request, baseUrl) => {
  const name = nameOf(request);
  const existing = core.queues.find(name);
  if (existing === undefined) core.queues.save(name, given(request), core.now());
  else {
    const current = withDefaults(existing);
    const other = Object.entries(given(request)).find(([attribute, value]) => current[attribute] !== value);
    if (other !== undefined)
      throw new SqsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${other[0]}`,
      );
  }
  return { QueueUrl: `${baseUrl}/${name}` };
};

const attributes = (core: Core, queue: Queue, names: unknown): Record<string, string> => {
  const { visible, inFlight, delayed } = core.stats(queue);
  const all: Record<string, string> = {
    ...withDefaults(queue),
    QueueArn: core.queues.arn(queue.name),
    CreatedTimestamp: String(Math.floor(queue.createdMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedMs / 1000)),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
  const wanted = Array.isArray(names) ? names.map(String) : [];
  if (wanted.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
};

const list: Operation = (core, request, baseUrl) => {
  const prefix = String(request['QueueNamePrefix'] ?? '');
  const after = String(request['NextToken'] ?? '');
  const max = Number(request['MaxResults'] ?? 1000);
  const names = core.queues.all().map(({ name }) => name);
  const found = names.filter((name) => name.startsWith(prefix) && name > after);
  const page = found.slice(0, max);
  return {
    ...(page.length > 0 && { QueueUrls: page.map((name) => `${baseUrl}/${name}`) }),
    ...(found.length > page.length && { NextToken: page.at(-1) }),
  };
};

/** The operations on queues themselves. */
export const queueOperations = (queueOf: (core: Core, request: Request) => Queue): [string, Operation][] => {
  const purgedMs = new WeakMap<Core, Map<string, number>>();

  const purge: Operation = (core, request) => {
    const { name } = queueOf(core, request);
    const times = purgedMs.get(core) ?? new Map<string, number>();
    purgedMs.set(core, times);
    if (core.now() - (times.get(name) ?? Number.NEGATIVE_INFINITY) < PURGE_PAUSE_MS)
      throw new SqsError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
      );
    times.set(name, core.now());
    core.purge(core.queues.get(name));
  };

  return [
    ['CreateQueue', create],
    [
      'GetQueueUrl',
      (core, request, baseUrl) => ({ QueueUrl: `${baseUrl}/${core.queues.get(nameOf(request)).name}` }),
    ],
    ['ListQueues', list],
    ['DeleteQueue', (core, request) => core.remove(queueOf(core, request))],
    [
      'GetQueueAttributes',
      (core, request) => ({
        Attributes: attributes(core, queueOf(core, request), request['AttributeNames']),
      }),
    ],
    [
      'SetQueueAttributes',
      (core, request) => {
        const { name, attributes: current } = queueOf(core, request);
        core.queues.save(name, { ...current, ...given(request) }, core.now());
      },
    ],
    ['PurgeQueue', purge],
  ];
};
