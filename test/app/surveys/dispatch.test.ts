import { describe, expect, it } from 'vitest';
import { tokenHash } from '#shared/app/surveys/ids.ts';
import { Undeliverable } from '#shared/app/surveys/undeliverable.ts';
import { queues } from '#shared/contracts/queues.ts';
import { days, hours, minutes } from '#shared/domain/kernel/time.ts';
import { aCustomer, agent, aTicket, idOf, NINE, team } from './support/builders.ts';
import { aDesk } from './support/desk.ts';

const ticketId = aTicket().id;
const down = () => {
  throw new Error('the provider is away');
};

describe('sending a survey', () => {
  it('goes out a day after the resolution, once, with the link, and is told on the timeline', async () => {
    const desk = aDesk();
    const id = await desk.resolved();

    desk.world.now = NINE + hours(24) - 1;
    expect(desk.due()).toEqual([]);
    desk.world.now = NINE + hours(24);
    expect(desk.due()).toEqual([id]);
    await desk.dispatch(id);
    await desk.dispatch(id);

    expect(desk.outbox).toMatchObject([
      { channel: 'email', to: 'lilei@example.com', effectId: `${id}.invite.email` },
    ]);
    expect(desk.outbox[0]?.text).toContain(`https://desk.example/v1/public/surveys/${desk.token(id)}`);
    expect(desk.survey()).toMatchObject({
      status: 'sent',
      sentAt: NINE + hours(24),
      expiresAt: NINE + days(15),
    });
    expect(desk.facts()).toMatchObject([
      {
        type: 'surveySent',
        seq: 5,
        data: { surveyId: id, teamId: team, agentId: agent, kind: 'complaint', channel: 'email' },
      },
    ]);
    expect(desk.store.one('ticket', ticketId)).toMatchObject({ eventSeq: 5, version: 6 });
  });

  it('stores no token, only its SHA-256', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    await desk.dispatch(id);

    const everything = JSON.stringify(
      ['survey', 'surveyToken', 'event', 'ticket', 'effect', 'surveyBudget'].map((kind) =>
        desk.store.all(kind as 'survey'),
      ),
    );
    expect(everything).not.toContain(desk.token(id));
    expect(desk.store.one('surveyToken', await tokenHash(desk.token(id)))).toMatchObject({ surveyId: id });
    expect(Buffer.from(desk.token(id), 'base64url')).toHaveLength(32);
  });

  it('is sooner where people chat, and waits for the morning in the customer’s own zone', async () => {
    const desk = aDesk();
    const chat = await desk.resolved(aTicket({ channel: 'chat' }));
    const abroad = aCustomer({ id: idOf('cus', 2), timeZone: 'America/New_York' });
    const far = await desk.resolved(aTicket({ id: idOf('tkt', 2), customerId: abroad.id }), abroad);

    expect(desk.store.one('survey', chat)?.sendAt).toBe(NINE + minutes(30));
    // 09:00 in Shanghai is 20:00 in New York; a day later 20:00 is still a decent hour.
    expect(desk.store.one('survey', far)?.sendAt).toBe(NINE + hours(24));

    desk.world.now = NINE + hours(25.5);
    await desk.dispatch(far);
    expect(desk.outbox).toEqual([]);
    // The sweep came late, at 21:30 there: nothing before nine in the morning.
    expect(desk.due()).not.toContain(far);
    desk.world.now = Date.parse('2026-03-03T09:00:00-05:00');
    await desk.dispatch(far);
    expect(desk.outbox).toHaveLength(1);
  });

  it('reminds once, three days later, with the same link, and expires after fourteen', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    for (const at of [hours(24), hours(25), days(4), days(4) + 1, days(15)]) {
      desk.world.now = NINE + at;
      await desk.dispatch(id);
    }

    expect(desk.outbox.map(({ effectId }) => effectId)).toEqual([`${id}.invite.email`, `${id}.remind.email`]);
    expect(desk.outbox[1]?.text).toContain(desk.token(id));
    expect(desk.survey()).toMatchObject({
      status: 'expired',
      reason: 'unanswered',
      remindedAt: NINE + days(4),
    });
    expect(desk.facts().map(({ type }) => type)).toEqual(['surveySent', 'surveyReminded']);
    expect(desk.due()).toEqual([]);
  });

  it('takes the preferred channel, and another one when that does not reach the customer', async () => {
    const desk = aDesk();
    const id = await desk.resolved(aTicket(), aCustomer({ preferredChannel: 'sms' }));
    desk.world.now = NINE + hours(24);
    desk.world.fail = ({ channel }) => {
      if (channel === 'sms') throw new Undeliverable();
    };
    await desk.dispatch(id);

    expect(desk.outbox).toMatchObject([{ channel: 'email' }]);
    expect(desk.survey()).toMatchObject({ status: 'sent', channel: 'email', refusedChannels: ['sms'] });
  });

  it('gives the customer’s budget back when nobody can be reached', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    const later = await desk.resolved(aTicket({ id: idOf('tkt', 2) }));
    desk.world.now = NINE + hours(24);
    desk.world.fail = () => {
      throw new Undeliverable();
    };
    await desk.dispatch(id);
    desk.world.fail = undefined;
    await desk.dispatch(later);

    expect(desk.survey()).toMatchObject({ status: 'notSent', reason: 'undeliverable' });
    expect(desk.facts()).toMatchObject([{ type: 'surveyNotSent', data: { reason: 'undeliverable' } }]);
    expect(desk.store.one('survey', later)).toMatchObject({ status: 'sent' });
  });

  it.each([
    ['nobody had answered', aTicket({ repliedBy: [] }), aCustomer(), 'noHumanReply'],
    ['an agent had opened the case', aTicket({ openedBy: 'agent' }), aCustomer(), 'agentRequest'],
    ['it was spam', aTicket({ tags: ['spam'] }), aCustomer(), 'excluded'],
    ['the customer wants to be left alone', aTicket(), aCustomer({ doNotDisturb: true }), 'optedOut'],
    ['there is no address', aTicket(), aCustomer({ emails: [], phones: [] }), 'noContact'],
    ['the customer is archived', aTicket(), aCustomer({ status: 'archived' }), 'customerGone'],
  ])('is not done when %s, and staff can read why', async (_, ticket, customer, reason) => {
    const desk = aDesk();
    const id = await desk.resolved(ticket, customer);
    desk.world.now = NINE + hours(24);
    await desk.dispatch(id);

    expect(desk.outbox).toEqual([]);
    expect(desk.survey()).toMatchObject({ status: 'notSent', reason });
    expect(desk.facts()).toMatchObject([{ type: 'surveyNotSent', data: { surveyId: id, reason } }]);
  });

  it('asks for consent when sending, not when reserving', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    await desk.store.put('customer', aCustomer({ doNotDisturb: true, version: 2 }));
    desk.world.now = NINE + hours(24);
    await desk.dispatch(id);

    expect(desk.outbox).toEqual([]);
    expect(desk.survey()).toMatchObject({ status: 'notSent', reason: 'optedOut' });
  });

  it('leaves out the reminder of a customer who has since asked to be left alone', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    await desk.dispatch(id);
    await desk.store.put('customer', aCustomer({ doNotDisturb: true, version: 2 }));
    desk.world.now = NINE + days(4);
    await desk.dispatch(id);

    expect(desk.outbox).toHaveLength(1);
    expect(desk.survey()).toMatchObject({ status: 'sent' });
    desk.world.now = NINE + days(15);
    expect(desk.due()).toEqual([id]);
  });
});

