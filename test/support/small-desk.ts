import fc from 'fast-check';
import { ifMatch, type Journey, type Reply } from './local-stack.ts';

/** One thing that somebody does at a desk; `n` picks among what is there. */
export type Act = {
  readonly type:
    | 'customer'
    | 'ticket'
    | 'message'
    | 'note'
    | 'assign'
    | 'resolve'
    | 'order'
    | 'task'
    | 'tag'
    | 'time';
  readonly n: number;
};

export const acts: fc.Arbitrary<Act> = fc.record({
  type: fc.constantFrom(
    ...(['customer', 'ticket', 'ticket', 'message', 'message', 'note', 'assign', 'resolve'] as const),
    ...(['order', 'task', 'tag', 'time'] as const),
  ),
  n: fc.nat(1_000_000),
});

const idOf = ({ status, body }: Reply): string => {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return (body as { id: string }).id;
};

/** A desk at which random things are done through the API, as people do them. */
export const aDesk = async (journey: Journey) => {
  const admin = journey.as('admin');
  const agent = journey.as('agent1');
  const customers: string[] = [];
  const tickets: string[] = [];
  let made = 0;
  const one = (all: readonly string[], n: number): string | undefined => all[n % Math.max(1, all.length)];
  const agentId = idOf(await agent.get('/v1/me'));

  const changed = async (id: string, send: (headers: Record<string, string>) => Promise<Reply>) => {
    const head = await admin.get(`/v1/tickets/${id}`);
    const reply = await send(ifMatch(head));
    if (reply.status >= 300 && reply.status !== 409 && reply.status !== 422)
      throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  };

  const does: Record<Act['type'], (n: number) => Promise<void>> = {
    customer: async (n) => {
      made += 1;
      const phone = `+86139${String(made).padStart(4, '0')}${String(n % 10_000).padStart(4, '0')}`;
      customers.push(
        idOf(
          await admin.post('/v1/customers', {
            name: ['李雷', '韩梅梅', 'Ada King'][n % 3],
            phones: [phone],
            tags: n % 2 === 0 ? ['vip'] : [],
          }),
        ),
      );
    },
    ticket: async (n) => {
      const customerId = one(customers, n);
      if (customerId === undefined) return does.customer(n);
      tickets.push(
        idOf(
          await agent.post('/v1/tickets', {
            subject: `Parcel ${n}`,
            body: `Call me: 1391234${String(n % 10_000).padStart(4, '0')}`,
            channel: 'phone',
            kind: ['consultation', 'complaint', 'return'][n % 3],
            ...(n % 3 === 1 ? { severity: 'severe' } : {}),
            tags: n % 2 === 0 ? ['late'] : [],
            customerId,
          }),
        ),
      );
    },
    message: async (n) => {
      const id = one(tickets, n);
      if (id === undefined) return does.ticket(n);
      await changed(id, () =>
        agent.post(`/v1/tickets/${id}/messages`, { visibility: 'public', body: `We look into it (${n}).` }),
      );
    },
    note: async (n) => {
      const id = one(customers, n);
      if (id === undefined) return does.customer(n);
      idOf(await admin.post(`/v1/customers/${id}/notes`, { body: `Prefers mornings ${n}` }));
    },
    assign: async (n) => {
      const id = one(tickets, n);
      if (id === undefined) return does.ticket(n);
      const assigneeId = n % 3 === 0 ? null : agentId;
      await changed(id, (headers) => admin.put(`/v1/tickets/${id}/assignment`, { assigneeId }, headers));
    },
    resolve: async (n) => {
      const id = one(tickets, n);
      if (id === undefined) return does.ticket(n);
      await changed(id, (headers) =>
        admin.post(`/v1/tickets/${id}/transitions`, { to: 'resolved', reason: 'done' }, headers),
      );
    },
    order: async (n) => {
      const customerId = one(customers, n);
      if (customerId === undefined) return does.customer(n);
      made += 1;
      const total = { amount: `${(n % 900) + 1}.00`, currency: 'CNY' };
      const now = new Date(await journey.now()).toISOString();
      const reply = await admin.put(`/v1/orders/o-${made}`, {
        customer: { id: customerId },
        placedAt: now,
        status: 'delivered',
        total,
        lines: [{ sku: 's1', name: 'Lamp', quantity: 1, price: total }],
        sourceUpdatedAt: now,
      });
      idOf(reply);
    },
    task: async (n) => {
      const id = one(tickets, n);
      if (id === undefined) return does.ticket(n);
      const dueAt = new Date((await journey.now()) + 3_600_000).toISOString();
      await changed(id, () => admin.post(`/v1/tickets/${id}/tasks`, { title: `Call ${n}`, dueAt }));
    },
    tag: async (n) => {
      const id = one(tickets, n);
      if (id === undefined) return does.ticket(n);
      const tags = n % 2 === 0 ? ['late', 'angry'] : [];
      await changed(id, (headers) => agent.patch(`/v1/tickets/${id}`, { tags }, headers));
    },
    time: async (n) => {
      await journey.advance(`PT${(n % 90) + 1}M`);
      await journey.run('sla-sweep');
      await journey.run('survey-due');
    },
  };
  /** What a restore has taken away is no longer worked on. */
  const keepOnly = (isThere: (id: string) => boolean): void => {
    for (const all of [customers, tickets]) all.splice(0, all.length, ...all.filter(isThere));
  };
  return { customers, tickets, keepOnly, do: ({ type, n }: Act) => does[type](n) };
};
export type Desk = Awaited<ReturnType<typeof aDesk>>;
