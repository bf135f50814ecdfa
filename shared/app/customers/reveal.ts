import type { AuditEvent } from '#shared/domain/audit/audit-event.ts';
import {
  CASE_COUNTS_FOR_MS,
  revealDay,
  secondsToNextDay,
  withReveal,
} from '#shared/domain/customers/reveal-limit.ts';
import { type RefusalCode, refuseField } from '#shared/domain/kernel/refusal.ts';
import type { RevealField } from '#shared/domain/people/permissions.ts';
import { AuditedRefusal } from '../audit/audited-refusal.ts';
import type { Context } from '../ports.ts';
import { create, ref, update, type Write } from '../records.ts';
import { ticketOr404 } from '../tickets/access.ts';

export type RevealAsk = {
  readonly customerId: string;
  readonly fields: readonly RevealField[];
  readonly purpose: string;
  /** The case it is for. */
  readonly ticketId?: string | undefined;
};

const eventOf = (ask: RevealAsk, context: Context, refused?: RefusalCode): AuditEvent => ({
  id: context.newId('aud'),
  at: context.now,
  actor: { type: context.caller.type, id: context.caller.id, role: context.caller.role },
  action: refused === undefined ? 'customer.revealed' : 'customer.revealRefused',
  object: ask.customerId,
  result: refused === undefined ? 'done' : 'refused',
  data: {
    fields: ask.fields,
    ...(ask.ticketId === undefined ? {} : { ticketId: ask.ticketId }),
    ...(refused === undefined ? {} : { code: refused }),
  },
  purpose: ask.purpose,
});

/**
 * The writes of this reveal: its record, and one more in the day's tally. Refuses, and that too is recorded, with `forbidden` where the
 * role may not see all of the fields or the case is over, and with `too_many_requests` beyond the setting `revealPerDay`
 * (`api.md`, Reveal).
 */
export const reveal = async (ask: RevealAsk, context: Context): Promise<readonly Write[]> => {
  const { caller, config, now } = context;
  if (!ask.fields.every((field) => caller.reveal.has(field)))
    throw new AuditedRefusal('forbidden', eventOf(ask, context, 'forbidden'));
  checkCase(ask, context);
  const { revealPerDay, timeZone } = config.settings;
  const tallyRef = ref('revealTally', caller.id, revealDay(now, timeZone));
  const tally = (await context.reader.get([tallyRef])).one(tallyRef);
  if ((tally?.count ?? 0) >= revealPerDay)
    throw new AuditedRefusal('too_many_requests', eventOf(ask, context, 'too_many_requests'), {
      seconds: secondsToNextDay(now, timeZone),
    });
  const counted = withReveal(tally, { userId: caller.id, day: revealDay(now, timeZone), now });
  return [
    create('audit', eventOf(ask, context)),
    tally ? update('revealTally', tally, counted) : create('revealTally', counted),
  ];
};

/** Where the setting asks for it, a reveal is for a case of this customer that the caller works on. */
const checkCase = (ask: RevealAsk, context: Context): void => {
  const { ticketId, customerId } = ask;
  if (ticketId === undefined) {
    if (!context.config.settings.revealNeedsTicket) return;
    throw refuseField('ticketId', 'name the ticket that this is for');
  }
  const ticket = ticketOr404(context, ticketId);
  if (ticket.customerId !== customerId)
    throw refuseField('ticketId', 'is a ticket of somebody else', 'unknown_reference');
  const over = ticket.closedAt !== undefined && ticket.closedAt + CASE_COUNTS_FOR_MS < context.now;
  if (over) throw new AuditedRefusal('forbidden', eventOf(ask, context, 'forbidden'));
};
