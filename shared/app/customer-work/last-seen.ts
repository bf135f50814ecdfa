import type { Customer } from '#shared/domain/customers/customer.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { TicketCard } from '#shared/domain/tickets/list.ts';
import { idsOf } from '../customers/person.ts';
import type { Context } from '../ports.ts';

/** The newest case of a person, under any of their records. */
export const newestCase = async (
  customer: Customer,
  { lists }: Pick<Context, 'lists'>,
): Promise<TicketCard | undefined> => {
  const [customerId = customer.id, ...formerIds] = idsOf(customer);
  const query = { customerId, formerIds, sort: '-createdAt' } as const;
  return (await lists.tickets(query, { limit: 1, after: undefined })).items[0];
};

/** When a person had to do with the shop last: their newest case or purchase, or when they became known. */
export const lastSeenAt = (customer: Customer, newest: TicketCard | undefined): Instant =>
  Math.max(customer.createdAt, newest?.createdAt ?? 0, customer.value?.tally.recent.at(-1) ?? 0);
