import type { IndexName } from '#shared/adapters/dynamo/keys.ts';
import type { QueueId } from '#shared/contracts/queues.ts';
import type { FunctionId } from './functions.ts';

/** First part of a partition key (`keys.ts`): what an item is about. Rights to write are given by it. */
export type KeyFamily =
  | 'AUD'
  | 'AUS'
  | 'CFG'
  | 'CH'
  | 'CNT'
  | 'CUS'
  | 'ER'
  | 'FX'
  | 'HK'
  | 'IDM'
  | 'IN'
  | 'IX'
  | 'JOB'
  | 'LK'
  | 'MEM'
  | 'NUM'
  | 'ORD'
  | 'RL'
  | 'RV'
  | 'SC'
  | 'SR'
  | 'SUB'
  | 'SVT'
  | 'SVY'
  | 'SWP'
  | 'TF'
  | 'TKT'
  | 'USR'
  | 'VW';

/** Folders of the bucket of files: what was asked for, and what was handed in. */
export type FileFolder = 'exports' | 'imports';

/** What one function may touch besides its own log and traces. Everything that is not said is refused. */
export type Access = {
  /** Reads items of the table by key and by partition. */
  readonly reads?: boolean;
  /** Goes through the whole table. */
  readonly scansTable?: boolean;
  readonly indexes?: readonly IndexName[];
  /** Puts, updates and deletes items of these families, and nothing else. */
  readonly writes?: readonly KeyFamily[];
  /** Writes its own on the condition that items of these families, which it doesn't write, are as they were read. */
  readonly checks?: readonly KeyFamily[];
  /**
   * The customers' data keys: `read` opens what is sealed and seals for known customers; `create` also makes a new customer's key, or
   * that of a record from before there were keys; `erase` also deletes them.
   */
  readonly dataKeys?: 'read' | 'create' | 'erase';
  /** Objects of the locked audit bucket: `read` them, or also `lock` new ones; nobody deletes one or touches its lock. */
  readonly auditObjects?: 'read' | 'lock';
  /**
   * Files people give and take, by folder: `read`, `put` whole ones, `write` (uploads in parts and removal included), also through links that
   * the function signs.
   */
  readonly files?: { readonly [How in 'read' | 'put' | 'write']?: readonly FileFolder[] };
  /** Snapshots of the table: `read` them, or also `write` new ones; none is deleted by a function, their rule of retention does that. */
  readonly snapshots?: 'read' | 'write';
  /** Has the table exported by the database itself, and asks how far that is. */
  readonly exportsTable?: boolean;
  /** Derives keys from the root secret: digests, cursors, stored answers. */
  readonly secret?: boolean;
  readonly sendsTo?: readonly QueueId[];
  /** Checks access tokens once more. */
  readonly tokens?: boolean;
  /** Invites, disables and signs out identities of the user pool. */
  readonly identities?: boolean;
  /** Puts events on the product's bus. */
  readonly publishes?: boolean;
  /** Sends mail as the stage's sender, and text messages. */
  readonly sendsMail?: boolean;
  /** Invoked without waiting, or fed by a stream: what fails goes to the queue `<kind>-failures`. */
  readonly failures?: 'stream' | 'schedule';
  /** Reads from this source. */
  readonly consumes?: QueueId | 'table-stream';
};

/** Families whose items hold what is sealed for a customer: who writes them may meet one who has no key yet. */
const SEALED: readonly KeyFamily[] = ['CUS', 'TKT', 'SVY', 'ORD'];
const keysFor = (writes: readonly KeyFamily[] = []): NonNullable<Access['dataKeys']> =>
  writes.some((family) => SEALED.includes(family)) ? 'create' : 'read';

/** Every HTTP function knows its caller and the settings, counts calls, leaves a trail, and opens sealed cursors and answers. */
const http = (indexes: readonly IndexName[], writes: readonly KeyFamily[]): Access => ({
  reads: true,
  indexes,
  writes: ['RL', 'AUD', ...writes],
  secret: true,
  tokens: true,
  dataKeys: keysFor(writes),
});

const worker = (queue: QueueId, more: Pick<Access, 'writes' | 'sendsMail'>): Access => ({
  reads: true,
  consumes: queue,
  secret: true,
  dataKeys: keysFor(more.writes),
  ...more,
});

