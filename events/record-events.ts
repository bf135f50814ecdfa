import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { defineFact } from './envelope.ts';
import { number } from './words.ts';

const customer = { customerId: idSchema('cus'), version: number };

/** What happens to the records of customers and orders; `version` is the one that it made. */
export const customerCreated = defineFact('customer.created', {
  when: 'A customer’s record is made, by staff, by a case or by an order.',
  data: customer,
});

export const customerUpdated = defineFact('customer.updated', {
  when: 'Anything in a customer’s record changed, their grade and status included.',
  data: customer,
});

export const customerMerged = defineFact('customer.merged', {
  when: 'A customer’s record was joined with another; it answers with the survivor from now on.',
  data: customer,
});

export const customerErased = defineFact('customer.erased', {
  when: 'A customer was erased: no personal value of theirs can be read any more.',
  data: customer,
});

export const orderUpserted = defineFact('order.upserted', {
  when: 'An order came in or changed.',
  data: { orderId: idSchema('ord'), version: z.int().positive() },
});
