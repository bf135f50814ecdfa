import type { Grade } from '../customers/grade.ts';
import type { Instant } from '../kernel/time.ts';
import { type TicketChange, tell, withTicket } from './change.ts';
import { start } from './clocks.ts';
import { impliedPriority } from './create.ts';
import type { Desk } from './desk.ts';
import type { Actor } from './event.ts';
import { settle } from './settle.ts';
import type { Ticket } from './ticket.ts';

export type TicketEdit = Partial<
  Pick<
    Ticket,
    | 'subject'
    | 'kind'
    | 'category'
    | 'severity'
    | 'priority'
    | 'language'
    | 'tags'
    | 'orderIds'
    | 'customerId'
  >
>;

/** An edit; a new customer comes with their grade. */
type Edit = TicketEdit & { readonly grade?: Grade };

const personal: ReadonlySet<string> = new Set(['subject']);
const triaged: ReadonlySet<string> = new Set(['kind', 'category', 'severity', 'language']);

/**
 * Changes fields of a case by hand. Each changed field is told with before and after (a subject by name only: it is the
 * customer's words). What triage had filled and a person corrects is marked so (T3). `undefined` when nothing changes.
 */
export const editTicket = (
  before: Ticket,
  { grade, ...edit }: Edit,
  { now, actor, desk }: { now: Instant; actor: Actor; desk: Desk },
): TicketChange | undefined => {
  const wanted = { ...edit, ...impliedBy(before, edit) };
  const changed = (Object.keys(wanted) as (keyof TicketEdit)[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(wanted[field]),
  );
  if (changed.length === 0) return undefined;
  const corrected = before.triage.source === 'auto' && changed.some((field) => triaged.has(field));
  const next = withTicket(start(before, now, desk), {
    ...wanted,
    ...(edit.priority === undefined ? {} : { priorityGiven: true }),
    triage: {
      ...before.triage,
      ...(corrected ? { source: 'corrected' as const } : {}),
      ...(grade === undefined || !changed.includes('customerId') ? {} : { grade }),
    },
  });
  const changes = Object.fromEntries(
    changed.map((field) => [
      field,
      personal.has(field) ? {} : { from: before[field], to: next.ticket[field] },
    ]),
  );
  return settle(tell(next, { type: 'updated', at: now, actor, data: { changes } }), now, actor, desk);
};

/** The priority follows the severity of a complaint as long as nobody chose one. */
const impliedBy = (before: Ticket, edit: TicketEdit): TicketEdit => {
  if (before.priorityGiven || edit.priority !== undefined) return {};
  if (edit.severity === undefined && edit.kind === undefined) return {};
  return { priority: impliedPriority(edit.kind ?? before.kind, edit.severity ?? before.severity) };
};
