import type { Signals } from '#shared/domain/customers/churn.ts';
import { spanOf } from '#shared/domain/customers/value-spans.ts';
import { type OrderFacts, type Tally, tallyOf } from '#shared/domain/customers/value-tally.ts';
import type { OrderCard } from '#shared/domain/orders/list.ts';
import type { Position } from '../lists.ts';
import type { Context } from '../ports.ts';

type Reading = Pick<Context, 'lists' | 'now' | 'config'>;

const PAGE = 100;
/** Of whom has more orders than this, those that are counted one by one stay as they were counted. */
const MOST_PAGES = 100;

const factsOf = ({ id, placedAt, status, totalMinor, refundedMinor, currency }: OrderCard): OrderFacts => ({
  orderId: id,
  placedAt,
  status,
  netMinor: totalMinor - refundedMinor,
  currency,
});

/**
 * Counts a person's orders from the orders themselves: at most 10,000, else `before` as it is. The list follows a write within seconds; a
 * review comes minutes after the last change of an order, and a change meanwhile wins, since it writes the customer too.
 */
export const countOrders = async (
  customerIds: readonly string[],
  before: Tally,
  { lists }: Reading,
): Promise<Tally> => {
  const orders: OrderFacts[] = [];
  let after: Position | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const slice = await lists.orders({ customerIds }, { limit: PAGE, after });
    orders.push(...slice.items.map(factsOf));
    after = slice.next;
    if (after === undefined) return tallyOf(orders);
  }
  return before;
};

/** What was heard of a person lately: complaints among their newest hundred cases, and scores of their newest hundred answers. */
export const hearSignals = async (
  [customerId = '', ...formerIds]: readonly string[],
  { lists, now, config }: Reading,
): Promise<Signals> => {
  const since = now - spanOf(config.settings.churn.signalsWithin);
  const page = { limit: PAGE, after: undefined };
  const [cases, answers] = await Promise.all([
    lists.tickets({ customerId, formerIds, createdAfter: since, sort: '-createdAt' }, page),
    lists.surveyResponses({ customerId, formerIds, answeredAfter: since }, page),
  ]);
  const scores = answers.items.flatMap(({ answer }) => answer.csat ?? []);
  return {
    complaints: cases.items.filter(({ kind }) => kind === 'complaint').length,
    scores: { count: scores.length, sum: scores.reduce((sum, score) => sum + score, 0) },
    at: now,
  };
};
