import type { Recipient } from '#shared/domain/surveys/eligibility.ts';
import { recipientOf } from '#shared/domain/surveys/recipient.ts';
import type { Survey, SurveyBudget } from '#shared/domain/surveys/survey.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import type { Context } from '../ports.ts';
import { ref } from '../records.ts';

/** What a decision about sending is taken from. */
export type Case = {
  readonly ticket: Ticket;
  readonly recipient: Recipient;
  readonly budget: SurveyBudget | undefined;
};

/** Case, customer and budget of a survey as they are now: consent counts when sending, not when reserving. `undefined`: the case is gone. */
export const readCase = async (
  survey: Survey,
  { reader }: Pick<Context, 'reader'>,
): Promise<Case | undefined> => {
  const wanted = {
    ticket: ref('ticket', survey.ticketId),
    customer: ref('customer', survey.customerId),
    budget: ref('surveyBudget', survey.customerId),
  };
  const found = await reader.get(Object.values(wanted));
  const ticket = found.one(wanted.ticket);
  if (ticket === undefined) return undefined;
  return { ticket, recipient: recipientOf(found.one(wanted.customer)), budget: found.one(wanted.budget) };
};
