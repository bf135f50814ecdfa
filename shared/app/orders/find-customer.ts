import type { Customer } from '#shared/domain/customers/customer.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { type CustomerHint, findOrMakeCustomer, findOrMakeWants } from '../customers/find-or-make.ts';
import type { Context } from '../ports.ts';
import { type Ref, ref, type Write } from '../records.ts';
import { answering } from './owner.ts';

/** The customer of an order as the shop names them. */
export type OrderedBy = {
  readonly id?: string | undefined;
  readonly externalId?: string | undefined;
  readonly phone?: string | undefined;
  readonly name?: string | undefined;
};

/** Somebody of whom a shop tells a phone or a number only is called that, in the desk's language. */
const namelessIn = (language: string): string => (language.startsWith('zh') ? '顾客' : 'Customer');

const hintOf = ({ externalId, phone, name }: OrderedBy, shopId: string, nameless: string): CustomerHint => ({
  name: name ?? (externalId === undefined ? nameless : `${nameless} ${externalId}`),
  phone,
  externalId: externalId === undefined ? undefined : { shopId, id: externalId },
});

/** What has to be read before `customerOf` can decide. */
export const customerWants = (
  by: OrderedBy,
  shopId: string,
  about: Pick<Context, 'digest'>,
): readonly Ref[] =>
  by.id === undefined ? findOrMakeWants(hintOf(by, shopId, '-'), about) : [ref('customer', by.id)];

/** Whether the desk knows anybody by that number or phone; who was erased is known by neither. */
export const isKnown = (by: OrderedBy, shopId: string, context: Pick<Context, 'digest' | 'found'>): boolean =>
  findOrMakeWants(hintOf(by, shopId, '-'), context).some(
    (each) => context.found.one(each)?.customerIds[0] !== undefined,
  );

/**
 * The customer an order belongs to, and the writes that make them where nobody is known by that number or phone. Refuses with
 * `unknown_reference` an id that isn't there, or isn't a person any more.
 */
export const customerOf = async (
  by: OrderedBy,
  shopId: string,
  context: Context,
): Promise<{ readonly customer: Customer; readonly made: boolean; readonly writes: readonly Write[] }> => {
  if (by.id !== undefined) {
    const customer = await answering(by.id, context);
    if (!customer || customer.status === 'erased')
      throw refuseField('customer.id', 'there is no such customer', 'unknown_reference');
    return { customer, made: false, writes: [] };
  }
  const hint = hintOf(by, shopId, namelessIn(context.config.settings.language));
  const { customerId, made, writes } = findOrMakeCustomer(hint, context);
  if (made) return { customer: made, made: true, writes: writes.filter((write) => !isHead(write)) };
  const customer = await answering(customerId, context);
  if (!customer) throw new Error('a lookup names a customer who is not there');
  return { customer, made: false, writes: [] };
};

const isHead = (write: Write): boolean => write.op === 'create' && write.kind === 'customer';
