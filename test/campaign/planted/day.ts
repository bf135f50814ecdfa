import type { Journey, Reply } from '#test/support/local-stack.ts';
import type { Planted } from './people.ts';

/** Who asks, and what of a planted person that answer may hold. */
export type Ask = {
  readonly user: string;
  readonly method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly may?: readonly ('phone' | 'email' | 'idNumber' | 'address' | 'word')[];
};

/** Sends it, has the answer looked through, and expects one of these statuses. */
export type Send = (ask: Ask, expected: readonly number[]) => Promise<Reply>;

/** What the words of a conversation hold for everybody who may read them; numbers in them only for roles that may reveal phones. */
const words = ['word'] as const;
const whole = ['word', 'phone', 'idNumber'] as const;

const idOf = (reply: Reply): string => (reply.body as { id: string }).id;

/** What happens around one person in a day: every role meets them, in every way the API has. Answers the ids of the customer and the case. */
export const liveThrough = async (person: Planted, send: Send): Promise<{ customerId: string }> => {
  const customerId = await arrive(person, send);
  const ticketId = await complain(person, customerId, send);
  await lookUp(person, customerId, send);
  await buy(person, customerId, send);
  await handle(person, customerId, ticketId, send);
  await assertRights(person, customerId, ticketId, send);
  await mistake(person, customerId, ticketId, send);
  return { customerId };
};

const arrive = async ({ n, name, phone, email, line }: Planted, send: Send): Promise<string> => {
  const made = await send(
    {
      user: 'agent1',
      method: 'post',
      path: '/v1/customers',
      body: {
        name,
        phones: [phone],
        emails: [email],
        addresses: [{ country: 'CN', province: '浙江省', city: '杭州市', district: '西湖区', line }],
        externalIds: [{ id: `planted-${n}` }],
        language: n % 2 ? 'zh-CN' : 'en',
      },
    },
    [201],
  );
  return idOf(made);
};

const complain = async (person: Planted, customerId: string, send: Send): Promise<string> => {
  const { n, name, phone, email, idNumber, word } = person;
  const made = await send(
    {
      user: n % 2 ? 'agent1' : 'agent2',
      method: 'post',
      path: '/v1/tickets',
      body: {
        kind: n % 3 ? 'complaint' : 'consultation',
        subject: `包裹没到，电话 ${phone.slice(3)}`,
        body: `${word} 我的电话是${phone.slice(3)}，身份证${idNumber}。`,
        channel: 'web',
        ...(n % 2 ? { customerId } : { customer: { name, phone, email } }),
      },
    },
    [201],
  );
  return idOf(made);
};

const lookUp = async ({ phone, email, name }: Planted, customerId: string, send: Send): Promise<void> => {
  const q = (text: string) => `/v1/customers?q=${encodeURIComponent(text)}&limit=5`;
  await send({ user: 'agent1', method: 'get', path: q(phone.slice(3)) }, [200]);
  await send({ user: 'supervisor1', method: 'get', path: q(email) }, [200]);
  await send({ user: 'agent2', method: 'get', path: q(name) }, [200]);
  for (const user of ['agent1', 'analyst1', 'supervisor1', 'admin'])
    await send({ user, method: 'get', path: `/v1/customers/${customerId}` }, [200]);
  await send({ user: 'agent1', method: 'get', path: `/v1/customers/${customerId}?reveal=phone` }, [403]);
  await send(
    {
      user: 'supervisor1',
      method: 'get',
      path: `/v1/customers/${customerId}?reveal=phone,address&purpose=contact`,
      may: ['phone', 'address'],
    },
    // A day's worth of reveals may be used up; that is a limit, not a leak.
    [200, 429],
  );
  await send({ user: 'inspector1', method: 'get', path: `/v1/customers/${customerId}` }, [403]);
  await send({ user: 'customer1', method: 'get', path: `/v1/customers/${customerId}` }, [404]);
};

const buy = async ({ n, phone }: Planted, customerId: string, send: Send): Promise<void> => {
  const total = { amount: `${100 + (n % 900)}.00`, currency: 'CNY' };
  await send(
    {
      user: 'admin',
      method: 'put',
      path: `/v1/orders/PLANTED-${n}?shopId=main`,
      body: {
        customer: n % 2 ? { id: customerId } : { phone },
        placedAt: '2026-03-01T08:00:00.000Z',
        status: 'delivered',
        total,
        lines: [{ sku: `S-${n % 50}`, name: '保温杯', quantity: 1, price: total }],
        sourceUpdatedAt: '2026-03-01T09:00:00.000Z',
      },
    },
    [201],
  );
  await send({ user: 'agent1', method: 'get', path: `/v1/customers/${customerId}/orders` }, [200]);
};

