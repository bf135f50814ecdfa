/**
 * The single table: every key of every item and index is spelled here and nowhere else. `#` separates parts and never
 * occurs inside one; `part` refuses it. See docs/generated/table-keys.md for the list.
 */

/** The table's shape, read by the CDK table and by the emulated one, so that the two cannot drift apart. */
export const tableShape = {
  partitionKey: 'pk',
  sortKey: 'sk',
  ttl: 'ttl',
  indexes: {
    gsi1: { partitionKey: 'g1pk', sortKey: 'g1sk', projection: ['t', 'card'] },
    gsi2: { partitionKey: 'g2pk', sortKey: 'g2sk', projection: ['t', 'card'] },
    gsi3: { partitionKey: 'g3pk', sortKey: 'g3sk', projection: ['t', 'card'] },
    gsi4: { partitionKey: 'g4pk', sortKey: 'g4sk', projection: [] },
    gsi5: { partitionKey: 'g5pk', sortKey: 'g5sk', projection: [] },
    gsi6: { partitionKey: 'g6pk', sortKey: 'g6sk', projection: ['t', 'card'] },
    gsi7: { partitionKey: 'g7pk', sortKey: 'g7sk', projection: [] },
  },
} as const;
/** The table of the customers' data keys: `pk` is the customer's id. It has neither stream nor index, and no snapshot reads it. */
export const dataKeyTableShape = { partitionKey: 'pk' } as const;

export type IndexName = keyof typeof tableShape.indexes;
export type Key = { readonly pk: string; readonly sk: string };

/** One part of a key. Throws on a separator or an empty part: such a value must have been refused at the edge. */
export const part = (value: string): string => {
  if (value === '' || value.includes('#')) throw new Error('a key part is empty or holds a separator');
  return value;
};

/** Index attributes of one index, or nothing where the entry is sparse. */
export const indexKey = (index: IndexName, pk: string | undefined, sk: string): Record<string, string> =>
  pk === undefined
    ? {}
    : { [tableShape.indexes[index].partitionKey]: pk, [tableShape.indexes[index].sortKey]: sk };

/** FNV-1a (32 bit) of an id: which shard of a list an item lies in. */
export const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
};

/** How many shards each family of lists has (table-design: team lists, lists of everything, timers). */
export type Shards = { readonly team: number; readonly all: number; readonly timers: number };
export const shardOf = (id: string, shards: number): string => String(fnv1a(id) % shards).padStart(2, '0');
export const everyShard = (shards: number): readonly string[] =>
  Array.from({ length: shards }, (_, n) => String(n).padStart(2, '0'));

/** Audit records lie in 16 shards, at every stage. */
export const AUDIT_SHARDS = 16;
export const auditShardOf = (id: string): string => shardOf(id, AUDIT_SHARDS);

/** The log of changes has four shards, at every stage: a record's changes lie in one of them. */
export const CHANGE_SHARDS = 4;
export const changeShardOf = (entityId: string): string => shardOf(entityId, CHANGE_SHARDS);

/** Types of the items whose changes the log tells of, and the first parts of their partition keys, as the stream's filter needs them. */
export const CHANGE_TYPES: readonly string[] = [
  'ticket',
  'message',
  'task',
  'escalation',
  'view',
  'customer',
  'customerNote',
  'consent',
  'order',
  'survey',
  'surveyResponse',
  'user',
  'team',
  'role',
  'shop',
  'settings',
  'policy',
  'calendar',
  'template',
];
export const CHANGE_FAMILIES: readonly string[] = ['TKT#', 'CUS#', 'ORD#', 'SVY#', 'USR#', 'CFG#', 'VW#'];

/** What has timers in index g5: each family has its own shards and its own sweep. */
export type TimerFamily = 'ticket' | 'survey' | 'customer' | 'webhook';

/** Ten digits, so that sequence numbers sort as text. */
export const padded = (n: number, digits = 10): string => String(n).padStart(digits, '0');

const head = (prefix: string, id: string): Key => ({ pk: `${prefix}#${part(id)}`, sk: 'A' });

