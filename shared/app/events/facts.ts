import type { Change, ChangeAction } from '#shared/domain/changes/change.ts';
import { iso } from '#shared/domain/kernel/time.ts';

/** A fact about a customer or an order as the rest of the world hears it: who or what it is about, and the version it made. */
export type OutgoingFact = {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, string | number>>;
};

const ofCustomer: Readonly<Partial<Record<ChangeAction, string>>> = {
  created: 'customer.created',
  updated: 'customer.updated',
  merged: 'customer.merged',
  erased: 'customer.erased',
};

/** The fact that a change of a customer or an order is, under the change's own id; `undefined` for every other change. */
export const factOf = ({
  id,
  entity,
  entityId,
  action,
  version,
  changedAt,
}: Change): OutgoingFact | undefined => {
  if (version === undefined) return undefined;
  const fact = { id, timestamp: iso(changedAt) };
  if (entity === 'order') return { ...fact, type: 'order.upserted', data: { orderId: entityId, version } };
  const type = entity === 'customer' ? ofCustomer[action] : undefined;
  return type === undefined ? undefined : { ...fact, type, data: { customerId: entityId, version } };
};
