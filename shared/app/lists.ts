import type { Consent } from '#shared/domain/customers/consent.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import type { Tombstone } from '#shared/domain/customers/erase.ts';
import type { GradeChange } from '#shared/domain/customers/grade-history.ts';
import type { CustomerQuery } from '#shared/domain/customers/list.ts';
import type { CustomerNote } from '#shared/domain/customers/note.ts';
import type { SearchToken } from '#shared/domain/customers/search.ts';
import type { Import } from '#shared/domain/imports/import.ts';
import type { OrderCard, OrderQuery } from '#shared/domain/orders/list.ts';
import type { Load, Member, User } from '#shared/domain/people/user.ts';
import type { Restore } from '#shared/domain/restores/restore.ts';
import type { Snapshot } from '#shared/domain/snapshots/snapshot.ts';
import type { Survey, SurveyResponse } from '#shared/domain/surveys/survey.ts';
import type { Escalation } from '#shared/domain/tickets/escalation.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import type { TicketCard, TicketQuery } from '#shared/domain/tickets/list.ts';
import type { Message } from '#shared/domain/tickets/message.ts';
import type { Task } from '#shared/domain/tickets/task.ts';
import type { SavedView } from '#shared/domain/tickets/view.ts';
import type { WebhookDelivery } from '#shared/domain/webhooks/delivery.ts';

/** A position in one total order: valid for every shard of a list, so that nothing is skipped or shown twice. */
export type Position = { readonly sort: string; readonly id: string };
export type Slice<T> = { readonly items: readonly T[]; readonly next: Position | undefined };
export type PageAsk = { readonly limit: number; readonly after: Position | undefined };

/** Lists by index; they follow a write within seconds, so no decision is taken from them. */
export type Lists = {
  tickets(query: TicketQuery, page: PageAsk): Promise<Slice<TicketCard>>;
  ticketCounts(scopes: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** `customerId` is the ticket's: their data key is then read beside the page. */
  messages(
    ticketId: string,
    page: PageAsk,
    publicOnly: boolean,
    customerId?: string,
  ): Promise<Slice<Message>>;
  events(ticketId: string, page: PageAsk, customerId?: string): Promise<Slice<TicketEvent>>;
  escalations(ticketId: string, page: PageAsk, customerId?: string): Promise<Slice<Escalation>>;
  tasks(ticketId: string, page: PageAsk, customerId?: string): Promise<Slice<Task>>;
  views(userId: string, page: PageAsk): Promise<Slice<SavedView>>;
  users(page: PageAsk): Promise<Slice<User>>;
  /** The people of a team, all of them. */
  team(teamId: string): Promise<readonly Member[]>;
  /** Whether anybody has this role of the organisation's own; as it stands at this moment. */
  hasHolders(roleId: string): Promise<boolean>;
  /** The people of a team with their load, all of them: teams are small (at most a few hundred people). */
  members(teamId: string): Promise<readonly (Member & { readonly load: Load })[]>;
  /** A page may be shorter than asked for, even empty, while there is more. */
  customers(query: CustomerQuery, page: PageAsk): Promise<Slice<Customer>>;
  /** Those of these customers who are there; in no order. */
  customersById(ids: readonly string[]): Promise<ReadonlyMap<string, Customer>>;
  /** Search entries under a key whose rest begins so, in the order of their rests. */
  searchTokens(key: string, beginning: string, page: PageAsk): Promise<Slice<SearchToken>>;
  /** Notes about a person, under all records of theirs, the newest first, strongly consistent. */
  customerNotes(customerIds: readonly string[], page: PageAsk): Promise<Slice<CustomerNote>>;
  /** The history of the grade of the person behind these records, newest first, as it stands at this moment. */
  gradeChanges(customerIds: readonly string[], page: PageAsk): Promise<Slice<GradeChange>>;
  /** Restores, newest first. */
  restores(page: PageAsk): Promise<Slice<Restore>>;
  /** The newest first; each as it stands at this moment. */
  snapshots(page: PageAsk): Promise<Slice<Snapshot>>;
  /** Imports of everybody, the newest first. */
  imports(page: PageAsk): Promise<Slice<Import>>;
  /** Orders, the last placed first. */
  orders(query: OrderQuery, page: PageAsk): Promise<Slice<OrderCard>>;
  /** Ids of the cases about an order, the newest first, read from the table; at most so many. */
  ticketsOfOrder(orderId: string, most: number): Promise<readonly string[]>;
  /** What a person agreed to, under any of their records, newest first. */
  consents(customerIds: readonly string[], page: PageAsk): Promise<Slice<Consent>>;
  /** Who was erased, by shard and then by id, some at a time: those after an id. */
  readonly tombstoneShards: readonly string[];
  tombstones(shard: string, after: string | undefined): Promise<readonly Tombstone[]>;
  surveys(
    query: { ticketId?: string; customerId?: string; formerIds?: readonly string[]; status?: string },
    page: PageAsk,
  ): Promise<Slice<Survey>>;
  surveyResponses(
    query: {
      teamId?: string;
      agentId?: string;
      customerId?: string;
      /** Other records of the same person. */
      formerIds?: readonly string[];
      answeredAfter?: number;
      answeredBefore?: number;
      scoreMax?: number;
    },
    page: PageAsk,
  ): Promise<Slice<SurveyResponse>>;
  /** What was sent to a webhook, newest event first; a page may be shorter than asked for while there is more. */
  webhookDeliveries(
    hookId: string,
    status: WebhookDelivery['status'] | undefined,
    page: PageAsk,
  ): Promise<Slice<WebhookDelivery>>;
  /** Facts that decided a missed deadline, newest first. */
  misses(
    query: { teamIds?: readonly string[]; from: number; to: number },
    page: PageAsk,
  ): Promise<Slice<TicketEvent>>;
  /** Counters of survey scores between two UTC hours, by group: see `domain/surveys/score.ts`; and, with groups `sla.<group>`, of kept and missed deadlines. */
  surveyCounters(
    groupBy: string,
    fromHour: string,
    toHour: string,
  ): Promise<readonly { key: string; hour: string; counts: Readonly<Record<string, number>> }[]>;
};
