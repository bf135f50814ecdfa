import type { CaseEvent, CaseFile, CaseMessage, CaseSurvey } from '#shared/domain/documents/case-file.ts';
import type { Row } from '#shared/domain/exports/columns/column.ts';
import { everyPage, upTo } from '../every-page.ts';
import type { Context } from '../ports.ts';
import { mayRead } from '../surveys/access.ts';
import { surveyView } from '../surveys/views.ts';
import { eventView, messageView, type ticketView } from '../tickets/view.ts';
import type { Names } from './names.ts';

/** A case as the API shows it. */
type TicketView = ReturnType<typeof ticketView>;

/** Of a case that is longer, the document says so: it is for reading, files for machines hold everything. */
const MOST_MESSAGES = 500;
const MOST_EVENTS = 1000;

/** Everything about a case that its reader may see, from a row of their export of cases. */
export const readCase = async (row: Row, context: Context, names: Names): Promise<CaseFile> => {
  // Rows of cases are made by `ticketView` (`app/exports/rows.ts`).
  const ticket = row as TicketView;
  const { caller } = context;
  const [messages, events, surveys] = await Promise.all([
    caller.permissions.has('messages.read') ? messagesOf(ticket, context) : undefined,
    eventsOf(ticket, context),
    caller.permissions.has('surveys.read') ? surveysOf(ticket, context) : [],
  ]);
  await names.learn(peopleIn(ticket, messages?.items ?? [], events.items));
  const { nameOf } = names;
  return {
    ...headOf(ticket, nameOf),
    messages: messages?.items.map(
      ({ author, body, createdAt, editedAt, visibility }): CaseMessage => ({
        at: Date.parse(createdAt),
        author: nameOf(author.id),
        internal: visibility === 'internal',
        edited: editedAt !== null,
        body,
      }),
    ),
    timeline: events.items.map(
      ({ seq, at, type, actor, data }): CaseEvent => ({
        seq,
        at: Date.parse(at),
        type,
        actor: nameOf(actor.type === 'system' ? 'system' : actor.id),
        data,
      }),
    ),
    surveys,
    isCut: messages?.isAll === false || !events.isAll,
  };
};

const headOf = (ticket: TicketView, nameOf: (id: string) => string) => {
  const person = (id: string | null): string => (id === null ? '' : nameOf(id));
  const { number, subject, status, kind, category, severity, priority, channel } = ticket;
  return {
    ...{ number, subject, status, kind, category, severity, priority, channel },
    escalationLevel: ticket.escalationLevel,
    reopenCount: ticket.reopenCount,
    tags: ticket.tags,
    orders: ticket.orderIds,
    customer: nameOf(ticket.customerId),
    team: nameOf(ticket.teamId),
    assignee: person(ticket.assigneeId),
    owner: person(ticket.ownerId),
    createdAt: Date.parse(ticket.createdAt),
    firstResponseAt: instantOf(ticket.firstResponseAt),
    resolvedAt: instantOf(ticket.resolvedAt),
    closedAt: instantOf(ticket.closedAt),
    clocks: ticket.sla.clocks.map(({ target, state, startedAt, dueAt, metAt, elapsed }) => ({
      target,
      state,
      startedAt: Date.parse(startedAt),
      dueAt: instantOf(dueAt),
      metAt: instantOf(metAt),
      elapsed,
    })),
  };
};

const instantOf = (text: string | null | undefined): number | undefined =>
  text === null || text === undefined ? undefined : Date.parse(text);

const messagesOf = async ({ id, customerId }: TicketView, { lists, caller }: Context) => {
  const { items, isAll } = await upTo(MOST_MESSAGES, (page) => lists.messages(id, page, false, customerId));
  return { items: items.map((message) => messageView(message, caller)), isAll };
};

const eventsOf = async ({ id, customerId }: TicketView, { lists, caller }: Context) => {
  const { items, isAll } = await upTo(MOST_EVENTS, (page) => lists.events(id, page, customerId));
  return { items: items.map((event) => eventView(event, caller)), isAll };
};

const surveysOf = async ({ id }: TicketView, { lists, caller }: Context): Promise<CaseSurvey[]> => {
  const surveys = await everyPage((page) => lists.surveys({ ticketId: id }, page));
  return surveys
    .filter((survey) => mayRead(caller, survey))
    .map((survey) => {
      const { status, sentAt, answeredAt, answer } = surveyView(survey, caller);
      return {
        status,
        sentAt: instantOf(sentAt),
        answeredAt: instantOf(answeredAt),
        csat: answer?.csat,
        nps: answer?.nps ?? undefined,
        comment: answer?.comment ?? undefined,
      };
    });
};

/** Everybody whose name the case speaks of. */
const peopleIn = (
  ticket: TicketView,
  messages: readonly { readonly author: { readonly id: string } }[],
  events: readonly {
    readonly actor: { readonly id: string };
    readonly data: Readonly<Record<string, unknown>>;
  }[],
): string[] => [
  ...[ticket.customerId, ticket.assigneeId, ticket.ownerId].filter((id) => id !== null),
  ...messages.map(({ author }) => author.id),
  ...events.flatMap(({ actor, data }) => [
    actor.id,
    ...Object.values(data).filter((value) => typeof value === 'string'),
  ]),
];
