import type { Customer } from './customer.ts';
import { emailParts, mailLead, phoneLeads, phoneParts } from './search-contact.ts';
import { isNameMeant, nameLeads, nameQuery, nameTokens, type Token } from './search-name.ts';

export type { Token } from './search-name.ts';

/** How entries are made; raised when that changes. A record of another one gets the present ones at its next write. */
export const SEARCH_VERSION = 1;

/**
 * Entries that one customer has at most: with the lookups and lists of the fullest record they still fit into the one transaction that
 * writes or takes away all of it.
 */
export const MAX_TOKENS = 40;
/** Of so many phones and e-mails the beginnings are found; those behind them are found whole. */
const MAX_BEGINNINGS = 4;
const CONTACT_REST = '-';

/** The keyed digest of a part of a phone or an e-mail. */
export type Digest = (part: string) => string;

const contactToken = (part: string, digest: Digest): Token => ({
  key: `c:${digest(part)}`,
  rest: CONTACT_REST,
});

/** Phones and e-mails in turn, so that the first of each come before the second. */
const contactParts = ({ phones, emails }: Customer): readonly (readonly string[])[] =>
  Array.from({ length: MAX_BEGINNINGS }, (_, n) => [
    ...phones.slice(n, n + 1).map(phoneParts),
    ...emails.slice(n, n + 1).map(emailParts),
  ]).flat();

/** Every entry by which an active customer is found; none for any other. A phone or e-mail has all of its entries or none. */
export const searchTokens = (customer: Customer | undefined, digest: Digest): readonly Token[] => {
  if (customer?.status !== 'active') return [];
  const tokens = new Map<string, Token>();
  for (const token of nameTokens(customer.name)) tokens.set(nameOfToken(token), token);
  for (const parts of contactParts(customer)) {
    const more = parts.map((part) => contactToken(part, digest));
    if (tokens.size + more.length > MAX_TOKENS) break;
    for (const token of more) tokens.set(nameOfToken(token), token);
  }
  return [...tokens.values()];
};

/** One name for one entry, to compare them by. */
export const nameOfToken = ({ key, rest }: Token): string => `${key}\n${rest}`;

/** Where to look for customers, and whether one who is found there is meant. */
export type Lead = Token & { isMeant(customer: Customer): boolean };

/** Every place where those may lie who are meant by a name, digits of a phone or the start of an e-mail. */
export const leadsOf = (q: string, digest: Digest): readonly Lead[] => {
  const query = nameQuery(q);
  const contacts = [...phoneLeads(q), mailLead(q)].filter((lead) => lead !== undefined);
  return [
    ...nameLeads(query).map((token) => ({
      ...token,
      isMeant: ({ name }: Customer) => isNameMeant(name, query),
    })),
    ...contacts.map(({ part, isMeant }) => ({ ...contactToken(part, digest), isMeant })),
  ];
};
