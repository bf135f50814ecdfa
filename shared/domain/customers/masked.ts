import type * as z from 'zod';
import type { RevealField } from '../people/permissions.ts';
import type { Address, Customer } from './customer.ts';
import { maskAddress, maskEmail, maskName, maskPhone } from './mask.ts';

/**
 * A personal value as its reader may see it: masked, revealed, or their own. Answers about customers take nothing else (`personalOut` of the
 * contracts), and only `masked` makes it: a stored value that nobody has looked at does not compile.
 */
export type Shown = string & z.core.$brand<'shown'>;

type ShownAddress = Omit<Address, 'line' | 'postcode'> & {
  readonly line: Shown;
  readonly postcode?: Shown | undefined;
};

/** A customer's record as somebody may see it. */
export type MaskedCustomer = Omit<Customer, 'name' | 'phones' | 'emails' | 'addresses'> & {
  readonly name: Shown;
  readonly phones: Shown[];
  readonly emails: Shown[];
  readonly addresses: ShownAddress[];
};

const shown = (value: string): Shown => value as Shown;

const shownAddress = ({ line, postcode, ...area }: Address): ShownAddress => ({
  ...area,
  line: shown(line),
  ...(postcode === undefined ? {} : { postcode: shown(postcode) }),
});

/** Every field there is: what customers see of themselves. */
export const everyField: ReadonlySet<RevealField> = new Set(['phone', 'email', 'name', 'address']);

/** A customer's record with every personal value masked but those that are revealed (C8, S19). */
export const masked = (
  customer: Customer,
  revealed: ReadonlySet<RevealField> = new Set(),
): MaskedCustomer => {
  const { name, phones, emails, addresses } = customer;
  return {
    ...customer,
    name: shown(revealed.has('name') || name === '' ? name : maskName(name)),
    phones: phones.map((phone) => shown(revealed.has('phone') ? phone : maskPhone(phone))),
    emails: emails.map((email) => shown(revealed.has('email') ? email : maskEmail(email))),
    addresses: addresses.map((one) => shownAddress(revealed.has('address') ? one : maskAddress(one))),
  };
};
