import { describe, expect, it } from 'vitest';
import { ref, update } from '#shared/app/records.ts';
import { replayWebhook, testWebhook } from '#shared/app/webhooks/ask-for-work.ts';
import { dueMessage } from '#shared/app/webhooks/due-message.ts';
import { turns } from '#shared/app/webhooks/in-turn.ts';
import { updateWebhook } from '#shared/app/webhooks/write-webhooks.ts';
import { webhookRoutes } from '#shared/contracts/webhooks.ts';
import { hours, iso, minutes, seconds } from '#shared/domain/kernel/time.ts';
import { bodyOf } from '#shared/domain/webhooks/delivery.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';
import { aDesk, type Desk, HOOK, NINE, ticketOf } from './support.ts';

const sent = (desk: Desk) =>
  desk.calls.map(({ event }) => `${event.data['ticketId'] ?? event.type}/${event.data['seq'] ?? ''}`);
const names = (...of: readonly (readonly [number, number])[]) =>
  of.map(([ticket, seq]) => `${ticketOf(ticket)}/${seq}`);
const deliveriesOf = ({ store }: Desk) => store.all('webhookDelivery');
const quiet = { send: async () => undefined };

const api = (desk: Desk) => {
  const { call, world } = operationsOn(desk.store);
  const admin = callerWith('admin');
  const now = () => Object.assign(world, { now: desk.world.now });
  return {
    patch: async (body: unknown) => {
      now();
      const ifMatch = desk.store.one(ref('webhook', HOOK))?.version ?? 0;
      await call(
        updateWebhook(() => ({ loopback: false }), quiet),
        admin,
        {
          route: webhookRoutes['webhooks/update'],
          params: { id: HOOK },
          body,
          ifMatch,
        },
      );
    },
    test: async () => {
      now();
      return call(testWebhook(quiet), admin, { route: webhookRoutes['webhooks/test'], params: { id: HOOK } });
    },
    replay: async (body: unknown) => {
      now();
      return call(replayWebhook(quiet), admin, {
        route: webhookRoutes['webhooks/replay'],
        params: { id: HOOK },
        body,
      });
    },
  };
};
const work = { type: 'webhook.work', hookId: HOOK } as const;

