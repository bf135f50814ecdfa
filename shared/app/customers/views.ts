import type { customerRoutes } from '#shared/contracts/customers.ts';
import type { ResponseOf } from '#shared/contracts/route.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { dimensionsOf } from '#shared/domain/customers/dimensions.ts';
import { everyField, masked } from '#shared/domain/customers/masked.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { RevealField } from '#shared/domain/people/permissions.ts';
import type { Context } from '../ports.ts';
import { privacyView } from './privacy-view.ts';
import { valueView, worthView } from './value-view.ts';

type Routes = typeof customerRoutes;
export type CustomerView = ResponseOf<Routes['customers/get-customer']>;
export type CustomerSummary = ResponseOf<Routes['customers/list-customers']>['items'][number];

/** A customer as this caller may see them: whole for themselves, masked for everybody else but for what is revealed to them (C8). */
export const customerView = (
  customer: Customer,
  context: Pick<Context, 'caller' | 'config'>,
  revealed?: ReadonlySet<RevealField>,
): CustomerView => {
  const { caller, config } = context;
  const own = caller.type === 'customer' && caller.id === customer.id;
  const { sub: _, privacy: __, value: ___, ...shown } = masked(customer, own ? everyField : revealed);
  return {
    ...shown,
    ...privacyView(customer),
    ...valueView(customer, context),
    // What staff think of a customer, and that they noted it, is for staff.
    ...(caller.type === 'customer'
      ? { notes: undefined }
      : { dimensions: dimensionsOf(customer, config.settings.tagDimensions) }),
    createdAt: iso(customer.createdAt),
    updatedAt: iso(customer.updatedAt),
  };
};

/** A customer in a list; always masked. */
export const customerSummary = (customer: Customer, { config }: Pick<Context, 'config'>): CustomerSummary => {
  const { id, version, status, name, phones, emails, tags, createdAt, updatedAt } = masked(customer);
  return {
    id,
    version,
    status,
    name,
    phones,
    emails,
    tags,
    ...worthView(customer, config),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
};