export const keys = {
  ticket: (id: string): Key => head('TKT', id),
  ticketPartition: (id: string): string => `TKT#${part(id)}`,
  ticketNumber: (number: string): Key => ({ pk: `NUM#${part(number)}`, sk: '-' }),
  message: (ticketId: string, id: string): Key => ({ pk: `TKT#${part(ticketId)}`, sk: `M#${part(id)}` }),
  messageEdit: (ticketId: string, id: string, n: number): Key => ({
    pk: `TKT#${part(ticketId)}`,
    sk: `ME#${part(id)}#${padded(n, 4)}`,
  }),
  event: (ticketId: string, seq: number): Key => ({ pk: `TKT#${part(ticketId)}`, sk: `E#${padded(seq)}` }),
  rung: (ticketId: string, cycle: number, target: string, instance: number, rung: string): Key => ({
    pk: `TKT#${part(ticketId)}`,
    sk: `X#${padded(cycle, 4)}#${part(target)}#${padded(instance, 4)}#${part(rung)}`,
  }),
  escalation: (ticketId: string, n: number): Key => ({
    pk: `TKT#${part(ticketId)}`,
    sk: `ES#${padded(n, 4)}`,
  }),
  task: (ticketId: string, id: string): Key => ({ pk: `TKT#${part(ticketId)}`, sk: `K#${part(id)}` }),
  order: (id: string): Key => head('ORD', id),
  orderTicket: (orderId: string, ticketId: string): Key => ({
    pk: `ORD#${part(orderId)}`,
    sk: `T#${part(ticketId)}`,
  }),
  facet: (facet: string, shard: string, createdAt: string, ticketId: string): Key => ({
    pk: `TF#${part(facet)}#${shard}`,
    sk: `${createdAt}#${part(ticketId)}`,
  }),
  inboundMessage: (digest: string): Key => ({ pk: `IN#${part(digest)}`, sk: '-' }),
  conversation: (customerId: string, channel: string): Key => ({
    pk: `CUS#${part(customerId)}`,
    sk: `CV#${part(channel)}`,
  }),
  identityCheck: (ticketId: string): Key => ({ pk: `TKT#${part(ticketId)}`, sk: 'IC' }),
  view: (userId: string, id: string): Key => ({ pk: `VW#${part(userId)}`, sk: part(id) }),
  customer: (id: string): Key => head('CUS', id),
  customerLookup: (digest: string, customerId?: string): Key => ({
    pk: `LK#${part(digest)}`,
    sk: customerId === undefined ? '-' : part(customerId),
  }),
  merge: (duplicateId: string, at: number): Key => ({
    pk: `CUS#${part(duplicateId)}`,
    sk: `MG#${new Date(at).toISOString()}`,
  }),
  consent: (customerId: string, n: number): Key => ({
    pk: `CUS#${part(customerId)}`,
    sk: `CN#${padded(n, 6)}`,
  }),
  /** In the shards of audit records: erasures are few, and all of them are read when something is restored. */
  tombstone: (customerId: string): Key => ({ pk: `ER#${auditShardOf(customerId)}`, sk: part(customerId) }),
  tombstoneShard: (shard: string): string => `ER#${shard}`,
  acceptance: (userId: string, notice: string, textVersion: string): Key => ({
    pk: `USR#${part(userId)}`,
    sk: `AC#${part(notice)}#${part(textVersion)}`,
  }),
  customerNote: (customerId: string, id: string): Key => ({
    pk: `CUS#${part(customerId)}`,
    sk: `N#${part(id)}`,
  }),
  /** The beginning of `rest` finds the entry; the id makes it one of its own. */
  searchToken: (key: string, rest: string, customerId: string): Key => ({
    pk: `SR#${part(key)}`,
    sk: `${part(rest)}#${part(customerId)}`,
  }),
  gradeChange: (customerId: string, at: string, version: number): Key => ({
    pk: `CUS#${part(customerId)}`,
    sk: `GH#${at}#${padded(version)}`,
  }),
  user: (id: string): Key => head('USR', id),
  load: (userId: string): Key => ({ pk: `USR#${part(userId)}`, sk: 'LOAD' }),
  principal: (sub: string): Key => ({ pk: `SUB#${part(sub)}`, sk: 'A' }),
  member: (teamId: string, userId: string): Key => ({ pk: `MEM#${part(teamId)}`, sk: part(userId) }),
  roleHolder: (roleId: string, userId: string): Key => ({ pk: `MEM#${part(roleId)}`, sk: part(userId) }),
  /** Everything an administrator sets lies in one small partition for each kind, so that one query reads all of it. */
  config: (kind: string, id: string): Key => ({ pk: `CFG#${part(kind)}`, sk: part(id) }),
  configVersion: (kind: string, id: string, version: number): Key => ({
    pk: `CFG#${part(kind)}`,
    sk: `${part(id)}#V#${padded(version, 6)}`,
  }),
  /** Four copies of one number, so that reading it with every request heats no single partition. */
  epoch: (copy: number): Key => ({ pk: `CFG#EPOCH#${copy}`, sk: 'A' }),
  survey: (id: string): Key => head('SVY', id),
  surveyOfTicket: (ticketId: string, cycle: number, kind: string): Key => ({
    pk: `TKT#${part(ticketId)}`,
    sk: `S#${padded(cycle, 4)}#${part(kind)}`,
  }),
  surveyResponse: (surveyId: string, n: number): Key => ({
    pk: `SVY#${part(surveyId)}`,
    sk: `R#${padded(n, 4)}`,
  }),
  surveyBudget: (customerId: string): Key => ({ pk: `CUS#${part(customerId)}`, sk: 'SVB' }),
  surveyToken: (sha256: string): Key => ({ pk: `SVT#${part(sha256)}`, sk: '-' }),
  surveyCounter: (groupBy: string, day: string, key: string, hour: string): Key => ({
    pk: `SC#${part(groupBy)}#${part(day)}`,
    sk: `${part(hour)}#${part(key)}`,
  }),
  idempotency: (digest: string): Key => ({ pk: `IDM#${part(digest)}`, sk: '-' }),
  effect: (id: string): Key => ({ pk: `FX#${part(id)}`, sk: '-' }),
  revealTally: (userId: string, day: string): Key => ({ pk: `RV#${part(userId)}`, sk: part(day) }),
  rateWindow: (caller: string, window: number): Key => ({ pk: `RL#${part(caller)}`, sk: padded(window, 12) }),
  count: (scope: string): Key => ({ pk: `CNT#${part(scope)}`, sk: 'A' }),
  counted: (ticketId: string): Key => ({ pk: `TKT#${part(ticketId)}`, sk: 'CNT' }),
  /** Says that counters are being counted again (`recount/mark.ts`). */
  recount: (): Key => ({ pk: 'CNT#recount', sk: 'A' }),
  audit: (id: string): Key => ({ pk: `AUD#${auditShardOf(id)}`, sk: part(id) }),
  auditShard: (shard: string): string => `AUD#${part(shard)}`,
  /** By the hour with which the sealed span begins: two runs that seal the same span meet in one item. */
  auditSeal: (shard: string, from: string): Key => ({ pk: `AUS#${part(shard)}`, sk: part(from) }),
  auditDigest: (day: string): Key => ({ pk: 'AUS#days', sk: part(day) }),
  /** What became of a row of an imported file, by the keyed digest of the row's own key. */
  importKey: (digest: string): Key => ({ pk: `IX#${part(digest)}`, sk: '-' }),
  /** Exports, imports, snapshots and restores. */
  job: (id: string): Key => head('JOB', id),
  /** Lines of the log of changes; their sort keys are places of the feed (`domain/changes/feed.ts`). */
  changeShard: (shard: string): string => `CH#${part(shard)}`,
  /** How the deliveries of a webhook go; beside it lie its streams and its deliveries. */
  webhookState: (hookId: string): Key => head('HK', hookId),
  webhookStream: (hookId: string, id: string): Key => ({ pk: `HK#${part(hookId)}`, sk: `S#${part(id)}` }),
  webhookDelivery: (hookId: string, eventId: string): Key => ({
    pk: `HK#${part(hookId)}`,
    sk: `D#${part(eventId)}`,
  }),
  sweep: (family: string): Key => ({ pk: `SWP#${part(family)}`, sk: 'A' }),
} as const;

