import { inOurYears, type Purchase } from './cdnow.ts';

/** What the loader needs of a client of the API. */
export type Api = {
  get(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
  put(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
};

/** What the API says of one customer's worth. */
export type Worth = { readonly grade: string; readonly stage: string; readonly spend: string };

const money = (minor: number) => ({ amount: (minor / 100).toFixed(2), currency: 'USD' });

const bodyOf = ({ customer, placedAt, netMinor, status }: Purchase) => ({
  customer: { externalId: customer },
  placedAt: new Date(inOurYears(placedAt)).toISOString(),
  status,
  total: money(netMinor),
  lines: [{ sku: 'CD', name: 'CD', quantity: 1, price: money(netMinor) }],
  sourceUpdatedAt: new Date(inOurYears(placedAt)).toISOString(),
});

/**
 * Tells the API every purchase by `PUT /v1/orders`, several customers at a time and each customer's purchases one after the other; gives
 * the id of each customer. Telling them again changes nothing.
 */
export const loadPurchases = async (
  api: Api,
  purchases: readonly Purchase[],
  { atOnce, told = () => undefined }: { readonly atOnce: number; readonly told?: (n: number) => void },
): Promise<ReadonlyMap<string, string>> => {
  const byCustomer = [...Map.groupBy(purchases, ({ customer }) => customer)];
  const ids = new Map<string, string>();
  let count = 0;
  const work = async (): Promise<void> => {
    for (let next = byCustomer.shift(); next !== undefined; next = byCustomer.shift()) {
      const [customer, orders] = next;
      for (const order of orders) {
        const reply = await api.put(`/v1/orders/${order.orderId}`, bodyOf(order));
        if (reply.status !== 200 && reply.status !== 201)
          throw new Error(`an order was answered ${reply.status}: ${JSON.stringify(reply.body)}`);
        ids.set(customer, (reply.body as { customerId: string }).customerId);
        told(++count);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return ids;
};

/** The worth of these customers as their records show it. */
export const worthOf = async (
  api: Api,
  ids: ReadonlyMap<string, string>,
  atOnce: number,
): Promise<ReadonlyMap<string, Worth>> => {
  const queue = [...ids];
  const found = new Map<string, Worth>();
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [customer, id] = next;
      const { body } = await api.get(`/v1/customers/${id}`);
      const { grade, stage, spend } = body as {
        grade: { value: string };
        stage: string;
        spend: { amount: string };
      };
      found.set(customer, { grade: grade.value, stage, spend: spend.amount });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
};

/** The sum of what they spent, in cents. */
export const spentMinor = (worth: ReadonlyMap<string, Worth>): number =>
  [...worth.values()].reduce((sum, { spend }) => sum + Math.round(Number(spend) * 100), 0);