describe('a case that is opened again', () => {
  it('cancels the survey that was not sent yet and asks anew after the next resolution', async () => {
    const desk = aDesk();
    const first = await desk.resolved();
    await desk.reopen();
    desk.world.now = NINE + hours(24);
    await desk.dispatch(first);
    const second = await desk.resolved(aTicket({ version: 9, reopenCount: 1, resolvedAt: desk.world.now }));
    desk.world.now += hours(24);
    await desk.dispatch(second);

    expect(desk.store.one('survey', first)).toMatchObject({ status: 'cancelled', reason: 'reopened' });
    expect(desk.outbox.map(({ effectId }) => effectId)).toEqual([`${second}.invite.email`]);
  });

  it('expires the survey that is out, and does not ask the same customer twice in thirty days', async () => {
    const desk = aDesk();
    const first = await desk.resolved();
    desk.world.now = NINE + hours(24);
    await desk.dispatch(first);
    await desk.reopen();
    const second = await desk.resolved(
      aTicket({ version: 9, reopenCount: 1, resolvedAt: desk.world.now, eventSeq: 6 }),
    );
    desk.world.now += hours(24);
    await desk.dispatch(second);

    expect(desk.store.one('survey', first)).toMatchObject({ status: 'expired', reason: 'reopened' });
    expect(desk.store.one('survey', second)).toMatchObject({ status: 'notSent', reason: 'recentlySurveyed' });
    expect(desk.outbox).toHaveLength(1);
  });

  it('reserves once, however often the same resolution is written', async () => {
    const desk = aDesk();
    await desk.resolved();
    await desk.resolved();

    expect(desk.store.all('survey')).toHaveLength(1);
  });
});

