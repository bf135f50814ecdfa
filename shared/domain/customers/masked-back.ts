import { refuseField } from '../kernel/refusal.ts';
import type { Address, Customer } from './customer.ts';
import { maskAddress, maskEmail, maskName } from './mask.ts';

type Said = {
  readonly name?: string | undefined;
  readonly emails?: readonly string[] | null | undefined;
  readonly addresses?: readonly Address[] | null | undefined;
};

/** Phones need no look: a masked one is no phone number. */
const maskedAgain = (before: Customer, { name, emails, addresses }: Said): string | undefined => {
  if (name !== undefined && name !== before.name && name === maskName(before.name)) return 'name';
  const hidden = new Set(before.emails.map(maskEmail));
  const email = (emails ?? []).findIndex((one) => hidden.has(one) && !before.emails.includes(one));
  if (email >= 0) return `emails[${email}]`;
  const lines = new Set(before.addresses.map((one) => maskAddress(one).line));
  const known = before.addresses.map(({ line }) => line);
  const address = (addresses ?? []).findIndex(({ line }) => lines.has(line) && !known.includes(line));
  return address >= 0 ? `addresses[${address}].line` : undefined;
};

/**
 * Refuses a value that is only the mask of what the record has: whoever may not see it reads the record, changes something else, and
 * sends back what they were shown. It would take the place of the real one.
 */
export const checkNotMasked = (before: Customer, said: Said): void => {
  const path = maskedAgain(before, said);
  if (path !== undefined) throw refuseField(path, 'is masked: leave it out, or give it whole');
};
