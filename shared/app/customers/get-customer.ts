import type { customerRoutes } from '#shared/contracts/customers.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { reveal } from './reveal.ts';
import { customerView } from './views.ts';

/** `GET /v1/customers/{id}`. To a customer, others are not found. Each read by somebody else is audited, and what it reveals. */
export const getCustomer: Operation<(typeof customerRoutes)['customers/get-customer']> = {
  wants: ({ params, query }) => [
    ref('customer', params.id),
    ...(query.ticketId === undefined ? [] : [ref('ticket', query.ticketId)]),
  ],
  async run({ params, query }, context) {
    const { found, caller } = context;
    const customer = found.one(ref('customer', params.id));
    if (!customer || (caller.type === 'customer' && caller.id !== customer.id))
      throw new Refusal('not_found');
    const { reveal: fields, purpose, ticketId } = query;
    const writes = fields
      ? await reveal({ customerId: customer.id, fields, purpose, ticketId }, context)
      : [];
    // Who reads their own record leaves no trace; a reveal has its own.
    const isNoted = fields === undefined && caller.id !== customer.id;
    return {
      body: customerView(customer, caller, new Set(fields)),
      version: customer.version,
      writes,
      ...(isNoted ? { audit: [{ action: 'customer.read', object: customer.id }] } : {}),
    };
  },
};