const sweep = (queue: QueueId): Access => ({
  reads: true,
  indexes: ['gsi5'],
  writes: ['SWP'],
  sendsTo: [queue],
  failures: 'schedule',
});

/** Asks for a snapshot, and looks at those that there are. */
const snapshotSchedule: Access = {
  reads: true,
  indexes: ['gsi2'],
  writes: ['JOB'],
  sendsTo: ['snapshots'],
  failures: 'schedule',
};

/** Exhaustive: a function without an entry does not compile, nor does an entry without a function. */
export const access: Readonly<Record<FunctionId, Access>> = {
  'http/audit': { ...http(['gsi1', 'gsi3', 'gsi4'], ['IDM']), auditObjects: 'read' },
  'http/customers': {
    ...http(['gsi1', 'gsi2', 'gsi4'], ['IDM', 'CUS', 'LK', 'SR', 'TF', 'SUB', 'RV', 'ER', 'USR']),
    dataKeys: 'erase',
  },
  // Files are handed in and fetched by links that this function signs; workers make and take them.
  'http/data': {
    ...http(['gsi2', 'gsi3'], ['IDM', 'JOB']),
    files: { read: ['imports', 'exports'], put: ['imports'] },
    sendsTo: ['exports', 'documents', 'imports'],
  },
  'http/meta': {},
  // An order finds or makes its customer, changes what they are worth, and may reserve a survey.
  'http/orders': http(['gsi1', 'gsi2', 'gsi4'], ['IDM', 'ORD', 'CUS', 'LK', 'SR', 'TF', 'SVY']),
  // A team with open tickets stays: asking for one of them takes the list of its tickets.
  'http/people': {
    ...http(['gsi1', 'gsi2'], ['IDM', 'USR', 'SUB', 'MEM', 'CFG']),
    identities: true,
  },
  // An answer is told to its ticket and may open a task there; it has no idempotency record, its link is one. A form may have one.
  'http/public': http([], ['IDM', 'SVY', 'TKT', 'TF', 'CUS', 'LK', 'SR', 'NUM', 'ORD']),
  'http/reports': http(['gsi1', 'gsi2'], []),
  'http/settings': http([], ['IDM', 'CFG']),
  'http/sla': http([], ['IDM', 'CFG']),
  // Takes and verifies snapshots, and puts them back: the workers do it, this only asks.
  'http/snapshots': {
    ...http(['gsi2'], ['IDM', 'JOB']),
    snapshots: 'read',
    sendsTo: ['snapshots', 'restores'],
  },
  'http/surveys': http(['gsi1', 'gsi2', 'gsi3', 'gsi4'], ['IDM', 'CFG']),
  // A ticket carries its number, facets and orders, finds or makes its customer, loads an agent, and reserves a survey when it is resolved.
  'http/tickets': http(
    ['gsi1', 'gsi2', 'gsi3', 'gsi4', 'gsi6', 'gsi7'],
    ['IDM', 'TKT', 'NUM', 'ORD', 'TF', 'CUS', 'LK', 'SR', 'USR', 'SVY', 'VW', 'IN'],
  ),

  // Settings of webhooks, and what the worker is asked to do for one; the worker itself writes nothing else.
  'http/webhooks': { ...http([], ['IDM', 'CFG', 'HK']), sendsTo: ['webhook-deliveries'] },

  'workers/ticket-escalations': worker('ticket-escalations', { writes: ['TKT', 'TF', 'USR', 'CUS', 'SVY'] }),
  'workers/survey-dispatch': worker('survey-dispatch', {
    writes: ['SVY', 'SVT', 'TKT', 'TF', 'CUS', 'FX'],
    sendsMail: true,
  }),
  'workers/notifications': worker('notifications', { writes: ['FX'], sendsMail: true }),
  // An erasure goes through everything that is kept of a person; a reminder is mailed to the team.
  'workers/customer-work': {
    reads: true,
    indexes: ['gsi1', 'gsi2', 'gsi4'],
    writes: ['CUS', 'LK', 'SR', 'TKT', 'TF', 'SVY', 'SVT', 'ORD', 'FX', 'AUD', 'SUB', 'ER', 'JOB'],
    sendsTo: ['exports', 'documents'],
    secret: true,
    dataKeys: 'erase',
    sendsMail: true,
    consumes: 'customer-work',
  },

  // Writes what requests and feeds write: customers, orders with their worth, cases with their past.
  'workers/imports': {
    ...worker('imports', {
      writes: ['JOB', 'IX', 'CUS', 'LK', 'SR', 'TF', 'ORD', 'SVY', 'TKT', 'NUM', 'USR', 'AUD'],
    }),
    indexes: ['gsi2'],
    sendsTo: ['imports'],
    files: { read: ['imports'], write: ['imports'] },
  },

  // Without data keys: what people wrote stays sealed to whoever calls the world. A stream is parked only while its webhook is as it was read.
  'workers/webhook-deliveries': {
    reads: true,
    indexes: ['gsi5'],
    writes: ['HK', 'AUD'],
    checks: ['CFG'],
    secret: true,
    sendsTo: ['webhook-deliveries'],
    consumes: 'webhook-deliveries',
  },

  'schedules/webhook-due': sweep('webhook-deliveries'),
  // The database writes the files of a snapshot in the worker's name; the worker reads them back and signs for them.
  'workers/snapshots': {
    ...worker('snapshots', { writes: ['JOB'] }),
    indexes: ['gsi2'],
    snapshots: 'write',
    exportsTable: true,
    sendsTo: ['snapshots'],
  },

  // Puts back whatever a snapshot holds, so it writes every family of the table that is ever restored, counts and loads included, and
  // erases again who was erased. Of the trail it can only add what is missing. Beside snapshots it leaves which keys they tell of.
  'workers/restores': {
    ...worker('restores', {
      writes: [
        ...([
          'TKT',
          'NUM',
          'ORD',
          'CUS',
          'LK',
          'SR',
          'TF',
          'SVY',
          'SVT',
          'VW',
          'IX',
          'IN',
          'CFG',
          'USR',
          'SUB',
        ] as const),
        ...(['MEM', 'ER', 'FX', 'HK', 'AUD', 'AUS', 'CNT', 'SC', 'SWP', 'JOB'] as const),
      ],
    }),
    indexes: ['gsi2'],
    scansTable: true,
    dataKeys: 'erase',
    snapshots: 'write',
    sendsTo: ['restores'],
  },

  // Reads whatever may be exported, and keeps nothing but how far it is.
  'workers/exports': {
    reads: true,
    indexes: ['gsi1', 'gsi2', 'gsi3', 'gsi4'],
    writes: ['JOB', 'AUD'],
    secret: true,
    dataKeys: 'read',
    files: { read: ['exports'], write: ['exports'] },
    sendsTo: ['exports'],
    consumes: 'exports',
  },
  'workers/documents': {
    reads: true,
    indexes: ['gsi1', 'gsi2', 'gsi3', 'gsi4'],
    writes: ['JOB', 'AUD'],
    secret: true,
    dataKeys: 'read',
    files: { read: ['exports'], write: ['exports'] },
    sendsTo: ['documents'],
    consumes: 'documents',
  },

  'schedules/sla-sweep': sweep('ticket-escalations'),
  'schedules/survey-due': sweep('survey-dispatch'),
  // After a change of settings it goes through all customers.
  'schedules/customer-review': { ...sweep('customer-work'), indexes: ['gsi2', 'gsi5'] },
  'schedules/snapshot-full': snapshotSchedule,
  'schedules/snapshot-incremental': snapshotSchedule,
  // Reads the trail in the table itself; checks keyed digests, for which it needs the secret.
  'schedules/audit-seal': {
    reads: true,
    writes: ['AUS'],
    secret: true,
    auditObjects: 'lock',
    failures: 'schedule',
  },

  'streams/publish-changes': {
    consumes: 'table-stream',
    publishes: true,
    writes: ['CH'],
    failures: 'stream',
  },
  'streams/aggregates': {
    reads: true,
    consumes: 'table-stream',
    writes: ['CNT', 'SC', 'TKT'],
    failures: 'stream',
  },

  bootstrap: {
    reads: true,
    writes: ['CFG', 'USR', 'SUB', 'MEM', 'CUS', 'LK', 'SR', 'TF', 'AUD'],
    // After each deployment older items are brought up to date.
    sendsTo: ['restores'],
    secret: true,
    dataKeys: 'create',
  },
};
