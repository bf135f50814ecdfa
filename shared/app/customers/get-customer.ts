import type { customerRoutes } from '#shared/contracts/customers.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { personOr404 } from './person.ts';
import { reveal } from './reveal.ts';
import { customerView } from './views.ts';

/** `GET /v1/customers/{id}`. An id that was merged away answers with who took it over. To a customer, others are not found. Each read by somebody else is audited, and what it reveals. */
export const getCustomer: Operation<(typeof customerRoutes)['customers/get-customer']> = {
  wants: ({ params, query }) => [
    ref('customer', params.id),
    ...(query.ticketId === undefined ? [] : [ref('ticket', query.ticketId)]),
  ],
  async run({ params, query }, context) {
    const { caller } = context;
    const { customer } = await personOr404(params.id, context);
    const { reveal: fields, purpose, ticketId } = query;
    const writes = fields
      ? await reveal({ customerId: customer.id, fields, purpose, ticketId }, context)
      : [];
    // Who reads their own record leaves no trace; a reveal has its own.
    const isNoted = fields === undefined && caller.id !== customer.id;
    return {
      body: customerView(customer, context, new Set(fields)),
      version: customer.version,
      writes,
      ...(isNoted ? { audit: [{ action: 'customer.read', object: customer.id }] } : {}),
    };
  },
};
