import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
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

/** An entry as it is kept: it names the customer and nothing else. */
export const searchTokenSchema = z.object({
  key: z.string().min(1),
  rest: z.string().min(1),
  customerId: idSchema('cus'),
});
export type SearchToken = Readonly<z.infer<typeof searchTokenSchema>>;

/** The keyed digest of a part of a phone or an e-mail. */
export type Digest = (part: string) => string;

/** The entry of a part of a phone or an e-mail (`phoneParts`, `emailParts`). */
export const contactToken = (part: string, digest: Digest): Token => ({
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

/** A place to look for customers in: entries under its key whose rest begins like its own. */
export type Lead = Token & {
  /** Whether one who is found there is meant. */
  isMeant(customer: Customer): boolean;
  /** The first of the customer's entries that lie there; `undefined` where none does. */
  firstOf(customer: Customer): Token | undefined;
};

const firstUnder = (lead: Token, tokens: readonly Token[]): Token | undefined =>
  tokens
    .filter(({ key, rest }) => key === lead.key && rest.startsWith(lead.rest))
    .reduce<Token | undefined>(
      (first, token) => (first && first.rest < token.rest ? first : token),
      undefined,
    );

/** What can only be a phone or an e-mail is not asked for among the names: their keys are plain, and it would be plain there too. */
const isContact = (q: string): boolean => q.includes('@') || /^[+＋\d０-９\s()-]{7,}$/u.test(q);

/** Every place where those may lie who are meant by a name, digits of a phone or the start of an e-mail. */
export const leadsOf = (q: string, digest: Digest): readonly Lead[] => {
  const query = nameQuery(q);
  const contacts = [...phoneLeads(q), mailLead(q)].filter((lead) => lead !== undefined);
  return [
    ...(isContact(q) ? [] : nameLeads(query)).map((token) => ({
      ...token,
      isMeant: ({ name }: Customer) => isNameMeant(name, query),
      firstOf: ({ name }: Customer) => firstUnder(token, nameTokens(name)),
    })),
    ...contacts.map(({ part, isMeant }) => {
      const token = contactToken(part, digest);
      return {
        ...token,
        isMeant,
        firstOf: (customer: Customer) => firstUnder(token, searchTokens(customer, digest)),
      };
    }),
  ];
};

/** Which entries a change of a customer makes, and which it takes away. A record without entries gets all of them. */
export const tokenChanges = (
  before: Customer | undefined,
  after: Customer,
  digest: Digest,
): { readonly put: readonly Token[]; readonly remove: readonly Token[] } => {
  const [had, has] = [searchTokens(before, digest), searchTokens(after, digest)];
  const written =
    before?.searchVersion === SEARCH_VERSION ? new Set(had.map(nameOfToken)) : new Set<string>();
  const kept = new Set(has.map(nameOfToken));
  return {
    put: has.filter((token) => !written.has(nameOfToken(token))),
    remove: had.filter((token) => written.has(nameOfToken(token)) && !kept.has(nameOfToken(token))),
  };
};

/** The customer as one who is found by the present entries. */
export const searchable = (customer: Customer): Customer =>
  customer.searchVersion === SEARCH_VERSION ? customer : { ...customer, searchVersion: SEARCH_VERSION };
