import { describe, expect, it } from 'vitest';
import { cardOf } from '#shared/adapters/dynamo/items/ticket.ts';
import { orderView } from '#shared/app/orders/views.ts';
import type { Context } from '#shared/app/ports.ts';
import type { Records } from '#shared/app/records.ts';
import {
  escalationView,
  eventView,
  messageView,
  summaryView,
  taskView,
  ticketView,
} from '#shared/app/tickets/view.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';
import { aCase } from '#test/adapters/support/a-case.ts';
import { desk, NINE } from '#test/domain/tickets/support.ts';
import { callerWith } from '#test/support/serve-operation.ts';

const phone = '13912345678';
const said = `call ${phone} today`;
const { ticket, message, event, escalation, task } = aCase(1, 'cus_01K00000000000000000000001');
const [agent, supervisor] = [callerWith('agent'), callerWith('supervisor')];
type Who = typeof agent;
const context = (caller: Who) =>
  ({ now: NINE, caller, config: { ...desk, settings: defaultSettings(0) } }) as unknown as Context;

/** Each place where the API shows words that somebody wrote. */
const places: Readonly<Record<string, (caller: Who) => unknown>> = {
  'the subject of a case': (who) => ticketView({ ...ticket, subject: said }, context(who)).subject,
  'the subject in a list': (who) => summaryView(cardOf({ ...ticket, subject: said }), context(who)).subject,
  'a message': (who) => messageView({ ...message, body: said }, who).body,
  'a reason on the timeline': (who) => eventView({ ...event, data: { reason: said } }, who).data['reason'],
  'a reason on the ladder': (who) => escalationView({ ...escalation, reason: said }, who).reason,
  'the title of a task': (who) => taskView({ ...task, title: said }, who).title,
  'the result of a task': (who) => taskView({ ...task, result: said }, who).result,
};

describe('A number in what people wrote', () => {
  it.each(Object.entries(places))('is masked in %s to whoever may not reveal phones', (_, shown) => {
    expect(shown(agent)).not.toContain(phone);
    expect(shown(agent)).toContain('call');
  });

  it('is whole to whoever may, but in lists, where it lies masked', () => {
    const whole = Object.entries(places).filter(([, shown]) => String(shown(supervisor)).includes(phone));

    expect(whole.map(([place]) => place)).toEqual(
      Object.keys(places).filter((place) => place !== 'the subject in a list'),
    );
  });
});

describe('A parcel’s number', () => {
  it('is masked to whoever may not reveal addresses, and whole to whoever may', () => {
    const order: Records['order'] = {
      ...{ id: 'ord_1', version: 1, externalId: 'A-1', shopId: 'main', customerId: ticket.customerId },
      ...{ placedAt: NINE, status: 'shipped', currency: 'CNY', totalMinor: 1, lines: [], refunds: [] },
      shipments: [{ carrier: 'SF', trackingNumber: 'SF1029384756' }],
      ...{ sourceUpdatedAt: NINE, createdAt: NINE, updatedAt: NINE },
    };
    const shownTo = (who: Who) => orderView(order, who);

    expect(JSON.stringify(shownTo(agent))).not.toContain('SF1029384756');
    expect(JSON.stringify(shownTo(supervisor))).toContain('SF1029384756');
  });
});
