import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, startJourney } from '#test/support/local-stack.ts';

const planted = {
  phone: '13912340001',
  email: 'sealed.away@example.com',
  line: '暗香路八百八十八号',
  birthday: '1988-07-13',
  message: '门铃坏了请敲三下',
  edited: '门铃修好了',
  typed: '13912340002',
  reason: '她说下午才在家',
} as const;

type Body = {
  id: string;
  version: number;
  items: { id: string; body: string; subject: string; data: { reason?: string } }[];
};

/** Every file of the running system in all the forms in which a value could lie there. */
const filesHolding = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const raw = readFileSync(join(entry.parentPath, entry.name));
      const text = `${raw.toString('utf8')}${raw.toString('utf16le')}`;
      return Object.entries(planted).flatMap(([name, value]) =>
        text.includes(value) || text.includes(encodeURIComponent(value)) ? [`${name} in ${entry.name}`] : [],
      );
    });

describe('what people tell the desk', () => {
  let journey: Journey;
  let customerId: string;
  let ticketId: string;
  beforeAll(async () => {
    journey = await startJourney({ now: Date.parse('2026-03-02T01:00:00Z') });
    const desk = journey.as('agent1');
    const customer = await desk.post('/v1/customers', {
      name: '林一',
      phones: [`+86${planted.phone}`],
      emails: [planted.email],
      addresses: [
        { country: 'CN', province: '浙江省', city: '杭州市', district: '西湖区', line: planted.line },
      ],
      birthday: planted.birthday,
    });
    customerId = (customer.body as Body).id;
    const ticket = await desk.post('/v1/tickets', {
      customerId,
      subject: `请打 ${planted.typed}`,
      body: planted.message,
      channel: 'web',
      kind: 'consultation',
    });
    ticketId = (ticket.body as Body).id;
  });
  afterAll(() => journey.close());

  const messages = async (user: string): Promise<string[]> => {
    const page = await journey.as(user).get(`/v1/tickets/${ticketId}/messages`);
    return (page.body as Body).items.map(({ body }) => body);
  };

  it('is read by whoever may read it, edits and reasons too', async () => {
    const desk = journey.as('agent1');
    const posted = await desk.post(`/v1/tickets/${ticketId}/messages`, {
      visibility: 'internal',
      body: planted.edited,
    });
    const { id } = posted.body as Body;
    await desk.patch(`/v1/tickets/${ticketId}/messages/${id}`, { body: '门铃又坏了' }, ifMatch(posted));
    const head = await desk.get(`/v1/tickets/${ticketId}`);
    const moved = await desk.post(
      `/v1/tickets/${ticketId}/transitions`,
      { to: 'open', reason: planted.reason },
      ifMatch(head),
    );
    const timeline = await desk.get(`/v1/tickets/${ticketId}/timeline`);

    expect(moved.status).toBe(200);
    expect(await messages('agent1')).toEqual([planted.message, '门铃又坏了']);
    expect((timeline.body as Body).items.map(({ data }) => data.reason)).toContain(planted.reason);
  });

  it('shows a number in a subject whole to who may reveal phones, masked to others, and masked to all in lists', async () => {
    const subjectFor = async (user: string): Promise<unknown> =>
      ((await journey.as(user).get(`/v1/tickets/${ticketId}`)).body as { subject: string }).subject;
    const list = await journey.as('supervisor1').get(`/v1/tickets?customerId=${customerId}`);

    expect(await subjectFor('supervisor1')).toBe(`请打 ${planted.typed}`);
    expect(await subjectFor('agent1')).toBe('请打 139****0002');
    expect((list.body as Body).items.map(({ subject }) => subject)).toEqual(['请打 139****0002']);
  });

  it('keeps a subject whole when somebody who may not see it changes the case', async () => {
    const desk = journey.as('agent1');
    const head = await desk.get(`/v1/tickets/${ticketId}`);
    const patched = await desk.patch(`/v1/tickets/${ticketId}`, { tags: ['doorbell'] }, ifMatch(head));
    const seen = await journey.as('supervisor1').get(`/v1/tickets/${ticketId}`);

    expect(patched.status).toBe(200);
    expect((seen.body as { subject: string }).subject).toBe(`请打 ${planted.typed}`);
  });

  it('lies in no file of the system as it was told', async () => {
    await journey.drain();

    expect(filesHolding(journey.home)).toEqual([]);
  });
});
