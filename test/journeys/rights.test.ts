import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleStaff } from '../../scripts/sample-staff.ts';
import { type Journey, startJourney } from '../support/local-stack.ts';

let journey: Journey;
beforeAll(async () => {
  journey = await startJourney();
}, 180_000);
afterAll(() => journey.close());

describe('Functions do nothing that AWS would refuse', () => {
  it('when people are added, which leaves a trail', async () => {
    const [person] = sampleStaff;
    if (!person) throw new Error('there is no sample staff');
    const { username: _, ...anybody } = person;
    const staff = [{ ...anybody, sub: '0f0e0d0c-0b0a-4908-8706-050403020100', email: 'late@example.com' }];

    await journey.stack.invoke('bootstrap', { action: 'addStaff', staff, customers: [] });

    const users = await journey.as('admin').get('/v1/users?limit=100');
    expect(JSON.stringify(users.body)).toContain('late@example.com');
    expect(journey.refused()).toEqual([]);
  });

  it('when facts wait for a webhook that is paused', async () => {
    const admin = journey.as('admin');
    const made = await admin.post('/v1/webhooks', {
      url: 'http://127.0.0.1:9/hook',
      events: ['ticket.created'],
    });
    const { id } = made.body as { id: string };
    const paused = await admin.patch(`/v1/webhooks/${id}`, { status: 'paused' }, { 'if-match': '"1"' });
    expect(paused.status).toBe(200);
    const ticket = await admin.post('/v1/tickets', {
      subject: 'Where is it',
      body: 'It has not come',
      channel: 'web',
      kind: 'complaint',
      customer: { name: 'Lin' },
    });
    expect(ticket.status).toBe(201);
    await journey.drain();

    const queues = await journey.queues();
    expect(queues.find(({ name }) => name === 'webhook-deliveries')).toMatchObject({ deadLetters: 0 });
    expect(journey.refused()).toEqual([]);
  });
});
