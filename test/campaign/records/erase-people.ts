import { add, type Field, note } from './field.ts';
import { done, idOf, insist } from './insist.ts';

const FAULTS = 0.15;

/** Somebody to be erased, with a word that stands in everything of theirs and nowhere else. */
export type Subject = {
  readonly n: number;
  readonly word: string;
  readonly phone: string;
  readonly customerId: string;
  readonly formerId: string;
  readonly ticketId: string;
};

const caseBody = (word: string, customer: object): object => ({
  ...{ subject: `${word} asks`, body: `I am ${word}.`, channel: 'phone', kind: 'consultation' },
  ...customer,
});

const order = async (field: Field, word: string, customerId: string, number: string): Promise<number> => {
  const placedAt = new Date(await field.journey.now()).toISOString();
  const total = { amount: '10.00', currency: 'CNY' };
  const { status } = await insist(
    field,
    {
      ...{ user: 'admin', method: 'PUT', path: `/v1/orders/${number}` },
      body: {
        ...{ customer: { id: customerId }, placedAt, status: 'shipped', total, sourceUpdatedAt: placedAt },
        lines: [{ sku: 's', name: 'Lamp', quantity: 1, price: total }],
        shipments: [{ carrier: 'SF', trackingNumber: word.toUpperCase() }],
      },
    },
    FAULTS,
  );
  return status;
};

/** Two records of one person, merged; a case with messages, a note, an order. */
export const aSubject = async (field: Field, prefix: string, n: number): Promise<Subject> => {
  const word = `${prefix}q${n}z`;
  const phone = `+86136${String(field.random.below(1e8)).padStart(8, '0')}`;
  const make = async (more: object): Promise<string> =>
    idOf(await done(field, { user: 'admin', path: '/v1/customers', body: { name: word, ...more } }, FAULTS));
  const customerId = await make({ phones: [phone], emails: [`${word}@example.com`] });
  const formerId = await make({ emails: [`former.${word}@example.com`] });
  const of = { customerId: formerId };
  const ticketId = idOf(
    await done(field, { user: 'agent1', path: '/v1/tickets', body: caseBody(word, of) }, FAULTS),
  );
  await done(
    field,
    { user: 'supervisor1', path: `/v1/customers/${customerId}/merge`, body: { duplicateId: formerId } },
    FAULTS,
  );
  const about = { user: 'agent1', path: `/v1/tickets/${ticketId}/messages` };
  await done(field, { ...about, body: { visibility: 'public', body: `Dear ${word}` } }, FAULTS);
  await done(
    field,
    { user: 'admin', path: `/v1/customers/${customerId}/notes`, body: { body: `${word} calls` } },
    FAULTS,
  );
  await order(field, word, customerId, `n${n}-${field.random.below(1e9)}`);
  return { n, word, phone, customerId, formerId, ticketId };
};

/** What others do with a subject at the moment of the erasure; each is done or refused, as it comes before it or after. */
export const interfere = async (field: Field, subject: Subject): Promise<void> => {
  const { word, customerId, ticketId, n } = subject;
  const attempts: readonly (() => Promise<number>)[] = [
    async () => {
      const read = await done(field, { user: 'admin', method: 'GET', path: `/v1/customers/${customerId}` });
      const headers = { 'if-match': read.headers.get('etag') ?? '' };
      const change = {
        user: 'admin',
        method: 'PATCH',
        path: `/v1/customers/${customerId}`,
        headers,
      } as const;
      return (await insist(field, { ...change, body: { name: `${word} anew` } }, FAULTS)).status;
    },
    async () => {
      const body = caseBody(word, { customerId });
      return (await insist(field, { user: 'agent1', path: '/v1/tickets', body }, FAULTS)).status;
    },
    async () => {
      const body = { visibility: 'public', body: `Once more, ${word}` };
      return (await insist(field, { user: 'agent1', path: `/v1/tickets/${ticketId}/messages`, body }, FAULTS))
        .status;
    },
    async () => {
      const note = {
        user: 'admin',
        path: `/v1/customers/${customerId}/notes`,
        body: { body: `${word} again` },
      };
      return (await insist(field, note, FAULTS)).status;
    },
    async () => {
      const read = await done(field, { user: 'agent1', method: 'GET', path: `/v1/tickets/${ticketId}` });
      const headers = { 'if-match': read.headers.get('etag') ?? '' };
      const change = { user: 'agent1', method: 'PATCH', path: `/v1/tickets/${ticketId}`, headers } as const;
      return (await insist(field, { ...change, body: { subject: `${word} insists` } }, FAULTS)).status;
    },
    () => order(field, word, customerId, `n${n}-${field.random.below(1e9)}`),
  ];
  const ended = await Promise.all(field.random.shuffled(attempts).map((attempt) => attempt()));
  add(field, 'acts before the erasure', ended.filter((status) => status < 300).length);
  add(field, 'acts after it, refused', ended.filter((status) => status >= 300).length);
  note(
    field,
    ended.every((status) => status < 300 || [404, 409, 412, 422].includes(status)),
    `${word} (${n}): answers ${ended.join()}`,
  );
};
