import type { Write } from '#shared/app/records.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import type { Status } from './reference/clocks.ts';

type Head = { readonly before: Ticket | undefined; readonly after: Ticket };
const headIn = (writes: readonly Write[]): Head | undefined => {
  for (const write of writes) {
    if (!('kind' in write) || write.kind !== 'ticket' || write.op === 'put') continue;
    return { before: write.op === 'update' ? write.before : undefined, after: write.record };
  }
  return undefined;
};

const fail = (what: string): never => {
  throw new Error(`what must always hold does not: ${what}`);
};

/**
 * What must hold of everything that is ever written together: the status moves along the table (TKT-2), the timeline has no gap (TKT-1), the
 * version goes up by one, nothing of the ladder is written for a case that is resolved or closed (ESC-3), nor before its time (ESC-2), each step
 * by one (ESC-4), and a survey only with its resolution (SVY-1). Answers how many moves of a status there were.
 */
export const checkCommit = (
  writes: readonly Write[],
  transitions: Readonly<Record<Status, readonly Status[]>>,
): number => {
  const head = headIn(writes);
  const events = writes.flatMap((write) =>
    'kind' in write && write.kind === 'event' && write.op === 'create' ? [write.record] : [],
  );
  const rungs = writes.flatMap((write) => ('kind' in write && write.kind === 'rung' ? [write.record] : []));
  const steps = writes.flatMap((write) =>
    'kind' in write && write.kind === 'escalation' && write.op === 'create' ? [write.record] : [],
  );
  const surveys = writes.filter(
    (write) => 'kind' in write && write.kind === 'survey' && write.op === 'create',
  );
  if (!head) return events.length + rungs.length + steps.length > 0 ? fail('a fact without its case') : 0;
  const { before, after } = head;
  if (after.version !== (before?.version ?? 0) + 1) fail('a version was passed over');
  const first = (before?.eventSeq ?? 0) + 1;
  const isWhole =
    events.every(({ seq }, n) => seq === first + n) && after.eventSeq === first + events.length - 1;
  if (!isWhole) fail(`the timeline has a gap at ${first}`);
  // In the write that brings a case back, the ladder may move only after that.
  const done = before !== undefined && (before.status === 'resolved' || before.status === 'closed');
  const back = events.find(({ type }) => type === 'reopened')?.seq ?? Number.POSITIVE_INFINITY;
  const climbing = ['slaWarning', 'slaBreached', 'escalated'];
  const tooLate = ({ type, seq }: TicketEvent): boolean => climbing.includes(type) && seq < back;
  const silent = back === Number.POSITIVE_INFINITY && steps.length + rungs.length > 0;
  if (done && (silent || events.some(tooLate))) fail('the ladder moved after the case was done with');
  if (rungs.some(({ dueAt, firedAt }) => firedAt < dueAt)) fail('a rung fired early');
  if (steps.some(({ n }, place) => n !== (before?.escalations ?? 0) + place + 1))
    fail('a step of the ladder is missing');
  const from = before?.status;
  const resolves = after.status === 'resolved' && from !== 'resolved';
  if (surveys.length > 0 && !resolves) fail('a survey without a resolution');
  if (from === undefined || from === after.status) return 0;
  if (!transitions[from].includes(after.status)) fail(`a case went from ${from} to ${after.status}`);
  return 1;
};
