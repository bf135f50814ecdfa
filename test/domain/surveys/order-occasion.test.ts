import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order } from '#shared/domain/orders/order.ts';
import { orderStatusSchema } from '#shared/domain/orders/values.ts';
import { whyNotAboutOrder } from '#shared/domain/surveys/eligibility.ts';
import { occasionOf, scheduleForOrder } from '#shared/domain/surveys/order-occasion.ts';
import { type SurveySettings, surveySettingsSchema } from '#shared/domain/surveys/settings.ts';
import { shippedTemplates } from '#shared/domain/surveys/shipped-templates.ts';

const NOON = Date.parse('2026-03-02T04:00:00Z');
const HOUR = 3_600_000;
const settings: SurveySettings = surveySettingsSchema.parse({
  triggers: { orderPlaced: { enabled: true }, orderDelivered: { enabled: true } },
});
const order = (over: Partial<Order> = {}): Order => ({
  id: 'ord_00000000000000000000000001',
  version: 1,
  externalId: 'A-1',
  shopId: 'main',
  customerId: 'cus_00000000000000000000000001',
  placedAt: NOON,
  status: 'paid',
  currency: 'CNY',
  totalMinor: 100,
  lines: [],
  shipments: [],
  refunds: [],
  sourceUpdatedAt: NOON,
  createdAt: NOON,
  updatedAt: NOON,
  ...over,
});
const status = fc.constantFrom(...orderStatusSchema.options);

describe('an occasion to ask about an order', () => {
  it('comes at the first account of an order on its way, and when it has arrived', () => {
    expect(occasionOf(undefined, order(), NOON, settings)).toEqual({ occasion: 'orderPlaced', at: NOON });
    expect(occasionOf(order(), order({ status: 'shipped' }), NOON, settings)).toBeUndefined();
    const shipments = [{ carrier: 'SF', trackingNumber: 'SF1', deliveredAt: NOON - HOUR }];
    expect(occasionOf(order(), order({ status: 'delivered', shipments }), NOON, settings)).toEqual({
      occasion: 'orderDelivered',
      at: NOON - HOUR,
    });
    expect(occasionOf(undefined, order({ status: 'cancelled' }), NOON, settings)).toBeUndefined();
  });

  it('never comes again while an order stays delivered, nor for a first account that isn’t on its way', () => {
    fc.assert(
      fc.property(status, status, fc.boolean(), (was, is, known) => {
        const before = known ? order({ status: was }) : undefined;
        const found = occasionOf(before, order({ status: is }), NOON, settings)?.occasion;
        if (found === 'orderDelivered') expect([is, before?.status]).not.toEqual(['delivered', 'delivered']);
        if (found === 'orderPlaced') expect(before).toBeUndefined();
        if (['cancelled', 'returned'].includes(is)) expect(found).toBeUndefined();
      }),
    );
  });

  it('is none as shipped, nor when it is long past', () => {
    expect(occasionOf(undefined, order(), NOON, surveySettingsSchema.parse({}))).toBeUndefined();
    expect(occasionOf(undefined, order(), NOON, { ...settings, enabled: false })).toBeUndefined();
    expect(occasionOf(undefined, order(), NOON + 14 * 24 * HOUR, settings)).toBeDefined();
    expect(occasionOf(undefined, order(), NOON + 15 * 24 * HOUR, settings)).toBeUndefined();
  });

  it('is asked about some time after it, and not at night', () => {
    const template = shippedTemplates[0];
    if (!template) throw new Error('no template is shipped');
    const about = { template, timeZone: 'Asia/Shanghai', teamId: 'team_1' };
    const sendAt = (at: number) =>
      scheduleForOrder('svy_1', order(), { occasion: 'orderPlaced', at }, about, at, settings).sendAt;
    expect(sendAt(NOON)).toBe(NOON + HOUR);
    // 20:30 in Shanghai and an hour is within the quiet hours: nine in the morning.
    expect(new Date(sendAt(Date.parse('2026-03-02T12:30:00Z'))).toISOString()).toBe(
      '2026-03-03T01:00:00.000Z',
    );
  });
});

describe('whether an order is asked about', () => {
  const survey = { id: 'svy_1', occasion: 'orderPlaced', customerId: order().customerId } as const;
  it.each([
    ['is', { order: order() }, undefined],
    ['is not, once it is cancelled', { order: order({ status: 'cancelled' }) }, 'orderCancelled'],
    ['is not, once it is gone', {}, 'customerGone'],
    [
      'is not, once it is somebody else’s',
      { order: order({ customerId: 'cus_00000000000000000000000002' }) },
      'customerGone',
    ],
    [
      'is, when the customer was merged into the one it now names',
      {
        order: order({ customerId: 'cus_00000000000000000000000002' }),
        customerId: 'cus_00000000000000000000000002',
      },
      undefined,
    ],
  ])('%s', (_, about, reason) => {
    expect(whyNotAboutOrder(about, survey, settings)).toBe(reason);
  });

  it('is not, once the occasion is switched off', () => {
    expect(whyNotAboutOrder({ order: order() }, survey, surveySettingsSchema.parse({}))).toBe('surveysOff');
  });
});
