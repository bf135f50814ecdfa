import { canonicalPhone } from '#shared/domain/customers/phone.ts';
import { contactToken, type Lead, leadsOf } from '#shared/domain/customers/search.ts';
import { phoneParts } from '#shared/domain/customers/search-contact.ts';
import type { Context } from '../ports.ts';
import { partDigest } from './search-entries.ts';

/** The digits of a mobile number at home in `q`, all eleven of them. */
const wholeMobile = (q: string): string | undefined => /^\+86(1\d{10})$/.exec(canonicalPhone(q) ?? '')?.[1];

/** Whether there is nobody to look for by `q`: `*`, or a single letter, which every tenth name has. */
export const isNothing = (q: string, leads: readonly Lead[]): boolean =>
  leads.length === 0 && wholeMobile(q) === undefined;

/**
 * The places to look in for `q` beside what it names whole. A mobile number at home has no digits behind its eleventh, so whoever has it is
 * found whole, and the places where it lies are left out: the others there, whose numbers begin or end with the same few digits, are ever
 * more, and would all be read to be told apart. Elsewhere lie numbers abroad and addresses of mail that begin with these digits.
 */
export const searchLeads = (q: string, about: Pick<Context, 'digest'>): readonly Lead[] => {
  const mobile = wholeMobile(q);
  const digest = partDigest(about);
  const leads = leadsOf(q, digest);
  if (mobile === undefined) return leads;
  const own = new Set(phoneParts(`+86${mobile}`).map((part) => contactToken(part, digest).key));
  return leads.filter(({ key }) => !own.has(key));
};
