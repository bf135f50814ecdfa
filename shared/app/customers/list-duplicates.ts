import type { mergeRoutes } from '#shared/contracts/merge.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { LEAST_LIKENESS, likeness } from '#shared/domain/customers/duplicates.ts';
import { lookupValues } from '#shared/domain/customers/lookup.ts';
import { masked } from '#shared/domain/customers/masked.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Context, Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { lookupDigest } from './lookups.ts';
import { personOr404 } from './person.ts';
import { searchCustomers } from './search-customers.ts';

/** So many other records are compared at most, and so many shown. */
const MOST_COMPARED = 100;
const MOST_SHOWN = 20;
const MOST_NAMESAKES = 40;

/**
 * `GET /v1/customers/{id}/duplicates`: records with the same phone, e-mail or external id, by their keyed digests, and records
 * of a similar name with another sign in common. Reads at most a hundred records, whatever the size of the customer base.
 */
export const listDuplicates: Operation<(typeof mergeRoutes)['customers/list-duplicates']> = {
  wants: ({ params }) => [ref('customer', params.id)],
  async run({ params }, context) {
    const { customer } = await personOr404(params.id, context);
    const others = await candidates(customer, context);
    const items = others
      .map((other) => ({ other, ...likeness(customer, other) }))
      .filter(({ score }) => score >= LEAST_LIKENESS)
      .sort((a, b) => b.score - a.score || (a.other.id < b.other.id ? -1 : 1))
      .slice(0, MOST_SHOWN);
    return {
      body: {
        items: items.map(({ other, score, reasons }) => ({
          customer: shown(other),
          score,
          reasons: [...reasons],
        })),
      },
      audit: [{ action: 'customer.compared', object: customer.id, data: { found: items.length } }],
    };
  },
};

const shown = (customer: Customer) => {
  const { id, name, phones, emails, createdAt } = masked(customer);
  return { id, name, phones, emails, createdAt: iso(createdAt) };
};

/** Those whose names begin like the customer's: the whole name, and in longer ones its first word, so that a slip in the rest does no harm. */
const namesakes = async ({ name }: Customer, context: Context): Promise<readonly string[]> => {
  const [first = ''] = name.split(/\s+/u);
  const asked = [...new Set([name, ...(first.length >= 3 ? [first] : [])])].filter(Boolean);
  const page = { limit: MOST_NAMESAKES, after: undefined };
  const found = await Promise.all(asked.map((q) => searchCustomers(q, { status: 'active' }, page, context)));
  return found.flatMap(({ items }) => items.map(({ id }) => id));
};

const candidates = async (customer: Customer, context: Context): Promise<readonly Customer[]> => {
  const lookups = lookupValues(customer).map((value) => ref('customerLookup', lookupDigest(value, context)));
  const [found, alike] = await Promise.all([context.reader.get(lookups), namesakes(customer, context)]);
  const holders = lookups.flatMap((each) => found.one(each)?.customerIds ?? []);
  const ids = [...new Set([...holders, ...alike])].filter((id) => id !== customer.id).slice(0, MOST_COMPARED);
  const refs = ids.map((id) => ref('customer', id));
  const records = await context.reader.get(refs);
  return refs.flatMap((each) => records.one(each) ?? []).filter(({ status }) => status === 'active');
};
