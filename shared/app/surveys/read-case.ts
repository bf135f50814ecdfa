import type { Customer } from '#shared/domain/customers/customer.ts';
import type { Order } from '#shared/domain/orders/order.ts';
import type { Recipient } from '#shared/domain/surveys/eligibility.ts';
import { recipientOf } from '#shared/domain/surveys/recipient.ts';
import type { Survey, SurveyBudget } from '#shared/domain/surveys/survey.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { survivorOf } from '../customers/person.ts';
import type { Context } from '../ports.ts';
import { type Ref, ref } from '../records.ts';

/** What a decision about sending is taken from. */
export type Case = {
  /** What it is about: a case or an order. */
  readonly ticket: Ticket | undefined;
  readonly order: Order | undefined;
  readonly recipient: Recipient;
  /** Whose budget it is: of a customer who was merged away, who took them over. */
  readonly customerId: string;
  readonly budget: SurveyBudget | undefined;
  /** The customer's records that this was read from. */
  readonly records: readonly Customer[];
};

/** The record that a survey is about. */
export const subjectOf = ({ ticketId, orderId }: Survey): Ref => {
  if (ticketId !== undefined) return ref('ticket', ticketId);
  if (orderId === undefined) throw new Error('a survey is about nothing');
  return ref('order', orderId);
};

/** Case or order, customer and budget of a survey as they are now: consent counts when sending, not when reserving. `undefined`: what it is about is gone. */
export const readCase = async (
  survey: Survey,
  { reader }: Pick<Context, 'reader'>,
): Promise<Case | undefined> => {
  const wanted = {
    subject: subjectOf(survey),
    customer: ref('customer', survey.customerId),
    budget: ref('surveyBudget', survey.customerId),
  };
  const found = await reader.get(Object.values(wanted));
  if (found.one(wanted.subject) === undefined) return undefined;
  const subject = {
    ticket: survey.ticketId === undefined ? undefined : found.one(ref('ticket', survey.ticketId)),
    order: survey.orderId === undefined ? undefined : found.one(ref('order', survey.orderId)),
  };
  const asked = found.one(wanted.customer);
  const customer = asked && (await survivorOf(asked, { reader }));
  if (asked === undefined || customer === undefined || customer.id === survey.customerId)
    return {
      ...subject,
      recipient: recipientOf(customer),
      customerId: survey.customerId,
      budget: found.one(wanted.budget),
      records: customer === undefined ? [] : [customer],
    };
  const theirs = ref('surveyBudget', customer.id);
  const budget = (await reader.get([theirs])).one(theirs);
  const records = [asked, customer];
  return { ...subject, recipient: recipientOf(customer), customerId: customer.id, budget, records };
};
