import type { Recipient } from '#shared/domain/surveys/eligibility.ts';
import { recipientOf } from '#shared/domain/surveys/recipient.ts';
import type { Survey, SurveyBudget } from '#shared/domain/surveys/survey.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { survivorOf } from '../customers/person.ts';
import type { Context } from '../ports.ts';
import { ref } from '../records.ts';

/** What a decision about sending is taken from. */
export type Case = {
  readonly ticket: Ticket;
  readonly recipient: Recipient;
  /** Whose budget it is: of a customer who was merged away, who took them over. */
  readonly customerId: string;
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
  const asked = found.one(wanted.customer);
  const customer = asked && (await survivorOf(asked, { reader }));
  if (customer === undefined || customer.id === survey.customerId)
    return {
      ticket,
      recipient: recipientOf(customer),
      customerId: survey.customerId,
      budget: found.one(wanted.budget),
    };
  const theirs = ref('surveyBudget', customer.id);
  const budget = (await reader.get([theirs])).one(theirs);
  return { ticket, recipient: recipientOf(customer), customerId: customer.id, budget };
};
