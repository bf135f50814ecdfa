import type { Belongings, Only } from './restore.ts';
import type { Stored } from './rules.ts';

const afterHash = (text: string): string => text.slice(text.indexOf('#') + 1);
const lastPart = (text: string): string => text.slice(text.lastIndexOf('#') + 1);

const with_ = (all: readonly string[], id: unknown): readonly string[] =>
  typeof id !== 'string' || all.includes(id) ? all : [...all, id];

/** What is known to belong once this head of the snapshot is known: gone through once for all heads, before anything is written. */
export const joined = (belongings: Belongings, only: Only, item: Stored): Belongings => {
  if (item['sk'] !== 'A') return belongings;
  const family = String(item['pk']).split('#', 1)[0];
  const isTheirs = 'customerId' in only && item['customerId'] === only.customerId;
  const isOfTicket = 'ticketId' in only && item['ticketId'] === only.ticketId;
  if (family === 'TKT' && isTheirs)
    return { ...belongings, tickets: [...with_(belongings.tickets, item['id'])] };
  if (family === 'ORD' && isTheirs)
    return { ...belongings, orders: [...with_(belongings.orders, item['id'])] };
  if (family === 'SVY' && (isTheirs || isOfTicket))
    return { ...belongings, surveys: [...with_(belongings.surveys, item['id'])] };
  return belongings;
};

export const beginning = (only: Only): Belongings => ({
  tickets: 'ticketId' in only ? [only.ticketId] : [],
  customers: 'customerId' in only ? [only.customerId] : [],
  orders: [],
  surveys: [],
});

/** Whether an item is part of what is restored: by its key, or by the record it leads to. */
export const belongs = (item: Stored, { tickets, orders, surveys, customers }: Belongings): boolean => {
  const [pk, sk] = [String(item['pk']), String(item['sk'])];
  switch (pk.slice(0, pk.indexOf('#'))) {
    case 'TKT':
      return tickets.includes(afterHash(pk));
    case 'NUM':
    case 'IN':
      return tickets.includes(String(item['ticketId']));
    case 'ORD':
      return sk.startsWith('T#') ? tickets.includes(lastPart(sk)) : orders.includes(afterHash(pk));
    case 'SVY':
      return surveys.includes(afterHash(pk));
    case 'SVT':
      return surveys.includes(String(item['surveyId']));
    case 'CUS':
      return customers.includes(afterHash(pk));
    case 'TF':
      return tickets.includes(lastPart(sk)) || customers.includes(lastPart(sk));
    case 'SR':
      return customers.includes(lastPart(sk));
    case 'SUB':
      return customers.includes(String(item['id']));
    case 'ER':
      return customers.includes(sk);
    case 'LK':
      return (
        Array.isArray(item['customerIds']) && item['customerIds'].some((id) => customers.includes(String(id)))
      );
    case 'IX':
      return [item['ticketId'], item['customerId'], item['orderId'], item['id'], item['recordId']].some(
        (id) =>
          typeof id === 'string' && (tickets.includes(id) || orders.includes(id) || customers.includes(id)),
      );
    default:
      return false;
  }
};