const handle = async (person: Planted, customerId: string, ticketId: string, send: Send): Promise<void> => {
  const { n, phone, idNumber, word } = person;
  const path = `/v1/tickets/${ticketId}`;
  const say = (visibility: string, body: string) =>
    send(
      {
        user: 'agent1',
        method: 'post',
        path: `${path}/messages`,
        body: { visibility, body, ...(visibility === 'public' ? { handled: true } : {}) },
        may: words,
      },
      [201],
    );
  await say('public', `${word} 您好，我们会打 ${phone.slice(3)} 联系您。`);
  await say('internal', `${word} 客户的证件 ${idNumber}，回拨 ${phone}`);
  await send(
    {
      user: 'agent1',
      method: 'post',
      path: `/v1/customers/${customerId}/notes`,
      body: { body: `${word} 喜欢晚上接电话 ${phone.slice(3)}` },
      may: words,
    },
    [201],
  );
  for (const [user, may] of [
    ['agent1', words],
    ['inspector1', words],
    ['supervisor1', whole],
  ] as const) {
    await send({ user, method: 'get', path, may }, [200]);
    await send({ user, method: 'get', path: `${path}/messages`, may }, [200]);
    await send({ user, method: 'get', path: `${path}/timeline` }, [200]);
  }
  await send({ user: 'agent1', method: 'get', path: `/v1/customers/${customerId}/notes`, may: words }, [200]);
  await send(
    { user: 'agent1', method: 'get', path: `/v1/customers/${customerId}/timeline`, may: words },
    [200],
  );
  await send({ user: 'agent1', method: 'get', path: `/v1/customers/${customerId}/duplicates` }, [200]);
  await send({ user: 'agent1', method: 'get', path: '/v1/tickets?limit=20' }, [200]);
  if (n % 2)
    await send(
      {
        user: 'agent1',
        method: 'post',
        path: `${path}/transitions`,
        body: { to: 'resolved', reason: '已处理' },
        headers: { 'if-match': await versionOf(path, send) },
      },
      [200],
    );
};

const versionOf = async (path: string, send: Send): Promise<string> =>
  (await send({ user: 'agent1', method: 'get', path, may: words }, [200])).headers.get('etag') ?? '';

/** They prove who they are, agree to something, and get a copy of all that is kept of them. */
const assertRights = async (
  { n, phone }: Planted,
  customerId: string,
  ticketId: string,
  send: Send,
): Promise<void> => {
  if (n % 7) return;
  const check = (method: string, value: string) =>
    send(
      {
        user: 'agent1',
        method: 'post',
        path: `/v1/tickets/${ticketId}/identity-check`,
        body: { method, value },
      },
      [200],
    );
  await check('phoneLast4', phone.slice(-4));
  await check('orderNumber', phone.slice(3));
  await send(
    {
      user: 'agent1',
      method: 'post',
      path: `/v1/customers/${customerId}/consents`,
      body: { purpose: 'marketing', state: 'granted', source: 'phone', evidence: `同意，${phone.slice(3)}` },
    },
    [201],
  );
  await send({ user: 'agent1', method: 'get', path: `/v1/customers/${customerId}/consents` }, [200]);
  await send({ user: 'agent1', method: 'get', path: `/v1/customers/${customerId}/data-copy` }, [403]);
  await send(
    {
      user: 'admin',
      method: 'get',
      path: `/v1/customers/${customerId}/data-copy`,
      may: ['phone', 'email', 'idNumber', 'address', 'word'],
    },
    [200],
  );
};

/** What goes wrong must not tell either: the refusal, the log and the metric of a request that can't be taken. */
const mistake = async (person: Planted, customerId: string, ticketId: string, send: Send): Promise<void> => {
  const { n, phone, email, idNumber, line } = person;
  if (n % 5) return;
  const all = `${phone} ${email} ${idNumber} ${line}`;
  await send(
    { user: 'agent1', method: 'post', path: '/v1/customers', body: { name: all, phone: all } },
    [422],
  );
  await send(
    { user: 'agent1', method: 'post', path: '/v1/tickets', body: { subject: all, body: 7, channel: all } },
    [422],
  );
  await send(
    {
      user: 'agent1',
      method: 'patch',
      path: `/v1/customers/${customerId}`,
      body: { phones: [`${phone}x`], emails: [`${email}@`] },
      headers: { 'if-match': '"1"' },
    },
    [412, 422],
  );
  await send(
    { user: 'agent1', method: 'get', path: `/v1/customers?tag=${encodeURIComponent(all)}` },
    [200, 422],
  );
  await send({ user: 'agent1', method: 'get', path: `/v1/tickets/${encodeURIComponent(all)}` }, [404]);
  await send(
    { user: 'agent3', method: 'post', path: `/v1/tickets/${ticketId}/messages`, body: { text: all } },
    [422],
  );
};

/** A survey that came by mail is answered with a number in its comment. */
export const answerSurveys = async (journey: Journey, personBy: (email: string) => Planted | undefined) => {
  let answered = 0;
  for (const { to, links } of await journey.outbox()) {
    const person = personBy(to);
    const link = links.find((one) => one.includes('/v1/public/surveys/'));
    if (!person || !link) continue;
    const reply = await journey.request('POST', new URL(link).pathname, {
      body: { csat: 2, comment: `${person.word} 打我电话 ${person.phone.slice(3)}` },
    });
    if (reply.status === 201) answered++;
  }
  return answered;
};