describe('a provider that is away', () => {
  it('is asked again under the same effect: first by the queue, then ever more rarely', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    desk.world.fail = down;
    for (let tries = 1; tries <= 2; tries++)
      await expect(desk.dispatch(id)).rejects.toThrow('the provider failed');
    await desk.dispatch(id);
    // Now the queue's own repeats end; until the timer nothing is tried.
    desk.world.fail = undefined;
    await desk.dispatch(id);
    expect(desk.outbox).toEqual([]);
    desk.world.now += minutes(15);
    expect(desk.due()).toEqual([id]);
    await desk.dispatch(id);

    expect(desk.outbox).toMatchObject([{ effectId: `${id}.invite.email` }]);
    expect(desk.survey()).toMatchObject({ status: 'sent', attempts: 0 });
  });

  it('makes nobody give up a message whose worker died twice besides', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    desk.world.fail = down;
    let deliveries = 2;
    const isDone = (): Promise<boolean> =>
      desk.dispatch(id).then(
        () => true,
        () => false,
      );
    do deliveries += 1;
    while (!(await isDone()));

    expect(deliveries).toBeLessThanOrEqual(queues['survey-dispatch'].maxReceives);
  });

  it('for a day loses nothing and keeps to the quiet hours', async () => {
    const desk = aDesk();
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const customerId = idOf('cus', n + 10);
        return desk.resolved(aTicket({ id: idOf('tkt', n + 10), customerId }), aCustomer({ id: customerId }));
      }),
    );
    desk.world.fail = down;
    const sentAt: number[] = [];
    for (
      desk.world.now = NINE + hours(24);
      desk.world.now < NINE + hours(72);
      desk.world.now += minutes(10)
    ) {
      if (desk.world.now >= NINE + hours(48)) desk.world.fail = () => void sentAt.push(desk.world.now);
      for (const id of desk.due()) await desk.dispatch(id).catch(() => undefined);
    }

    expect(new Set(desk.outbox.map(({ effectId }) => effectId)).size).toBe(ids.length);
    expect(sentAt).toHaveLength(ids.length);
    expect(
      sentAt.every(
        (at) => new Date(at + hours(8)).getUTCHours() >= 9 && new Date(at + hours(8)).getUTCHours() < 21,
      ),
    ).toBe(true);
  });

  it('during the reminder keeps nobody’s survey open for longer', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.now = NINE + hours(24);
    await desk.dispatch(id);
    desk.world.fail = down;
    for (desk.world.now = NINE + days(4); desk.world.now < NINE + days(15); desk.world.now += hours(1)) {
      for (const due of desk.due()) await desk.dispatch(due).catch(() => undefined);
    }
    expect(desk.survey()?.status).toBe('sent');
    expect(desk.due()).toEqual([id]);
    await desk.dispatch(id);

    expect(desk.survey()).toMatchObject({ status: 'expired' });
    expect(desk.outbox).toHaveLength(1);
  });

  it('for too long ends as not sent, with the budget given back', async () => {
    const desk = aDesk();
    const id = await desk.resolved();
    desk.world.fail = down;
    for (desk.world.now = NINE + hours(24); desk.world.now < NINE + days(16); desk.world.now += hours(3)) {
      for (const due of desk.due()) await desk.dispatch(due).catch(() => undefined);
    }

    expect(desk.store.one('survey', id)).toMatchObject({ status: 'notSent', reason: 'undeliverable' });
    expect(desk.store.one('surveyBudget', aCustomer().id)?.lastAt).toBe(0);
  });
});
