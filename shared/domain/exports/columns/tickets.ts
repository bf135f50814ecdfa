import { type Column, column, computed, type Row, words } from './column.ts';

type Clock = Readonly<Record<string, unknown>>;

const clocksOf = (row: Row): readonly Clock[] => {
  const sla = row['sla'] as { readonly clocks?: readonly Clock[] } | undefined;
  return sla?.clocks ?? [];
};

const targets = ['firstResponse', 'nextResponse', 'initialHandling', 'resolution'] as const;
/** Of several clocks with one target, as replies have, the last counts. */
const clockOf = (row: Row, target: string): Clock | undefined =>
  clocksOf(row).findLast((clock) => clock['target'] === target);

const clockColumns = (target: string): readonly Column[] => [
  computed(`${target}State`, 'text', (row) => clockOf(row, target)?.['state']),
  computed(`${target}DueAt`, 'instant', (row) => clockOf(row, target)?.['dueAt']),
  computed(`${target}MetAt`, 'instant', (row) => clockOf(row, target)?.['metAt']),
  computed(`${target}Elapsed`, 'text', (row) => clockOf(row, target)?.['elapsed']),
];

/** Columns of cases: the ticket of the API, each clock in columns of its own. */
export const ticketColumns: readonly Column[] = [
  column('id'),
  column('number'),
  column('version', 'integer'),
  column('shopId'),
  column('kind'),
  column('category'),
  column('severity'),
  column('priority'),
  column('status'),
  column('channel'),
  words('subject'),
  column('language'),
  column('openedBy'),
  column('customerId'),
  column('orderIds', 'list'),
  column('teamId'),
  column('teamIds', 'list'),
  column('assigneeId'),
  column('ownerId'),
  column('escalationLevel', 'integer'),
  column('tags', 'list'),
  column('triageSource', 'text', { path: 'triage.source' }),
  column('triageConfidence', 'decimal', { path: 'triage.confidence' }),
  column('sentiment', 'text', { path: 'triage.sentiment' }),
  column('policyId', 'text', { path: 'sla.policyId' }),
  column('policyVersion', 'integer', { path: 'sla.policyVersion' }),
  ...targets.flatMap(clockColumns),
  column('createdAt', 'instant'),
  column('updatedAt', 'instant'),
  column('firstResponseAt', 'instant'),
  column('resolvedAt', 'instant'),
  column('closedAt', 'instant'),
  column('reopenCount', 'integer'),
];

/** Columns of messages: the number of their case beside them. */
export const messageColumns: readonly Column[] = [
  column('ticketId'),
  column('ticketNumber'),
  column('id'),
  column('visibility'),
  column('authorType', 'text', { path: 'author.type' }),
  column('authorId', 'text', { path: 'author.id' }),
  words('body'),
  column('attachmentIds', 'list'),
  column('createdAt', 'instant'),
  column('editedAt', 'instant'),
];

/** Columns of what happened to cases. */
export const timelineColumns: readonly Column[] = [
  column('ticketId'),
  column('ticketNumber'),
  column('seq', 'integer'),
  column('id'),
  column('type'),
  column('at', 'instant'),
  column('actorType', 'text', { path: 'actor.type' }),
  column('actorId', 'text', { path: 'actor.id' }),
  words('data', { type: 'json' }),
];
