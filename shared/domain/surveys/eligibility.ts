import type { Instant } from '../kernel/time.ts';
import type { Order } from '../orders/order.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { isSampled } from './sampling.ts';
import { type SurveySettings, spanMs } from './settings.ts';
import type { Survey, SurveyBudget } from './survey.ts';
import type { DeliveryChannel, NotSentReason, SurveyLanguage } from './values.ts';

/** What a survey needs to know of a customer. `gone`: erased or no longer there. */
export type Recipient = {
  readonly gone: boolean;
  readonly optedOut: boolean;
  readonly language: SurveyLanguage | undefined;
  readonly timeZone: string | undefined;
  /** Addresses by channel, in the order in which they are to be tried. */
  readonly addresses: readonly { readonly channel: DeliveryChannel; readonly to: string }[];
};

/** Why this resolution is not asked about whatever the customer wants, or `undefined`. */
export const whyNotAbout = (
  ticket: Ticket,
  survey: Pick<Survey, 'id'>,
  settings: SurveySettings,
): NotSentReason | undefined => {
  const { exclude } = settings;
  if (!settings.enabled) return 'surveysOff';
  if (ticket.openedBy === 'agent') return 'agentRequest';
  if (ticket.repliedBy.length === 0) return 'noHumanReply';
  if (exclude.kinds.includes(ticket.kind) || exclude.channels.includes(ticket.channel)) return 'excluded';
  if (ticket.tags.some((tag) => exclude.tags.includes(tag))) return 'excluded';
  return isSampled(survey.id, settings.samplePercent) ? undefined : 'sampledOut';
};

/**
 * Why this order is not asked about whatever the customer wants, or `undefined`: the occasion was switched off, the order fell through, or
 * it is somebody else's by now.
 */
export const whyNotAboutOrder = (
  { order, customerId }: { readonly order?: Order | undefined; readonly customerId?: string },
  survey: Pick<Survey, 'id' | 'occasion' | 'customerId'>,
  settings: SurveySettings,
): NotSentReason | undefined => {
  const { occasion } = survey;
  if (!settings.enabled || occasion === undefined || !settings.triggers[occasion].enabled)
    return 'surveysOff';
  if (order === undefined || ![survey.customerId, customerId].includes(order.customerId))
    return 'customerGone';
  if (order.status === 'cancelled') return 'orderCancelled';
  return isSampled(survey.id, settings.samplePercent) ? undefined : 'sampledOut';
};

/** Why this customer must not or cannot be written to now (consent is read when sending, not when reserving), or `undefined`. */
export const whyNotTo = (recipient: Recipient): NotSentReason | undefined => {
  if (recipient.gone) return 'customerGone';
  if (recipient.optedOut) return 'optedOut';
  return recipient.addresses.length === 0 ? 'noContact' : undefined;
};

/** Whether another survey was sent to this customer so lately that this one may not be. Its own reservation is no hindrance. */
export const isSpent = (
  budget: SurveyBudget | undefined,
  survey: Pick<Survey, 'id'>,
  now: Instant,
  settings: SurveySettings,
): boolean =>
  budget !== undefined && budget.surveyId !== survey.id && now < budget.lastAt + spanMs(settings.onePer);

/** The customer's budget with this survey on it; what `isSpent` of the others will see. */
export const reserve = (budget: SurveyBudget | undefined, survey: Survey, now: Instant): SurveyBudget => ({
  customerId: survey.customerId,
  surveyId: survey.id,
  lastAt: now,
  version: (budget?.version ?? 0) + 1,
});
