import type { Customer } from '#shared/domain/customers/customer.ts';
import { erasedCustomer } from '#shared/domain/customers/erase.ts';
import { hasRules, type RetentionPlan, retentionPlan } from '#shared/domain/customers/retention.ts';
import { days } from '#shared/domain/kernel/time.ts';
import type { TicketCard } from '#shared/domain/tickets/list.ts';
import { erasureWrites } from '../customers/erase-customer.ts';
import { idsOf } from '../customers/person.ts';
import { everyPage } from '../every-page.ts';
import type { Context } from '../ports.ts';
import { ref, update } from '../records.ts';
import { blankCase } from './blank-case.ts';
import { lastSeenAt } from './last-seen.ts';
import type { CustomerStep } from './step.ts';

/** So many cases lose their words in one step. */
const CASES = 10;
/** Nobody is looked at more seldom, so that a hold that ends or a rule that changes is found. */
const MOST_MS = days(30);

/** What the rules have to do with a customer, now and later, as everything stands. Changes nothing. */
export const planOf = async (customer: Customer, context: Context): Promise<RetentionPlan> => {
  const cards = await casesOf(customer, context);
  const cases = await wordedCases(cards, context);
  const kept = {
    held: customer.privacy?.legalHold !== undefined,
    lastSeenAt: lastSeenAt(customer, cards[0]),
    cases,
  };
  return retentionPlan(kept, context.config.settings.privacy.retention, context.now);
};

/** Applies the rules of retention: words of cases closed long ago go, and whoever was not seen for long is erased. Off until somebody sets a rule. */
export const retentionStep: CustomerStep = {
  dueAt({ status, privacy }, { config, now }) {
    if (status !== 'active' || !hasRules(config.settings.privacy.retention)) return undefined;
    return privacy?.retentionAt ?? now;
  },
  async run(customer, context, tools) {
    const { now } = context;
    const plan = await planOf(customer, context);
    if (plan.eraseAt !== undefined && plan.eraseAt <= now) {
      const erased = erasedCustomer(customer, now);
      return tools.commit(await erasureWrites(customer, erased, context));
    }
    const due = plan.texts.filter(({ at }) => at <= now);
    for (const { ticketId } of due.slice(0, CASES)) await blankCase(ticketId, context, tools);
    const left = due.length > CASES ? now : (laterThan(now, plan) ?? now + MOST_MS);
    const after: Customer = {
      ...customer,
      version: customer.version + 1,
      privacy: { ...customer.privacy, retentionAt: Math.min(left, now + MOST_MS) },
    };
    return tools.commit([update('customer', customer, after)]);
  },
};

/** The next thing after those that were done just now. */
const laterThan = (now: number, { eraseAt, texts, nextAt }: RetentionPlan): number | undefined => {
  const ahead = [eraseAt, ...texts.map(({ at }) => at), nextAt].filter(
    (at) => at !== undefined && at > now,
  ) as number[];
  return ahead.length === 0 ? undefined : Math.min(...ahead);
};

/** All cases of a person, newest first. */
const casesOf = (customer: Customer, { lists }: Context): Promise<readonly TicketCard[]> => {
  const [customerId = customer.id, ...formerIds] = idsOf(customer);
  const query = { customerId, formerIds, sort: '-createdAt' } as const;
  return everyPage((page) => lists.tickets(query, page));
};

const wordedCases = async (cards: readonly TicketCard[], { reader }: Context) => {
  const refs = cards.map(({ id }) => ref('ticket', id));
  const found = await reader.get(refs);
  return refs
    .flatMap((each) => found.one(each) ?? [])
    .filter(({ subject, status }) => subject !== '' || status !== 'closed')
    .map(({ id, closedAt }) => ({ ticketId: id, closedAt }));
};
