import type { Kind, Records, Write } from '#shared/app/records.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import type { Status } from './reference/clocks.ts';

type Head = { readonly before: Ticket | undefined; readonly after: Ticket };
const headsIn = (writes: readonly Write[]): readonly Head[] =>
  writes.flatMap((write) => {
    if (!('kind' in write) || write.kind !== 'ticket' || write.op === 'put') return [];
    return [{ before: write.op === 'update' ? write.before : undefined, after: write.record }];
  });

const made = <K extends Kind>(writes: readonly Write[], kind: K): readonly Records[K][] =>
  writes.flatMap((write) =>
    'kind' in write && write.kind === kind && write.op === 'create' ? [write.record as Records[K]] : [],
  );

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
  const heads = headsIn(writes);
  const known = new Set(heads.map(({ after }) => after.id));
  const parts = [...made(writes, 'event'), ...made(writes, 'rung'), ...made(writes, 'escalation')];
  if (parts.some(({ ticketId }) => !known.has(ticketId))) fail('a fact without its case');
  return heads.reduce((moves, head) => moves + checkHead(head, writes, transitions), 0);
};

const checkHead = (
  { before, after }: Head,
  writes: readonly Write[],
  transitions: Readonly<Record<Status, readonly Status[]>>,
): number => {
  const isOurs = ({ ticketId }: { ticketId?: string | undefined }): boolean => ticketId === after.id;
  const events = made(writes, 'event').filter(isOurs);
  const rungs = made(writes, 'rung').filter(isOurs);
  const steps = made(writes, 'escalation').filter(isOurs);
  const surveys = made(writes, 'survey').filter(isOurs);
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
