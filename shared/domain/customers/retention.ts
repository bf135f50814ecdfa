import type { Instant } from '../kernel/time.ts';
import { spanMs } from '../surveys/settings.ts';
import type { PrivacySettings } from './privacy-settings.ts';

type Rules = PrivacySettings['retention'];

/** What the rules have to know of a customer. */
export type Kept = {
  readonly held: boolean;
  readonly lastSeenAt: Instant;
  /** Cases that still have their words; `closedAt` is absent while a case goes on. */
  readonly cases: readonly { readonly ticketId: string; readonly closedAt: Instant | undefined }[];
};

/** What the rules will do: nothing earlier, and nothing at all where no rule is set or the customer is held. */
export type RetentionPlan = {
  readonly eraseAt: Instant | undefined;
  readonly texts: readonly { readonly ticketId: string; readonly at: Instant }[];
  /** When to look again: at the first of these, or before a case that goes on now could be due. */
  readonly nextAt: Instant | undefined;
};

/** Whether any rule is set. */
export const hasRules = ({ idleCustomers, closedTicketTexts }: Rules): boolean =>
  idleCustomers !== null || closedTicketTexts !== null;

/** A short mark of the rules: another mark, and everybody has to be looked at. Empty while no rule is set. */
export const retentionMark = ({ idleCustomers, closedTicketTexts }: Rules): string =>
  [idleCustomers, closedTicketTexts].map((span) => (span === null ? '' : `|${span}`)).join('');

/** When what is kept of a customer has to go (S30). A customer with a case that goes on is not idle; a legal hold wins over every rule. */
export const retentionPlan = (kept: Kept, rules: Rules, now: Instant): RetentionPlan => {
  if (kept.held || !hasRules(rules)) return { eraseAt: undefined, texts: [], nextAt: undefined };
  const { idleCustomers, closedTicketTexts } = rules;
  const goesOn = kept.cases.some(({ closedAt }) => closedAt === undefined);
  const idleMs = idleCustomers === null ? undefined : spanMs(idleCustomers);
  const textMs = closedTicketTexts === null ? undefined : spanMs(closedTicketTexts);
  const eraseAt = idleMs === undefined || goesOn ? undefined : kept.lastSeenAt + idleMs;
  const texts =
    textMs === undefined
      ? []
      : kept.cases.flatMap(({ ticketId, closedAt }) =>
          closedAt === undefined ? [] : [{ ticketId, at: closedAt + textMs }],
        );
  // A case that is closed later is due later still: by then this has looked again.
  const later = [idleMs, textMs].flatMap((ms) => (ms === undefined ? [] : [now + ms]));
  const ahead = [eraseAt, ...texts.map(({ at }) => at), ...later].filter((at) => at !== undefined);
  return { eraseAt, texts, nextAt: Math.min(...ahead) };
};