describe('A fact', () => {
  it('takes three round trips where nothing is in the way', async () => {
    const desk = await aDesk();
    await desk.handle(desk.happens(1));
    const before = desk.store.commits.length;
    await desk.handle(desk.happens(1));
    // Beside the look: the lease and how it ended.
    expect(desk.store.commits.length - before).toBe(2);
  });

  it('is not told to who did not ask for its type, nor from before it was asked for', async () => {
    const desk = await aDesk({ events: { 'ticket.updated': NINE + 10 } });
    const early = desk.happens(1);
    desk.world.now += 20;
    const other = desk.happens(1, 'ticket.created');
    const wanted = desk.happens(1);
    for (const message of [early, other, wanted]) await desk.handle(message);
    expect(sent(desk)).toEqual(names([1, 3]));
  });

  it('that was imported or restored is passed over, and what comes after it is sent', async () => {
    const desk = await aDesk();
    desk.happens(1, 'ticket.created', true);
    desk.happens(1, 'ticket.updated', true);
    await desk.handle(desk.happens(1));
    expect(sent(desk)).toEqual(names([1, 3]));
  });

  it('of another shop is not told to who asked for one shop', async () => {
    const desk = await aDesk({ shopId: 'main' });
    desk.desk.shopOf = (id) => (id === ticketOf(1) ? 'main' : 'shop_01K5Q8J3M9N4P6R7S8T9V0W1XY');
    for (const ticket of [1, 2]) await desk.handle(desk.happens(ticket));
    expect(sent(desk)).toEqual(names([1, 1]));
    expect(desk.stream(2)).toMatchObject({ passed: 1, wanted: 1 });
  });

  it('waits behind an earlier one of its case that is not taken, while other cases go on', async () => {
    const desk = await aDesk();
    desk.desk.answer = ({ event }) => ({
      responseStatus: event.data['ticketId'] === ticketOf(1) ? 500 : 200,
    });
    for (const ticket of [1, 1, 2]) await desk.handle(desk.happens(ticket));
    expect(sent(desk)).toEqual(names([1, 1], [2, 1]));

    desk.desk.answer = () => ({ responseStatus: 200 });
    desk.world.now += seconds(7);
    await desk.drain();
    expect(sent(desk)).toEqual(names([1, 1], [2, 1], [1, 1], [1, 2]));
    expect(deliveriesOf(desk).map(({ status, attempts }) => [status, attempts.length])).toEqual([
      ['delivered', 2],
      ['delivered', 1],
      ['delivered', 1],
    ]);
  });

  it('that nobody takes for 72 hours is given up, can be seen as failed, and lets the next one through', async () => {
    const desk = await aDesk();
    const poison = desk.happens(1);
    desk.desk.answer = ({ event }) => ({ responseStatus: event.id === poison.id ? 400 : 200 });
    await desk.handle(poison);
    await desk.handle(desk.happens(1));
    for (let hour = 0; hour < 90; hour++) {
      desk.world.now += hours(1);
      await desk.sweep();
      // The receiver takes everything else, so it is not the webhook that fails.
      await desk.handle(desk.happens(2));
    }
    const tries = desk.calls.filter(({ event }) => event.id === poison.id);
    expect(tries.length).toBeGreaterThanOrEqual(12);
    expect(deliveriesOf(desk).find(({ eventId }) => eventId === poison.id)).toMatchObject({
      status: 'failed',
    });
    expect(deliveriesOf(desk).find(({ eventId }) => eventId === poison.id)?.attempts).toHaveLength(10);
    expect(sent(desk)).toContain(names([1, 2])[0]);
    expect(desk.state()?.disabled).toBeUndefined();
  });

  it('of which the worker died with the lease is sent when the lease has run out', async () => {
    const desk = await aDesk();
    const fact = desk.happens(1);
    desk.desk.answer = () => {
      throw new Error('the worker is gone');
    };
    await expect(desk.handle(fact, { owner: 'dead' })).rejects.toThrow();
    desk.desk.answer = () => ({ responseStatus: 200 });
    await desk.sweep();
    expect(sent(desk)).toHaveLength(1);
    desk.world.now += minutes(2);
    await desk.sweep();
    expect(sent(desk)).toEqual(names([1, 1], [1, 1]));
    expect(deliveriesOf(desk)).toHaveLength(1);
  });

  it('is begun again at once by the message that died with it', async () => {
    const desk = await aDesk();
    const fact = desk.happens(1);
    desk.desk.answer = () => {
      throw new Error('the worker is gone');
    };
    await expect(desk.handle(fact, { owner: 'same' })).rejects.toThrow();
    desk.desk.answer = () => ({ responseStatus: 200 });
    await desk.handle(fact, { owner: 'same' });
    expect(desk.stream(1)).toMatchObject({ passed: 1 });
  });

  it('is told though a restore has taken its case back to before what was sent, and nothing of before is told again', async () => {
    const desk = await aDesk();
    for (let n = 0; n < 5; n++) {
      desk.world.now += minutes(1);
      await desk.handle(desk.happens(1));
    }
    const timeline = desk.timelines.get(ticketOf(1)) ?? [];
    const lost = timeline.splice(2).map(({ id }) => id);
    const before = desk.calls.splice(0);
    desk.world.now += hours(1);
    const anew = [desk.happens(1), desk.happens(1)];
    // The later one comes first.
    for (const message of anew.toReversed()) await desk.handle(message);
    expect(desk.calls.map(({ event }) => event.id)).toEqual(anew.map(({ id }) => id));
    for (const { event } of before) await desk.handle(event);
    expect(desk.calls).toHaveLength(2);
    expect(lost).toHaveLength(3);
  });

  it('goes on with another message when the time is over', async () => {
    const desk = await aDesk();
    desk.happens(1);
    desk.happens(1);
    await desk.handle(desk.happens(1), { budgetMs: 0 });
    expect(sent(desk)).toEqual([]);
    await desk.drain();
    expect(sent(desk)).toEqual(names([1, 1], [1, 2], [1, 3]));
  });
});

