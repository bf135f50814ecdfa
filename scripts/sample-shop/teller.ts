import * as z from 'zod';
import type { Client } from '../replay/client.ts';
import { sampleCustomers } from '../sample-staff.ts';
import { shopCustomers } from './customers.ts';
import type { Deed } from './lives.ts';
import { isAboutGoods, type ShopOrder } from './orders.ts';
import type { Progress } from './progress.ts';
import { ratings, type StoryStep } from './story.ts';

const identified = z.object({ id: z.string() });
const standing = z.object({ version: z.int(), status: z.string() });
const outbox = z.object({
  items: z.array(z.object({ to: z.string(), links: z.array(z.string()) })),
});

const SURVEY_PATH = '/v1/public/surveys/';
const HOUR_MS = 3_600_000;
const TRIES = 5;

/** Tells the story step by step through the API; `progress` learns the ids of what is made. */
export const createTeller = (client: Client, progress: Progress) => {
  const idOf = createIds(client);
  const answers = ratings();
  const known = (ids: Readonly<Record<string, string>>, key: string): string => {
    const id = ids[key];
    if (id === undefined) throw new Error(`the story has not met ${key} yet`);
    return id;
  };

  const open = async ({ key, case: of, language }: Extract<StoryStep, { type: 'open' }>): Promise<void> => {
    const { by, at: _, life: __, rating: ___, ...fields } = of;
    const own = by === 'customer1' || by === 'customer2';
    const order = isAboutGoods(of) ? progress.orders[by] : undefined;
    const body = {
      ...fields,
      language,
      ...(own ? {} : { customerId: known(progress.customers, by) }),
      ...(order === undefined ? {} : { orderIds: [order] }),
    };
    const answer = await client.call(own ? by : 'agent1', 'POST', '/v1/tickets', {
      body,
      idempotencyKey: keyOf(key),
    });
    progress.tickets[key] = identified.parse(answer.body).id;
  };
  const sell = async (order: ShopOrder): Promise<void> => {
    const body = orderBody(order, progress.startedAt);
    const answer = await client.call('admin', 'PUT', `/v1/orders/${order.number}`, { body });
    progress.orders[order.by] = identified.parse(answer.body).id;
  };
  const deed = async (step: Extract<StoryStep, { type: 'deed' }>): Promise<void> => {
    const path = `/v1/tickets/${known(progress.tickets, step.caseKey)}`;
    const call = requestOf(step.deed, path, { me: () => idOf(step.by), now: client.now() });
    const request = { ...call, body: await call.body };
    if (!call.versioned) {
      await client.call(step.by, call.method, call.path, {
        body: request.body,
        idempotencyKey: keyOf(step.key),
      });
      return;
    }
    for (let tries = 1; ; tries++) {
      const { version, status: present } = standing.parse((await client.call(step.by, 'GET', path)).body);
      // Done already, when the start was cut off before it could be noted.
      if (step.deed.type === 'move' && step.deed.to === present) return;
      const options = {
        body: request.body,
        ifMatch: version,
        idempotencyKey: keyOf(`${step.key}-v${version}`),
        also: [412],
      };
      const { status } = await client.call(step.by, call.method, call.path, options);
      if (status < 300) return;
      if (tries === TRIES)
        throw new Error(`${call.method} ${call.path}: somebody else was faster ${TRIES} times`);
    }
  };
  const answerSurveys = async (): Promise<void> => {
    for (const { to, links } of outbox.parse(await client.control('GET', '/_local/outbox')).items) {
      const link = links.map((each) => new URL(each)).find(({ pathname }) => pathname.includes(SURVEY_PATH));
      const rating = answers.get(to);
      if (link === undefined || rating === undefined || progress.answered.includes(to)) continue;
      const path = link.pathname.slice(link.pathname.indexOf(SURVEY_PATH));
      await client.call(undefined, 'POST', path, { body: rating });
      progress.answered.push(to);
    }
  };

  return async (step: StoryStep): Promise<void> => {
    if (step.type === 'meet') {
      const { body } = await client.call('supervisor1', 'POST', '/v1/customers', {
        body: shopCustomers[step.customer],
        idempotencyKey: keyOf(step.key),
      });
      progress.customers[step.customer] = identified.parse(body).id;
    } else if (step.type === 'order') await sell(step.order);
    else if (step.type === 'open') await open(step);
    else if (step.type === 'deed') await deed(step);
    else if (step.type === 'sweep') await client.runSchedule('sla-sweep');
    else {
      await client.runSchedule('survey-due');
      await answerSurveys();
    }
  };
};

