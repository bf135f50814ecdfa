import type { Promised } from './types.ts';

const guide = 'AWS Lambda developer guide';
const service = 'test/local/lambda/service.test.ts';
const asynchronous = 'test/local/lambda/asynchronous.test.ts';
const pump = 'test/local/events/stream-pump.test.ts';

export const functionPromises: readonly Promised[] = [
  {
    service: 'Lambda',
    source: `${guide}, lambda-runtime-environment.md`,
    file: service,
    shown: {
      'an environment handles one event at a time; more events need more environments':
        'handle one event at a time, in at most two environments, and the rest waits in line',
      'an environment keeps its state for the next event': 'keep their state warm from one event to the next',
      'an environment is killed at the timeout':
        'are ended by the timeout, even in a loop without end, and the next event finds a fresh one',
      'a thrown error does not end the environment': 'report what a handler throws, and live on',
      'an end of the process fails the event': 'fail the event when the process ends or an error escapes',
      'nothing is shared with whoever invokes': 'have variables of their own and nothing of this process',
    },
  },
  {
    service: 'Lambda',
    source: `${guide}, gettingstarted-limits.md`,
    file: service,
    shown: {
      'a reply holds 6 MB': 'answer nothing as null, refuse circles, and cap a reply at 6 MB',
    },
  },
  {
    service: 'Lambda',
    source: `${guide}, configuration-concurrency.md`,
    file: service,
    shown: { 'reserved concurrency is kept': 'keep to a reserved concurrency of one' },
  },
  {
    service: 'Lambda',
    source: `${guide}, nodejs-context.md`,
    file: service,
    shown: {
      'the context tells the function, the request and the time that is left':
        'tell a handler who it is and how long it has',
    },
  },
  {
    service: 'Lambda',
    source: `${guide}, invocation-async.md`,
    file: asynchronous,
    shown: {
      'an event is tried twice again, then goes to the failure destination':
        'are tried twice again, then described to the failure destination',
      'attempts and age are limited by the configuration':
        'are not tried again where the configuration says so, nor when they are too old',
      'dead letters get the bare event': 'go to the dead letters bare, and success to its own destination',
    },
  },
  {
    service: 'Lambda',
    source: `${guide}, invocation-async.md`,
    file: 'test/infra/queues.test.ts',
    shown: {
      'no effect depends on the retries of an asynchronous event': 'has no second life in retries of Lambda',
    },
  },
  {
    service: 'Lambda',
    source: `${guide}, with-ddb.md`,
    file: pump,
    shown: {
      'records of a shard come in order, each at least once':
        'hands every change over once and in order, whatever the batch size',
      'parallel batches keep the order of a partition key':
        'keeps the order of each partition key when batches run side by side',
      'a failing batch holds up what is behind it':
        'tries a failing batch again until it succeeds, and nothing behind it before',
      'bisecting isolates one bad record for the failure destination':
        'finds one bad record by halving, gives up only that one and tells where it was',
      'a report makes the batch go on from the first failure':
        'goes on from the first record that a report names',
      'a record that is too old is given up': 'gives up a record for its age, but never untried',
    },
  },
];
