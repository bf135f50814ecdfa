import type { IndexName } from '#shared/adapters/dynamo/keys.ts';
import type { QueueId } from '#shared/contracts/queues.ts';
import type { FunctionId } from './functions.ts';

/** First part of a partition key (`keys.ts`): what an item is about. Rights to write are given by it. */
export type KeyFamily =
  | 'CFG'
  | 'CNT'
  | 'CUS'
  | 'FX'
  | 'IDM'
  | 'LK'
  | 'MEM'
  | 'NUM'
  | 'ORD'
  | 'RL'
  | 'SC'
  | 'SUB'
  | 'SVT'
  | 'SVY'
  | 'SWP'
  | 'TF'
  | 'TKT'
  | 'USR'
  | 'VW';

/** What one function may touch besides its own log and traces. Everything that is not said is refused. */
export type Access = {
  /** Reads items of the table by key and by partition. */
  readonly reads?: boolean;
  readonly indexes?: readonly IndexName[];
  /** Puts, updates and deletes items of these families, and nothing else. */
  readonly writes?: readonly KeyFamily[];
  /** Derives keys from the root secret: digests, cursors, stored answers. */
  readonly secret?: boolean;
  readonly sendsTo?: readonly QueueId[];
  /** Puts events on the product's bus. */
  readonly publishes?: boolean;
  /** Sends mail as the stage's sender, and text messages. */
  readonly sendsMail?: boolean;
  /** Invoked without waiting, or fed by a stream: what fails goes to this queue. */
  readonly failures?: 'stream-failures' | 'schedule-failures';
  /** Reads from this source. */
  readonly consumes?: QueueId | 'table-stream';
};

/** Every HTTP function knows its caller and the settings, counts calls, and opens sealed cursors and answers. */
const http = (more: {
  readonly indexes?: readonly IndexName[];
  readonly writes?: readonly KeyFamily[];
}): Access => ({
  reads: true,
  indexes: more.indexes ?? [],
  writes: ['RL', ...(more.writes ?? [])],
  secret: true,
});

const worker = (queue: QueueId, more: Omit<Access, 'consumes' | 'reads'>): Access => ({
  reads: true,
  consumes: queue,
  ...more,
});

/** Exhaustive: a function without an entry does not compile. */
export const access: Readonly<Record<FunctionId, Access>> = {
  'http/meta': http({}),
  'http/tickets': http({
    indexes: ['g1', 'g2', 'g3', 'g4', 'g6', 'g7'],
    writes: ['IDM', 'TKT', 'NUM', 'ORD', 'TF', 'CUS', 'LK', 'USR', 'SVY', 'SVT', 'VW'],
  }),
  'workers/ticket-escalations': worker('ticket-escalations', { writes: ['TKT', 'TF', 'USR', 'CUS', 'SVY'] }),
  'workers/survey-dispatch': worker('survey-dispatch', {
    writes: ['SVY', 'SVT', 'TKT', 'CUS', 'FX'],
    secret: true,
    sendsMail: true,
  }),
  'workers/notifications': worker('notifications', { writes: ['FX'], secret: true, sendsMail: true }),
  'schedules/sla-sweep': {
    reads: true,
    indexes: ['g5'],
    writes: ['SWP'],
    sendsTo: ['ticket-escalations'],
    failures: 'schedule-failures',
  },
  'schedules/survey-due': {
    reads: true,
    indexes: ['g5'],
    writes: ['SWP'],
    sendsTo: ['survey-dispatch'],
    failures: 'schedule-failures',
  },
  'streams/publish-changes': { consumes: 'table-stream', publishes: true, failures: 'stream-failures' },
  'streams/aggregates': {
    reads: true,
    consumes: 'table-stream',
    writes: ['CNT', 'SC', 'TKT'],
    failures: 'stream-failures',
  },
  bootstrap: { reads: true, writes: ['CFG', 'USR', 'SUB', 'MEM'] },
};
