import type { Order } from '../orders/order.ts';
import { afterQuietHours } from './quiet-hours.ts';
import { type SurveySettings, spanMs } from './settings.ts';
import type { Survey } from './survey.ts';
import type { SurveyTemplateVersion } from './template.ts';
import type { OrderOccasion } from './values.ts';

/** An occasion to ask about an order, and when it was. */
export type Occasion = { readonly occasion: OrderOccasion; readonly at: number };

const deliveredAt = ({ shipments, sourceUpdatedAt }: Order): number => {
  const times = shipments.flatMap(({ deliveredAt: at }) => at ?? []);
  return times.length === 0 ? sourceUpdatedAt : Math.max(...times);
};

/**
 * What an account of an order is an occasion for, where that is asked about: a first account of an order on its way, and the account that
 * says it arrived. What is long past (a book loaded later) is none.
 */
export const occasionOf = (
  before: Order | undefined,
  after: Order,
  now: number,
  settings: SurveySettings,
): Occasion | undefined => {
  const arrived = after.status === 'delivered' && before?.status !== 'delivered';
  const placed = before === undefined && ['placed', 'paid', 'shipped'].includes(after.status);
  const occasion: Occasion | undefined = arrived
    ? { occasion: 'orderDelivered', at: deliveredAt(after) }
    : placed
      ? { occasion: 'orderPlaced', at: after.placedAt }
      : undefined;
  if (occasion === undefined || !settings.enabled || !settings.triggers[occasion.occasion].enabled)
    return undefined;
  const delay = spanMs(settings.triggers[occasion.occasion].delay);
  return now - occasion.at > delay + spanMs(settings.expiresAfter) ? undefined : occasion;
};

/** A survey about an order that waits for its time. Whether it is sent at all is decided then. */
export const scheduleForOrder = (
  id: string,
  order: Order,
  { occasion, at }: Occasion,
  about: { readonly template: SurveyTemplateVersion; readonly timeZone: string; readonly teamId: string },
  now: number,
  settings: SurveySettings,
): Survey => ({
  id,
  version: 1,
  orderId: order.id,
  occasion,
  cycle: 0,
  customerId: order.customerId,
  shopId: order.shopId,
  status: 'scheduled',
  language: about.template.language,
  templateId: about.template.id,
  templateVersion: about.template.version,
  // Nobody's work is asked about: the team is the one that reads the answers.
  about: { teamId: about.teamId, participants: [], channel: 'api', orderIds: [order.id] },
  createdAt: now,
  updatedAt: now,
  sendAt: afterQuietHours(
    Math.max(now, at + spanMs(settings.triggers[occasion].delay)),
    settings.quietHours,
    about.timeZone,
  ),
  refusedChannels: [],
  attempts: 0,
  answers: 0,
});
