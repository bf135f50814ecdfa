import { iso } from '#shared/domain/kernel/time.ts';
import type { EventType, TicketEvent } from '#shared/domain/tickets/event.ts';

/** A fact as the rest of the world hears it: ids and words, never what people wrote (`api.md`, Webhooks). */
export type OutgoingEvent = {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: { readonly ticketId: string; readonly seq: number } & Readonly<Record<string, unknown>>;
};

const others: Partial<Record<EventType, string>> = {
  surveyAnswered: 'survey.answered',
  surveySent: 'survey.sent',
  surveyNotSent: 'survey.notSent',
  surveyReminded: 'survey.reminded',
  taskAdded: 'task.added',
  taskDone: 'task.done',
  actionRequested: 'action.requested',
  actionDone: 'action.done',
};

/** Which values of a fact may leave: words, numbers and ids. Reasons and texts stay in the timeline. */
const mayLeave: ReadonlySet<string> = new Set([
  'channel',
  'kind',
  'category',
  'severity',
  'priority',
  'teamId',
  'escalationLevel',
  'messageId',
  'visibility',
  'author',
  'from',
  'to',
  'target',
  'cycle',
  'rung',
  'detectedAt',
  'n',
  'level',
  'cause',
  'dueAt',
  'fromTeamId',
  'toTeamId',
  'assigneeId',
  'fromAssigneeId',
  'holdUntil',
  'surveyId',
  'taskId',
  'type',
  'policyId',
  'policyVersion',
  'reopenCount',
  'edit',
]);

/** The address of a kind of fact on the bus. */
export const outgoingType = (type: EventType): string => others[type] ?? `ticket.${type}`;

/** A timeline event in its published form; the same event always gives the same, so that consumers can drop repeats by its id. */
export const outgoing = ({ id, ticketId, seq, type, at, data }: TicketEvent): OutgoingEvent => ({
  id,
  type: outgoingType(type),
  timestamp: iso(at),
  data: { ...Object.fromEntries(Object.entries(data).filter(([name]) => mayLeave.has(name))), ticketId, seq },
});
