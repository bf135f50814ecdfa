import type { dataCopyRoutes } from '#shared/contracts/data-copy.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import type { Consent } from '#shared/domain/customers/consent.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { maskOthers } from '#shared/domain/customers/mask-others.ts';
import { everyField } from '#shared/domain/customers/masked.ts';
import { iso, isoOrNull } from '#shared/domain/kernel/time.ts';
import type { RevealField } from '#shared/domain/people/permissions.ts';
import type { Survey } from '#shared/domain/surveys/survey.ts';
import type { TicketCard } from '#shared/domain/tickets/list.ts';
import type { AuditList } from '../audit/trail.ts';
import { upTo } from '../every-page.ts';
import type { Slice } from '../lists.ts';
import { orderView } from '../orders/views.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Context, Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { dataCopyPage } from './data-copy-page.ts';
import { gradeChangeView } from './list-grades.ts';
import { type Person, personOr404 } from './person.ts';
import { customerView } from './views.ts';

type Route = (typeof dataCopyRoutes)['customers/data-copy'];
export type DataCopy = ResponseOf<Route>;
type Part = { readonly name: string; readonly isAll: boolean };

/** Bounds of one answer: cases of a page, messages of a case, entries of each other part. An answer stays below five megabytes but for the longest messages. */
const CASES = 20;
const MESSAGES = 200;
const ENTRIES = 500;
/** As whom the person's own things are shown: whole. */
const self = { type: 'customer', reveal: new Set<RevealField>() } as const;

/**
 * `GET /v1/customers/{id}/data-copy`: to customers their own, to administrators anyone's. The first page has everything but the cases
 * behind the twentieth, which follow page by page. Each page that is taken is recorded.
 */
export const dataCopy = (reads: () => AuditList): Operation<Route> => ({
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params, query }, context) {
    const person = await personOr404(params.id, context);
    const { customer } = person;
    const list = `data-copy/${customer.id}`;
    const asked = { limit: CASES, ...query };
    const [customerId = customer.id, ...formerIds] = person.ids;
    const slice = await context.lists.tickets(
      { customerId, formerIds, sort: '-createdAt' },
      pageAsk(list, asked, context),
    );
    const cut: Part[] = [];
    const first = query.cursor === undefined ? await firstPage(person, cut, reads(), context) : {};
    const cases = await casesOf(slice, customer, cut, context);
    const { nextCursor } = pageOf(list, asked, { items: [], next: slice.next }, () => undefined, context);
    const body: DataCopy = {
      generatedAt: iso(context.now),
      customerId: customer.id,
      ...first,
      cases,
      cut: [...new Set(cut.filter(({ isAll }) => !isAll).map(({ name }) => name))],
      ...(nextCursor === undefined ? {} : { nextCursor }),
    };
    return {
      ...(context.accepts === 'html' ? dataCopyPage(body, context.language) : { body }),
      audit: [{ action: 'customer.copied', object: customer.id, data: { cases: cases.length } }],
    };
  },
});

const firstPage = async (
  person: Person,
  cut: Part[],
  reads: AuditList,
  context: Context,
): Promise<Omit<Partial<DataCopy>, 'cases' | 'cut'>> => {
  const { customer, ids } = person;
  const { lists } = context;
  const [customerId = customer.id, ...formerIds] = ids;
  const [consents, notes, orders, surveys, grades, seen] = await Promise.all([
    upTo(ENTRIES, (page) => lists.consents(ids, page)),
    upTo(ENTRIES, (page) => lists.customerNotes(ids, page)),
    upTo(ENTRIES, (page) => lists.orders({ customerIds: ids }, page)),
    upTo(ENTRIES, (page) => lists.surveys({ customerId, formerIds }, page)),
    upTo(ENTRIES, (page) => lists.gradeChanges(ids, page)),
    upTo(ENTRIES, (page) => reads({ object: customer.id, from: 0, to: context.now }, page)),
  ]);
  cut.push(
    { name: 'consents', ...consents },
    { name: 'notes', ...notes },
    { name: 'orders', ...orders },
    { name: 'surveys', ...surveys },
    { name: 'grades', ...grades },
    { name: 'reads', ...seen },
  );
  return {
    record: customerView(customer, context, everyField),
    formerIds,
    consents: consents.items.map(consentCopy),
    notes: notes.items.map(({ createdAt, author, body }) => ({
      at: iso(createdAt),
      author,
      body: maskOthers(body, customer.phones),
    })),
    orders: await ordersOf(
      orders.items.map(({ id }) => id),
      context,
    ),
    surveys: surveys.items.map(surveyCopy),
    grades: grades.items.map(gradeChangeView),
    reads: seen.items.map(({ at, action, actor: { type, id } }) => ({
      at: iso(at),
      action,
      actor: { type, id },
    })),
  };
};

const consentCopy = ({ at, ...consent }: Consent) => ({ ...consent, at: iso(at) });

const surveyCopy = ({ id, ticketId, status, language, createdAt, sentAt, answeredAt, answer }: Survey) => ({
  id,
  ticketId,
  status,
  language,
  createdAt: iso(createdAt),
  sentAt: isoOrNull(sentAt),
  answeredAt: isoOrNull(answeredAt),
  answer: answer ?? null,
});

const ordersOf = async (ids: readonly string[], { reader }: Context) => {
  const refs = ids.map((id) => ref('order', id));
  const found = await reader.get(refs);
  return refs.flatMap((each) => {
    const order = found.one(each);
    return order === undefined ? [] : [orderView(order, self)];
  });
};

const casesOf = (
  { items }: Slice<TicketCard>,
  { phones }: Customer,
  cut: Part[],
  context: Context,
): Promise<DataCopy['cases']> =>
  Promise.all(items.map(({ id }) => caseOf(id, phones, cut, context))).then((all) => all.flat());

const caseOf = async (
  id: string,
  phones: readonly string[],
  cut: Part[],
  { reader, lists }: Context,
): Promise<DataCopy['cases']> => {
  const ticket = (await reader.get([ref('ticket', id)])).one(ref('ticket', id));
  if (ticket === undefined) return [];
  // What the desk says among itself about a case is about the case; notes about the person are in the copy.
  const messages = await upTo(MESSAGES, (page) => lists.messages(id, page, true, ticket.customerId));
  cut.push({ name: `messages of ${ticket.number}`, isAll: messages.isAll });
  const { number, kind, category, status, channel, language, tags, createdAt, closedAt } = ticket;
  return [
    {
      id,
      number,
      kind,
      category,
      status,
      channel,
      language,
      subject: maskOthers(ticket.subject, phones),
      tags,
      createdAt: iso(createdAt),
      closedAt: isoOrNull(closedAt),
      messages: messages.items.map((message) => ({
        at: iso(message.createdAt),
        author: message.author,
        visibility: message.visibility,
        body: maskOthers(message.body, phones),
      })),
    },
  ];
};
