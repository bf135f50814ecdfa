import type { ImportKey } from '#shared/domain/imports/import.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { generalCategory, kindOfCategory } from '#shared/domain/settings/categories.ts';
import { editTicket, type TicketEdit } from '#shared/domain/tickets/edit.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import type { Context } from '../ports.ts';
import { ref } from '../records.ts';
import { circumstances } from '../tickets/access.ts';
import { ticketWrites } from '../tickets/ticket-writes.ts';
import type { Decision } from './decision.ts';
import type { CheckedRow } from './tools.ts';

type Row = CheckedRow['tickets'];

/** A case that came with an earlier file: its head is edited as by hand, at this moment. A past that reads otherwise now is refused. */
export const editImported = async (
  row: Row,
  known: ImportKey,
  past: string,
  context: Context,
): Promise<Decision> => {
  const wanted = ref('ticket', known.objectId);
  const ticket = (await context.reader.get([wanted])).one(wanted);
  if (known.past !== past || ticket === undefined)
    throw refuseField('messages', 'is past already and cannot be changed', 'conflict', 'past_changed');
  const change = editTicket(ticket, editOf(ticket, row, context), circumstances(context));
  if (change === undefined) return { outcome: 'unchanged', objectId: ticket.id, writes: [] };
  return { outcome: 'updated', objectId: ticket.id, writes: await ticketWrites(change, context) };
};

/** Kind and category always fit each other, as in an edit by hand. */
const sortOf = (
  ticket: Ticket,
  { kind, category }: Row,
  { config }: Context,
): Pick<TicketEdit, 'kind' | 'category'> => {
  const { categories } = config.settings;
  if (category !== undefined) {
    const of = kindOfCategory(category, categories);
    if (!of) throw refuseField('category', 'is not one of the categories in the settings');
    if (kind !== undefined && kind !== of)
      throw refuseField('category', `does not belong to the kind ${kind}`);
    return { kind: of, category };
  }
  return kind === undefined || kind === ticket.kind
    ? {}
    : { kind, category: generalCategory(kind, categories) };
};

const editOf = (ticket: Ticket, row: Row, context: Context): TicketEdit => ({
  subject: row.subject,
  ...sortOf(ticket, row, context),
  ...(row.severity === undefined ? {} : { severity: row.severity }),
  ...(row.priority === undefined ? {} : { priority: row.priority }),
  ...(row.language === undefined ? {} : { language: row.language }),
  ...(row.tags === undefined ? {} : { tags: [...row.tags] }),
});
