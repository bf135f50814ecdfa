import type { Promised } from './types.ts';

const guide = 'Amazon SQS developer guide';
const file = 'test/local/engines/sqs.test.ts';
const poller = 'test/local/events/queue-poller.test.ts';
const batches = 'test/local/events/batch-outcome.test.ts';

export const queuePromises: readonly Promised[] = [
  {
    service: 'SQS',
    source: `${guide}, sqs-visibility-timeout.md`,
    file,
    shown: {
      'a received message is hidden for its visibility, then comes again under a new receipt':
        'hides a received message until its visibility ends, then delivers it again under a new receipt',
      'the visibility of one receipt can be changed': 'changes the visibility of a received message',
    },
  },
  {
    service: 'SQS',
    source: `${guide}, sqs-delay-queues.md`,
    file,
    shown: {
      'a delayed message is not seen before its time':
        'holds a delayed message back until its time, whatever hurries the queue',
    },
  },
  {
    service: 'SQS',
    source: `${guide}, sqs-dead-letter-queues.md`,
    file,
    shown: {
      'the receive count decides; the message moves with its id and its original time':
        'moves a message to the dead letters after three receives, with its age and its id',
      'a poisonous message holds up no other':
        'delivers good messages beside a poisonous one in the same receive',
      'retention counts from the first sending, in the dead letters too':
        'forgets messages after the retention time, counted from when they were first sent',
    },
  },
  {
    service: 'SQS',
    source: `${guide}, sqs-dead-letter-queues.md`,
    file: 'test/local/fidelity/retention.test.ts',
    shown: {
      'dead letters keep the original time: after 3.9 days in the source 10.1 are left of 14':
        'is in the dead letters 9 days later, and gone 14 days after it was first sent',
      'a message lives as long as its queue keeps messages':
        'would be gone after 4 days had nobody received it',
    },
  },
  {
    service: 'SQS',
    source: `${guide}, sqs-configure-dead-letter-queue-redrive.md`,
    file,
    shown: {
      'a redrive gives new ids and new times': 'redrives dead letters as new messages',
      'only a queue of dead letters can be redriven':
        'refuses to redrive from a queue that holds no dead letters',
    },
  },
  {
    service: 'SQS',
    source: `${guide}, sqs-short-and-long-polling.md`,
    file,
    shown: {
      'a long poll ends with the first message':
        'waits for a message in a long poll and wakes when one comes',
    },
  },
  {
    service: 'SQS',
    source: `${guide}, sqs-message-metadata.md`,
    file,
    shown: {
      'attributes come back as sent, with their checksums':
        'delivers a message with its attributes and checksums',
    },
  },
  {
    service: 'SQS',
    source: `${guide}, quotas-messages.md`,
    file,
    shown: {
      'a message holds 1 MiB of UTF-8':
        'takes a message of exactly 1 MiB, in UTF-8, and refuses one byte more',
      'a batch of messages holds 1 MiB in all': 'refuses a batch of %s | more than 1 MiB in all',
    },
  },
  {
    service: 'SQS',
    source: `${guide}, sqs-batch-api-actions.md`,
    file,
    shown: {
      'entries of a batch succeed and fail one by one': 'sends and deletes batches, refusing single entries',
      'a batch has at most ten entries': 'refuses a batch of %s | 11 entries',
      'an empty batch is refused': 'refuses a batch of %s | no entry',
      'the ids of a batch differ': 'refuses a batch of %s | two entries of one id',
    },
  },
  {
    service: 'Lambda',
    source: 'AWS Lambda developer guide, with-sqs.md, success and failure conditions',
    file: batches,
    shown: {
      'an empty list is success': 'is success for %s | an empty list',
      'a null list is success': 'is success for %s | a null list',
      'an empty answer is success': 'is success for %s | an empty answer',
      'a null answer is success': 'is success for %s | a null answer',
      'an answer that is not the JSON asked for fails the batch':
        'is failure of everything for %s | an answer that is no object',
      'an empty identifier fails the batch': 'is failure of everything for %s | an empty identifier',
      'a null identifier fails the batch': 'is failure of everything for %s | a null identifier',
      'a misspelt key fails the batch': 'is failure of everything for %s | a misspelt key',
      'an unknown identifier fails the batch': 'is failure of everything for %s | an identifier of no record',
      'a thrown error fails the batch': 'is failure of everything for a thrown error, reporting or not',
      'of ten records exactly those reported come back, in each of 1,024 patterns':
        'brings back exactly the named records, for every pattern of ten',
      'without ReportBatchItemFailures the answer means nothing':
        'ignores the answer where the mapping does not ask for reports',
    },
  },
  {
    service: 'Lambda',
    source: 'AWS Lambda developer guide, with-sqs.md, success and failure conditions',
    file: 'test/local/fidelity/batch-patterns.test.ts',
    shown: {
      'what succeeded of a batch is not handed over again, in each of 1,024 patterns':
        'brings back exactly those that failed of ten, in each of 1,024 patterns, and repeats nothing that succeeded',
    },
  },
  {
    service: 'Lambda',
    source: 'AWS Lambda developer guide, with-sqs.md',
    file: poller,
    shown: {
      'what succeeded is deleted, what was reported stays':
        'deletes what succeeded and leaves exactly what was reported',
      'a mapping keeps to its concurrency': 'never has more batches under way than it may',
      'a message may be handed over more than once': 'hands the same message out again when it comes back',
    },
  },
  {
    service: 'Lambda',
    source: 'AWS Lambda developer guide, invocation-eventfiltering.md',
    file: poller,
    shown: {
      'what a filter leaves out is deleted without an invocation':
        'deletes what the filter leaves out, without calling the function',
    },
  },
  {
    service: 'SQS',
    source: `${guide}, sqs-dead-letter-queues.md; AWS Lambda developer guide, with-sqs.md`,
    file: 'test/infra/queues.test.ts',
    shown: {
      'visibility is at least six timeouts and the window':
        'hides a message for six times the time its worker may take, and the batching window',
      'dead letters outlive their queue':
        'puts a message aside after the tries of the contract, where it outlives the queue',
      'batches report single failures':
        'hands batches to its worker of which single messages may fail, to so many at once',
    },
  },
];