describe('A webhook', () => {
  it('gets nothing while its circuit is open, one try when its time is over, and everything once that is taken', async () => {
    const desk = await aDesk();
    desk.desk.answer = () => ({ error: 'timeout' });
    for (let ticket = 1; ticket <= 15; ticket++) await desk.handle(desk.happens(ticket));
    expect(desk.calls).toHaveLength(10);
    expect(desk.state()?.failing?.opened).toBe(1);

    desk.world.now += minutes(2);
    await Promise.all(
      Array.from({ length: 5 }, (_, n) => desk.handle(dueMessage(`${HOOK}.${ticketOf(n + 1)}`))),
    );
    expect(desk.calls).toHaveLength(11);

    desk.desk.answer = () => ({ responseStatus: 200 });
    for (let round = 0; round < 40; round++) {
      desk.world.now += minutes(2);
      await desk.sweep();
    }
    expect(new Set(deliveriesOf(desk).map(({ status }) => status))).toEqual(new Set(['delivered']));
    expect(deliveriesOf(desk)).toHaveLength(15);
    expect(desk.state()?.failing).toBeUndefined();
  });

  it('that says 410 is disabled at once, with a record of the trail, and goes on where it stopped when it is active again', async () => {
    const desk = await aDesk();
    desk.desk.answer = () => ({ responseStatus: 410 });
    for (const ticket of [1, 1, 2]) await desk.handle(desk.happens(ticket));
    expect(desk.calls).toHaveLength(1);
    expect(desk.state()?.disabled).toEqual({ at: NINE, because: 'gone' });
    expect(desk.store.all('audit')).toMatchObject([
      { action: 'webhook.disabled', object: HOOK, actor: { type: 'system' }, data: { because: 'gone' } },
    ]);

    desk.desk.answer = () => ({ responseStatus: 200 });
    desk.world.now += hours(200);
    await desk.sweep();
    expect(desk.calls).toHaveLength(1);
    await api(desk).patch({ status: 'active' });
    await desk.handle(work);
    expect(sent(desk)).toEqual(names([1, 1], [1, 1], [1, 2], [2, 1]));
    desk.world.now += minutes(5);
    await desk.sweep();
    expect(desk.state()).toMatchObject({ replays: [] });
    expect(desk.state()?.resume).toBeUndefined();
  });

  it('that takes nothing for 72 hours is disabled and drops nothing', async () => {
    const desk = await aDesk();
    desk.desk.answer = () => ({ responseStatus: 503 });
    await desk.handle(desk.happens(1));
    for (let hour = 0; hour < 100; hour++) {
      desk.world.now += hours(1);
      await desk.sweep();
    }
    expect(desk.state()?.disabled).toMatchObject({ because: 'failing' });
    expect(deliveriesOf(desk)[0]?.status).toBe('pending');
    expect(desk.stream(1)).toMatchObject({ parked: true, passed: 0, wanted: 1 });
  });

  it('is tested by one call under an id of its own, whether it is active or not', async () => {
    const desk = await aDesk({ status: 'paused' });
    desk.desk.answer = () => ({ responseStatus: 500 });
    const { body } = await api(desk).test();
    await desk.handle(work);
    await desk.sweep();
    expect(desk.calls.map(({ event }) => [event.id, event.type, event.data])).toEqual([
      [body?.eventId, 'webhook.test', { webhookId: HOOK }],
    ]);
    expect(deliveriesOf(desk)).toMatchObject([{ status: 'failed', attempts: [{ responseStatus: 500 }] }]);
    expect(desk.state()?.timerAt).toBeUndefined();
  });

  it('is sent again, under the same ids and in the same order, what was sent of a time; what fails is tried again from there', async () => {
    const desk = await aDesk();
    for (const ticket of [1, 2, 1, 2, 1]) {
      desk.world.now += minutes(1);
      await desk.handle(desk.happens(ticket));
    }
    const before = desk.calls.splice(0);
    await api(desk).replay({ from: iso(NINE + minutes(2)), to: iso(NINE + minutes(4)) });
    let calls = 0;
    desk.desk.answer = () => ({ responseStatus: ++calls === 2 ? 500 : 200 });
    await desk.handle(work);
    expect(desk.calls.map(({ event }) => event.id)).toEqual(before.slice(1, 3).map(({ event }) => event.id));
    desk.world.now += seconds(10);
    await desk.drain();
    const ids = before.map(({ event }) => event.id);
    expect(desk.calls.map(({ event }) => event.id)).toEqual([ids[1], ids[2], ids[2], ids[3]]);
    expect(desk.calls.map(({ event }) => bodyOf(event))[0]).toBe(before.map(({ event }) => bodyOf(event))[1]);
    expect(desk.state()?.replays).toEqual([]);
    expect(desk.stream(1)).toMatchObject({ passed: 3, wanted: 3 });
  });

  it('that was deleted leaves nothing that comes due again', async () => {
    const desk = await aDesk();
    desk.desk.answer = () => ({ responseStatus: 500 });
    await desk.handle(desk.happens(1));
    await desk.store.commit([{ op: 'remove', ref: ref('webhook', HOOK) }]);
    desk.world.now += hours(1);
    await desk.sweep();
    await desk.handle(work);
    expect(desk.store.all('webhookStream')).toEqual([]);
    expect(desk.calls).toHaveLength(1);
  });

  it('gets no further call from a worker whose lease somebody else has taken over', async () => {
    const desk = await aDesk();
    desk.happens(1);
    const fact = desk.happens(1);
    desk.desk.answer = () => {
      desk.desk.answer = () => ({ responseStatus: 200 });
      const stream = desk.stream(1);
      if (!stream) throw new Error('there is no stream');
      const lease = { owner: 'another', until: desk.world.now + minutes(5) };
      void desk.store.commit([
        update('webhookStream', stream, { ...stream, lease, version: stream.version + 1 }),
      ]);
      return { responseStatus: 200 };
    };
    await desk.handle(fact);
    expect(sent(desk)).toEqual(names([1, 1]));
    expect(desk.stream(1)?.lease?.owner).toBe('another');
  });
});

describe('Turns', () => {
  it('let one at a time through under a name, in the order of asking, and others beside it', async () => {
    const inTurn = turns();
    const log: string[] = [];
    const task = (name: string, label: string) =>
      inTurn(name, async (waited) => {
        log.push(`${label} begins${waited ? ' after waiting' : ''}`);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`${label} ends`);
        if (label === 'a') throw new Error('a fails');
      });
    await Promise.allSettled([task('x', 'a'), task('x', 'b'), task('y', 'c')]);
    expect(log.filter((line) => !line.startsWith('c'))).toEqual([
      'a begins',
      'a ends',
      'b begins after waiting',
      'b ends',
    ]);
    expect(log[1]).toBe('c begins');
  });
});
