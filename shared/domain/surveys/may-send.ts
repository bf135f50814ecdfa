import type { Instant } from '../kernel/time.ts';
import type { Order } from '../orders/order.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { isSpent, type Recipient, whyNotAbout, whyNotAboutOrder, whyNotTo } from './eligibility.ts';
import { type SurveySettings, spanMs } from './settings.ts';
import type { Survey, SurveyBudget } from './survey.ts';
import type { DeliveryChannel, NotSentReason } from './values.ts';

/** The address to try now, or why there will be none. */
export type Verdict =
  | { readonly to: { readonly channel: DeliveryChannel; readonly to: string } }
  | { readonly reason: NotSentReason };

/** The last word before a message leaves: eligibility, consent, contact and the customer's budget as they are now. */
export const maySend = (
  survey: Survey,
  about: {
    readonly ticket?: Ticket | undefined;
    readonly order?: Order | undefined;
    /** Who answers for the customer now, where that is another record. */
    readonly customerId?: string;
    readonly recipient: Recipient;
    readonly budget: SurveyBudget | undefined;
  },
  now: Instant,
  settings: SurveySettings,
): Verdict => {
  const reason =
    survey.status === 'scheduled'
      ? whyNoInvitation(survey, about, now, settings)
      : whyNoReminder(about.recipient, settings);
  if (reason !== undefined) return { reason };
  const to = about.recipient.addresses.find(({ channel }) => !survey.refusedChannels.includes(channel));
  return to === undefined ? { reason: 'undeliverable' } : { to };
};

const whyNoInvitation = (
  survey: Survey,
  about: Parameters<typeof maySend>[1],
  now: Instant,
  settings: SurveySettings,
): NotSentReason | undefined => {
  const { ticket, recipient, budget } = about;
  const late = now >= survey.sendAt + spanMs(settings.expiresAfter);
  const whyNot = ticket ? whyNotAbout(ticket, survey, settings) : whyNotAboutOrder(about, survey, settings);
  const why = whyNot ?? whyNotTo(recipient);
  if (why !== undefined) return why;
  if (late) return survey.attempts > 0 ? 'undeliverable' : 'tooLate';
  return isSpent(budget, survey, now, settings) ? 'recentlySurveyed' : undefined;
};

const whyNoReminder = (recipient: Recipient, settings: SurveySettings): NotSentReason | undefined =>
  settings.enabled ? whyNotTo(recipient) : 'surveysOff';