/** The customer in whose own partition an item lies, and whose data key is therefore read together with it. */
export const ownerOfKey = ({ pk }: Key): string | undefined =>
  pk.startsWith('CUS#') ? pk.slice('CUS#'.length) : undefined;

/** Facets of the tickets a team once had: by creation, and by due time. */
export const leftTeam = (teamId: string): string => `left=${teamId}`;
export const leftTeamDue = (teamId: string): string => `leftDue=${teamId}`;

/** Partition keys of the indexes (table-design, Global secondary indexes). */
export const indexes = {
  ticketsOfTeam: (teamId: string, status: string, shard: string) => `TT#${part(teamId)}#${status}#${shard}`,
  tickets: (status: string, shard: string) => `T#${status}#${shard}`,
  ticketsOfAssignee: (userId: string, activity: 'active' | 'done') => `TA#${part(userId)}#${activity}`,
  unassignedOfTeam: (teamId: string, shard: string) => `TU#${part(teamId)}#${shard}`,
  ticketsOfCustomer: (customerId: string) => `CT#${part(customerId)}`,
  timers: (family: TimerFamily, shard: string) => `W#${family}#${shard}`,
  dueInTeam: (teamId: string, shard: string) => `TD#${part(teamId)}#${shard}`,
  due: (shard: string) => `D#${shard}`,
  customers: (status: string, shard: string) => `C#${status}#${shard}`,
  customersOfGrade: (grade: string, shard: string) => `CG#${grade}#${shard}`,
  ordersByStatus: (status: string, shard: string) => `OS#${status}#${shard}`,
  orders: (shard: string) => `O#${shard}`,
  ordersOfCustomer: (customerId: string) => `CO#${part(customerId)}`,
  surveysByStatus: (status: string, shard: string) => `SS#${status}#${shard}`,
  surveysOfCustomer: (customerId: string) => `CS#${part(customerId)}`,
  responses: (shard: string) => `R#${shard}`,
  responsesOfTeam: (teamId: string, shard: string) => `RT#${part(teamId)}#${shard}`,
  responsesOfAgent: (userId: string) => `RA#${part(userId)}`,
  tasksOfOwner: (userId: string, activity: 'open' | 'done') => `KA#${part(userId)}#${activity}`,
  misses: (shard: string) => `BR#${shard}`,
  missesOfTeam: (teamId: string, shard: string) => `BT#${part(teamId)}#${shard}`,
  auditOfAction: (action: string, shard: string) => `AA#${part(action)}#${shard}`,
  auditOfActor: (actorId: string) => `AP#${part(actorId)}`,
  auditOfObject: (objectId: string) => `AO#${part(objectId)}`,
  jobs: (kind: 'export' | 'import' | 'snapshot' | 'restore') => `J#${kind}`,
  jobsOf: (kind: 'export' | 'import', userId: string) => `JM#${kind}#${part(userId)}`,
  parkedStreams: (hookId: string) => `WP#${part(hookId)}`,
  users: () => 'USERS',
} as const;
