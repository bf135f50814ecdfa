import type { Promised } from './types.ts';

const guide = 'Amazon DynamoDB developer guide';
const engines = 'test/local/engines';
const items = `${engines}/dynamodb-items.test.ts`;
const transactions = `${engines}/dynamodb-transactions.test.ts`;
const query = `${engines}/dynamodb-query.test.ts`;
const streams = `${engines}/dynamodb-streams.test.ts`;
const lag = `${engines}/dynamodb-index-lag.test.ts`;

export const tablePromises: readonly Promised[] = [
  {
    service: 'DynamoDB',
    source: `${guide}, ServiceQuotas.md`,
    file: items,
    shown: {
      'an item holds 400 KB': 'takes an item of exactly 400 KB, counted in UTF-8, and refuses one byte more',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, ServiceQuotas.md`,
    file: 'test/local/fidelity/table-limits.test.ts',
    shown: {
      '400 KB an item, at one less, just as many and one more':
        'of %s takes one less and just as many, and refuses one more | 400 KB an item',
      '2,048 bytes a partition key, at one less, just as many and one more':
        'of %s takes one less and just as many, and refuses one more | 2,048 bytes a partition key',
      '1,024 bytes a sort key, at one less, just as many and one more':
        'of %s takes one less and just as many, and refuses one more | 1,024 bytes a sort key',
      '1,024 bytes a sort key of an index, at one less, just as many and one more':
        'of %s takes one less and just as many, and refuses one more | 1,024 bytes a sort key of an index',
      '32 levels of nesting, at one less, just as many and one more':
        'of %s takes one less and just as many, and refuses one more | 32 levels of nesting',
      '4 KB an expression, at one less, just as many and one more':
        'of %s takes one less and just as many, and refuses one more | 4 KB an expression',
      '38 digits a number, at one less, just as many and one more':
        'of %s takes one less and just as many, and refuses one more | 38 digits a number',
      '100 actions a transaction, at one less, just as many and one more':
        'of %s takes one less and just as many, and refuses one more | 100 actions a transaction',
      '25 writes a batch, at one less, just as many and one more':
        'of %s takes one less and just as many, and refuses one more | 25 writes a batch',
      '100 keys a batch, at one less, just as many and one more':
        'of %s takes one less and just as many, and refuses one more | 100 keys a batch',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, howitworks-ttl.md`,
    file: 'test/local/fidelity/table-limits.test.ts',
    shown: {
      'cleaning up takes days, and what is expired is read until then':
        'lies there and is read for %i hours more where it is told to',
      'a time in milliseconds, or over for five years, is ignored':
        'is not cleaned up when it gave milliseconds for seconds, nor when it is over for more than five years',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, HowItWorks.NamingRulesDataTypes.md`,
    file: items,
    shown: {
      'every type comes back as it was put': 'gives an item back as it was put, whatever its types',
      'keys are not empty': 'refuses %s | an empty key',
      'keys of indexes are not empty': 'refuses %s | an empty index key',
      'a number has 38 digits': 'refuses %s | a number of 39 digits',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, Expressions.ConditionExpressions.md`,
    file: items,
    shown: {
      'a put whose condition fails changes nothing and can tell what is there':
        'refuses a put whose condition fails, with the item there is',
      'documents are compared in depth': 'compares documents in depth in a condition',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, transaction-apis.md`,
    file: transactions,
    shown: {
      'all or nothing, with a reason for each action in order':
        'gives every reason in the order of the actions, with the items asked for, and applies nothing',
      'a token means the same transaction for ten minutes':
        'applies a token once within ten minutes, and anew afterwards',
      'a token with another request is refused': 'refuses a token that comes back with another request',
      'at most 100 actions': 'refuses %s | 101 actions',
      'one action for an item': 'refuses %s | two actions on one item',
      'at most 4 MB': 'takes 4 MB in all and refuses more',
      'transactions are isolated from each other':
        'keeps the sum of 500 concurrent transfers between accounts, among plain updates and reads',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, transaction-apis.md, transaction conflict handling`,
    file: `${engines}/faults.test.ts`,
    shown: {
      'a transaction that meets another one is cancelled': 'cancels a transaction as a conflict would',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, Programming.Errors.md`,
    file: `${engines}/fault-modes.test.ts`,
    shown: {
      'a batch leaves parts undone and names them':
        'leaves the last parts of a batch undone and names them, and always does the first',
      'a call without an answer may have been applied':
        'loses a call before it takes effect, or its reply after that',
      'too much to do is an error of its own':
        'refuses by an error, by too much to do, or by a conflict, and nothing takes effect',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, GSI.md`,
    file: lag,
    shown: {
      'an index follows its table later':
        'shows changes only when its lag is over, while the table shows them at once',
      'changes of an index keep their order': 'keeps the order of changes when its lag shrinks or ends',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, GSI.md`,
    file: query,
    shown: {
      'an index has no consistent reads': 'refuses a consistent read of an index',
      'an item without a key of the index is not in it':
        'keeps an item out of an index as long as it lacks one of its keys, and follows its changes',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, Query.md`,
    file: query,
    shown: {
      'a page ends after 1 MB': 'ends a page after 1 MB',
      'a filter works after the reading': 'filters and projects after reading: the page counts what was read',
      'a cursor of somewhere else is refused': 'refuses %s | a start key of another partition',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, Scan.md`,
    file: query,
    shown: {
      'segments of a scan have every item once': 'scans everything once, in one go, in pages and in segments',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, Streams.md`,
    file: streams,
    shown: {
      'each change once, in order, with its images':
        'records inserts, changes and removals in order with their images',
      'a write that changes nothing leaves no record':
        'continues after a position, and leaves out what changed nothing',
      'records live for 24 hours': 'keeps records for a day of the virtual clock and numbers on after that',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, howitworks-ttl.md`,
    file: streams,
    shown: {
      'expired items are there until they are cleaned up, and the stream marks it':
        'removes expired items only when swept, marks their records and takes them out of the indexes',
      'an expired item can be revived': 'does not remove an item whose expiry was put off',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, PointInTimeRecovery_Howitworks.md`,
    file: `${engines}/dynamodb-exports.test.ts`,
    shown: {
      'recovery reaches back to its beginning, at most 35 days':
        'goes back to when it was switched on, and no more than 35 days',
      'switching it off and on leaves a gap': 'forgets what was before when it is switched off and on again',
    },
  },
  {
    service: 'DynamoDB',
    source: `${guide}, PointInTimeRecovery_Howitworks.md`,
    file: 'test/infra/recover-table.test.ts',
    shown: {
      'a restored table lacks time to live, streams, alarms and recovery':
        'gets back what recovery leaves behind, until nothing differs; again it does nothing more',
    },
  },
];