const phoneOf = (by: ShopOrder['by']): string =>
  by === 'customer1' || by === 'customer2'
    ? (sampleCustomers.find(({ username }) => username === by)?.phone ?? '')
    : (shopCustomers[by].phones[0] ?? '');

/** What the shop's system tells of an order. */
const orderBody = ({ by, daysBefore, status, sku, name, quantity, price }: ShopOrder, startedAt: number) => {
  const money = (yuan: number) => ({ amount: `${yuan}.00`, currency: 'CNY' });
  const at = (days: number) => new Date(startedAt - days * 24 * HOUR_MS).toISOString();
  const shipment = {
    carrier: '顺丰',
    trackingNumber: `SF${1_000_000_000_000 + daysBefore * 7919}`,
    shippedAt: at(daysBefore - 1),
  };
  return {
    customer: { phone: phoneOf(by) },
    placedAt: at(daysBefore),
    status,
    total: money(price * quantity),
    lines: [{ sku, name, quantity, price: money(price) }],
    shipments: [{ ...shipment, ...(status === 'delivered' ? { deliveredAt: at(daysBefore - 2) } : {}) }],
    sourceUpdatedAt: at(status === 'delivered' ? daysBefore - 2 : daysBefore - 1),
  };
};

const keyOf = (key: string): string => `sample-shop-${key}`;

/** Ids of the people who act, read once. */
const createIds = (client: Client): ((user: string) => Promise<string>) => {
  const ids = new Map<string, string>();
  return async (user) => {
    const id = ids.get(user) ?? identified.parse((await client.call(user, 'GET', '/v1/me')).body).id;
    ids.set(user, id);
    return id;
  };
};

type Request = {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** Whether it names the version it changes. */
  readonly versioned: boolean;
};

const requestOf = (
  deed: Deed,
  path: string,
  { me, now }: { me: () => Promise<string>; now: number },
): Request => {
  const post = (part: string, body: unknown): Request => ({
    method: 'POST',
    path: path + part,
    body,
    versioned: false,
  });
  switch (deed.type) {
    case 'take':
      return {
        method: 'PUT',
        path: `${path}/assignment`,
        body: me().then((assigneeId) => ({ assigneeId })),
        versioned: true,
      };
    case 'giveToLeastBusy':
      return { method: 'PUT', path: `${path}/assignment`, body: { auto: true }, versioned: true };
    case 'say':
      return post('/messages', {
        visibility: 'public',
        body: deed.text,
        ...(deed.handled ? { handled: true } : {}),
      });
    case 'note':
      return post('/messages', { visibility: 'internal', body: deed.text });
    case 'move':
      return { ...post('/transitions', { to: deed.to, reason: deed.reason }), versioned: true };
    case 'acknowledge':
      return post('/escalations/1/acknowledgement', {});
    case 'handUp':
      return post('/escalations', { level: deed.level, reason: deed.reason });
    case 'task':
      return post('/tasks', {
        title: deed.title,
        dueAt: new Date(Math.round(now + deed.inHours * HOUR_MS)).toISOString(),
      });
    case 'tag':
      return { method: 'PATCH', path, body: { tags: deed.tags }, versioned: true };
  }
};
