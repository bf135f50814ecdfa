import { recordOf } from '#shared/adapters/dynamo/read.ts';
import type { Context } from '#shared/app/ports.ts';
import { create } from '#shared/app/records.ts';
import { deliverEvent } from '#shared/app/webhooks/deliver-event.ts';
import type { InTurn } from '#shared/app/webhooks/in-turn.ts';
import type { Call, Fact, WebhookMessage, WebhookTools } from '#shared/app/webhooks/ports.ts';
import { runStream } from '#shared/app/webhooks/run-stream.ts';
import { runWork } from '#shared/app/webhooks/run-work.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { eventId } from '#shared/domain/tickets/event.ts';
import type { Attempt, SentEvent } from '#shared/domain/webhooks/delivery.ts';
import { sealedAbout, type Webhook } from '#shared/domain/webhooks/webhook.ts';
import { memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';

export const NINE = Date.parse('2026-03-02T09:00:00Z');
export const HOOK = 'hook_01K5Q8J3M9N4P6R7S8T9V0W1XY';
export const ticketOf = (n: number): string => `tkt_${ulid(NINE, new Uint8Array(10).fill(n + 1))}`;
export const customerOf = (n: number): string => `cus_${ulid(NINE, new Uint8Array(10).fill(n + 1))}`;

type Answer = Pick<Attempt, 'responseStatus' | 'error'>;
type Message = SentEvent | WebhookMessage;

const wait = (turns: number): Promise<void> =>
  turns === 0
    ? Promise.resolve()
    : new Promise((resolve) => setImmediate(resolve)).then(() => wait(turns - 1));

const noTurns: InTurn = (_name, work) => work(false);

/** Everything that delivers, over records in memory: time, the receiver and the queue are the test's. */
export const aDesk = async (over: Partial<Webhook> = {}) => {
  const store = memoryStore();
  const { contextOf, world } = operationsOn(store, { now: NINE });
  const timelines = new Map<string, Fact[]>();
  const calls: Call[] = [];
  const queue: { body: Message; at: number }[] = [];
  const desk = {
    answer: (_call: Call): Answer => ({ responseStatus: 200 }),
    /** Turns of the event loop that a call takes. */
    pace: (): number => 0,
    shopOf: (_id: string): string | undefined => undefined,
  };
  let under = 0;
  let mostUnder = 0;
  let messages = 0;

  const caller = callerWith('admin', { type: 'system', id: 'webhook-deliveries', role: 'system' });
  const open = async (refs: Parameters<WebhookTools['open']>[0]): Promise<Context> => {
    await wait(1);
    return contextOf(caller, refs);
  };
  const { seal } = await contextOf(caller, []);
  const hook: Webhook = {
    id: HOOK,
    version: 1,
    url: 'https://hooks.example.com/kefu',
    events: { 'ticket.created': NINE, 'ticket.updated': NINE, 'customer.updated': NINE },
    status: 'active',
    secrets: [{ sealed: seal(sealedAbout(HOOK), 'whsec_secret'), addedAt: NINE }],
    createdAt: NINE,
    updatedAt: NINE,
    ...over,
  };
  await store.commit([create('webhook', hook)]);

  const tools = (budgetMs: number, owner = `message-${messages++}`): WebhookTools => ({
    open,
    commit: async (writes) => {
      await wait(1);
      await store.commit(writes);
    },
    facts: {
      after: async (ticketId, seq) => {
        await wait(1);
        return (timelines.get(ticketId) ?? []).filter(({ data }) => Number(data['seq']) > seq).slice(0, 3);
      },
      shopOf: async (id) => desk.shopOf(id),
    },
    items: {
      parked: async (hookId, after) =>
        store
          .all('webhookStream')
          .filter((one) => one.hookId === hookId && one.parked && one.id > (after ?? ''))
          .map(({ id }) => id)
          .sort()
          .slice(0, 2),
      deliveries: async (hookId, { from, to, after }) =>
        [...store.items.values()]
          .flatMap((item) =>
            item['t'] === 'webhookDelivery' ? (recordOf('webhookDelivery', item) ?? []) : [],
          )
          .filter(({ timestamp }) => Date.parse(timestamp) >= from && Date.parse(timestamp) <= to)
          .filter((one) => one.hookId === hookId && one.eventId > (after ?? ''))
          .sort((a, b) => (a.eventId < b.eventId ? -1 : 1))
          .slice(0, 2),
    },
    post: async (call) => {
      under++;
      mostUnder = Math.max(mostUnder, under);
      await wait(desk.pace());
      under--;
      calls.push(call);
      return { at: call.at, durationMs: 1, ...desk.answer(call) };
    },
    queue: {
      send: async (sent) => {
        for (const { body, delaySeconds = 0 } of sent)
          queue.push({ body: body as Message, at: world.now + delaySeconds * 1000 });
      },
    },
    clock: () => world.now,
    owner,
    until: world.now + budgetMs,
  });

  const handle = async (
    message: Message,
    { budgetMs = 60_000, owner = undefined as string | undefined } = {},
  ) => {
    const made = owner === undefined ? tools(budgetMs) : tools(budgetMs, owner);
    if ('id' in message) await deliverEvent(message, made, noTurns);
    else if (message.type === 'webhook.stream') await runStream(message, made);
    else await runWork(message.hookId, made);
  };

  /** A fact is recorded in its case; the answer is what the bus brings. */
  const happens = (ticket: number, type = 'ticket.updated', isHistory = false): SentEvent => {
    const ticketId = ticketOf(ticket);
    const timeline = timelines.get(ticketId) ?? [];
    timelines.set(ticketId, timeline);
    const seq = timeline.length + 1;
    const event = {
      id: eventId(ticketId, seq, world.now),
      type,
      timestamp: iso(world.now),
      data: { ticketId, seq },
    };
    timeline.push({ ...event, isHistory });
    return event;
  };

  const timerOf = (item: Readonly<Record<string, unknown>>): number =>
    Date.parse(String(item['g5sk']).split('#')[0] ?? '');
  /** What a sweep would send now: everything in the timers that is due. */
  const due = (): Message[] =>
    [...store.items.values()].flatMap((item): Message[] => {
      if (!String(item['g5pk'] ?? '').startsWith('W#webhook') || timerOf(item) > world.now) return [];
      const hookId = String(item['hookId']);
      return item['t'] === 'webhookStream'
        ? [{ type: 'webhook.stream', hookId, streamId: String(item['id']) }]
        : [{ type: 'webhook.work', hookId }];
    });
  /** Hands on every message whose time has come, until none is left. */
  const drain = async (): Promise<void> => {
    for (;;) {
      const at = queue.findIndex((one) => one.at <= world.now);
      if (at < 0) return;
      const [message] = queue.splice(at, 1);
      if (message) await handle(message.body);
    }
  };
  const sweep = async (): Promise<void> => {
    for (const message of due()) await handle(message);
    await drain();
  };

  return {
    store,
    world,
    desk,
    hook,
    calls,
    queue,
    timelines,
    handle,
    happens,
    drain,
    sweep,
    contextOf,
    mostUnder: () => mostUnder,
    stream: (ticket: number) => store.all('webhookStream').find(({ id }) => id === ticketOf(ticket)),
    state: () => store.all('webhookState')[0],
  };
};
export type Desk = Awaited<ReturnType<typeof aDesk>>;
