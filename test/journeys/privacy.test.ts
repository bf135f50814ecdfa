import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, type Reply, startJourney } from '../support/local-stack.ts';

type Person = {
  id: string;
  version: number;
  status: string;
  erasure?: { requestedAt: string; doneAt: string | null };
};
type Ticket = { id: string; subject: string; customerId: string; version: number };
type List<T> = { items: T[] };

const canary = 'Zhuge Canary';
const phone = '+8613899990001';

describe('What the system keeps of a person', () => {
  let journey: Journey;
  let admin: ReturnType<Journey['as']>;
  let agent: ReturnType<Journey['as']>;

  beforeAll(async () => {
    journey = await startJourney();
    admin = journey.as('admin');
    agent = journey.as('agent1');
  }, 60_000);
  afterAll(() => journey.close());

  const customer = async (over: Record<string, unknown> = {}): Promise<Person> => {
    const made = await admin.post('/v1/customers', { name: canary, ...over });
    expect(made.status).toBe(201);
    return made.body as Person;
  };
  const ticket = async (customerId: string): Promise<Ticket> => {
    const made = await agent.post('/v1/tickets', {
      subject: `${canary} asks`,
      body: `I am ${canary}.`,
      channel: 'phone',
      kind: 'consultation',
      customerId,
    });
    expect(made.status).toBe(201);
    return made.body as Ticket;
  };
  const erase = (id: string, headers: Record<string, string> = {}): Promise<Reply> =>
    admin.post(`/v1/customers/${id}/erase`, {}, headers);
  const read = async <T>(path: string): Promise<T> => {
    const reply = await admin.get(path);
    expect(reply.status).toBe(200);
    return reply.body as T;
  };
  const review = async (): Promise<void> => {
    await journey.drain();
    await journey.run('customer-review');
    await journey.drain();
  };

  describe('is erased', () => {
    it('at once from the record and from whatever finds it, and asked again the answer is the same', async () => {
      const { id } = await customer({ phones: [phone], emails: ['canary@example.com'], tags: ['vip'] });
      const first = await erase(id);
      expect(first.status).toBe(202);
      expect(first.body).toMatchObject({ id, status: 'erased' });
      const after = await admin.get(`/v1/customers/${id}?reveal=name,phone,email,address`);
      expect(after.status).toBe(200);
      expect(after.body).toMatchObject({ id, status: 'erased', name: '', phones: [], emails: [], tags: [] });
      const again = await erase(id);
      expect(again.status).toBe(202);
      expect((again.body as Person).erasure?.requestedAt).toBe((first.body as Person).erasure?.requestedAt);
      const next = await agent.post('/v1/tickets', {
        subject: 'A new case',
        body: 'Hello',
        channel: 'phone',
        customer: { name: 'Somebody', phone },
      });
      expect((next.body as Ticket).customerId).not.toBe(id);
      await journey.drain();
      const found = await read<List<{ id: string }>>(`/v1/customers?q=${encodeURIComponent(canary)}`);
      expect(found.items.map((each) => each.id)).not.toContain(id);
    });

    it('from every case, whose figures stay, and says when it is done', async () => {
      const { id } = await customer();
      const [one, two] = [await ticket(id), await ticket(id)];
      await agent.post(`/v1/tickets/${one.id}/messages`, { visibility: 'public', body: `Dear ${canary}` });
      await agent.post(
        `/v1/tickets/${two.id}/transitions`,
        { to: 'resolved', reason: `${canary} agrees` },
        {
          'if-match': `"${two.version}"`,
        },
      );
      await erase(id);
      await review();
      for (const each of [one, two]) {
        const now = await read<Ticket>(`/v1/tickets/${each.id}`);
        expect(now).toMatchObject({ subject: '', customerId: id });
        const said = [
          await read(`/v1/tickets/${each.id}/messages`),
          await read(`/v1/tickets/${each.id}/timeline`),
        ];
        expect(JSON.stringify(said)).not.toContain('Canary');
      }
      const listed = await read<List<Ticket>>(`/v1/tickets?customerId=${id}`);
      expect(listed.items.map(({ subject }) => subject)).toEqual(['', '']);
      expect((await read<Person>(`/v1/customers/${id}`)).erasure?.doneAt).not.toBeNull();
      const surveys = await read<List<{ status: string; reason: string }>>(`/v1/surveys?customerId=${id}`);
      expect(surveys.items).toMatchObject([{ status: 'cancelled', reason: 'erased' }]);
    });

    it('together with every record that was merged into it', async () => {
      const [survivor, duplicate] = [await customer(), await customer({ phones: ['+8613899990002'] })];
      const theirs = await ticket(duplicate.id);
      await admin.post(`/v1/customers/${survivor.id}/merge`, { duplicateId: duplicate.id });
      expect((await erase(duplicate.id)).body).toMatchObject({ id: survivor.id });
      await review();
      expect(await read<Person>(`/v1/customers/${duplicate.id}`)).toMatchObject({
        id: survivor.id,
        status: 'erased',
      });
      expect((await read<Ticket>(`/v1/tickets/${theirs.id}`)).subject).toBe('');
      const apart = await admin.post(`/v1/customers/${survivor.id}/unmerge`, { duplicateId: duplicate.id });
      expect(apart.status).toBe(409);
    });

    it('and is never brought back by a change, a merge, a new case or a sign-in', async () => {
      const { id } = (await journey.as('customer2').get('/v1/me')).body as Person;
      const other = await customer();
      await erase(id);
      const { version } = await read<Person>(`/v1/customers/${id}`);
      const patch = await admin.patch(
        `/v1/customers/${id}`,
        { name: canary },
        { 'if-match': `"${version}"` },
      );
      expect(patch.status).toBe(409);
      const gone = await admin.delete(`/v1/customers/${id}`, undefined, { 'if-match': `"${version}"` });
      expect(gone.status).toBe(409);
      expect((await admin.post(`/v1/customers/${other.id}/merge`, { duplicateId: id })).status).toBe(409);
      const made = await agent.post('/v1/tickets', {
        subject: 'x',
        body: 'y',
        channel: 'phone',
        customerId: id,
      });
      expect(made.status).toBe(409);
      expect((await journey.as('customer2').get('/v1/me')).status).toBe(401);
    });

    it('also out of a case that was being made meanwhile', async () => {
      const { id } = await customer();
      const [erased, made] = await Promise.all([
        erase(id),
        agent.post('/v1/tickets', {
          subject: `${canary} again`,
          body: `It is ${canary}`,
          channel: 'phone',
          customerId: id,
        }),
      ]);
      expect(erased.status).toBe(202);
      expect([201, 409]).toContain(made.status);
      await review();
      await journey.advance('PT20M');
      await review();
      if (made.status === 201) {
        const { id: ticketId } = made.body as Ticket;
        const kept = [await read(`/v1/tickets/${ticketId}`), await read(`/v1/tickets/${ticketId}/messages`)];
        expect(JSON.stringify(kept)).not.toContain('Canary');
      }
    });

    it('by administrators alone, whatever key it is asked under', async () => {
      const { id } = await customer();
      for (const user of ['agent1', 'supervisor1', 'analyst1', 'inspector1', 'customer1']) {
        expect((await journey.as(user).post(`/v1/customers/${id}/erase`, {})).status).toBe(403);
      }
      const key = { 'idempotency-key': randomUUID() };
      const [first, second] = [await erase(id, key), await erase(id, key)];
      expect(second.body).toEqual(first.body);
    });
  });
});
