import type { AuditQuery } from '#shared/app/audit/trail.ts';
import type { AuditEvent } from '#shared/domain/audit/audit-event.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import type { CustomerQuery } from '#shared/domain/customers/list.ts';
import type { OrderQuery } from '#shared/domain/orders/list.ts';
import type { Order } from '#shared/domain/orders/order.ts';
import type { SurveyResponse } from '#shared/domain/surveys/survey.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import type { TicketQuery } from '#shared/domain/tickets/list.ts';
import type { Message } from '#shared/domain/tickets/message.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';

/** Some of a walk, at most a few hundred, and the place behind them: with it the walk goes on after them. */
export type Batch<T> = { readonly items: readonly T[]; readonly upTo: string };
/** Goes through everything that fits, in one order, from its beginning or from behind a place. */
export type Walk<T> = (after: string | undefined) => AsyncIterable<Batch<T>>;

/** A part of a case, with its case. */
export type OfTicket<T> = { readonly ticket: Ticket; readonly part: T };
/** Cases as their list finds them, or one of them. */
export type Cases = Omit<TicketQuery, 'sort'> & { readonly ticketId?: string | undefined };
type Answers = {
  readonly teamId?: string | undefined;
  readonly agentId?: string | undefined;
  readonly customerIds?: readonly string[] | undefined;
  readonly answeredAfter?: number | undefined;
  readonly answeredBefore?: number | undefined;
  readonly scoreMax?: number | undefined;
};

/**
 * Everything of a kind that fits, in the order of its creation (of orders: of their placing, of answers: of the answer). What is there from
 * the beginning of a walk to its end comes exactly once, also where the walk is gone on with by somebody else (F56).
 */
export type ExportSources = {
  tickets(query: Cases): Walk<Ticket>;
  messages(query: Cases): Walk<OfTicket<Message>>;
  events(query: Cases): Walk<OfTicket<TicketEvent>>;
  customers(query: Omit<CustomerQuery, 'sort'>): Walk<Customer>;
  orders(query: OrderQuery): Walk<Order>;
  surveyResponses(query: Answers): Walk<SurveyResponse>;
  auditEvents(query: AuditQuery): Walk<AuditEvent>;
};
