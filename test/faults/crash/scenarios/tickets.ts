import { type Desk, done, type Made } from '../desk.ts';
import { stockSurveyLinks, taken } from '../stock.ts';
import { type Ask, asking, type Scenario } from '../story.ts';

/** More than any handler here has points. */
const STOCK = 60;

const onTicket =
  (body: unknown, more: Partial<Ask> = {}) =>
  async (desk: Desk): Promise<Ask> => {
    const { id, version } = await desk.ticket();
    return { user: 'admin', params: { id }, version, body, ...more };
  };

const message = async (desk: Desk, ticketId: string): Promise<Made> =>
  done(await desk.admin.post(`/v1/tickets/${ticketId}/messages`, { visibility: 'public', body: 'Hello' }));

const tomorrow = async ({ journey }: Desk): Promise<string> =>
  new Date((await journey.now()) + 86_400_000).toISOString();

const task = async (desk: Desk, ticketId: string): Promise<Made> =>
  done(await desk.admin.post(`/v1/tickets/${ticketId}/tasks`, { title: 't', dueAt: await tomorrow(desk) }));

const view = async ({ agent }: Desk): Promise<Made> =>
  done(await agent.post('/v1/views', { name: 'v', query: { status: 'open' } }));

/** Cases and everything that belongs to one, feeds and forms included. */
export const ticketScenarios: readonly Scenario[] = [
  asking('tickets/create', async (desk) => ({
    user: 'agent1',
    body: { subject: 's', body: 'b', channel: 'web', customer: desk.person() },
  })),
  asking('tickets/edit', onTicket({ tags: ['x'] })),
  asking('tickets/transition', onTicket({ to: 'pending', reason: 'r' })),
  asking('tickets/assign', async (desk) => {
    const { id, version } = await desk.ticket({ teamId: desk.teamId('service') });
    return { user: 'admin', params: { id }, version, body: { assigneeId: desk.agentId } };
  }),
  asking('tickets/add-message', onTicket({ visibility: 'public', body: 'Hello' })),
  asking('tickets/edit-message', async (desk) => {
    const { id } = await desk.ticket();
    const { id: messageId, version } = await message(desk, id);
    return { user: 'admin', params: { id, messageId }, version, body: { body: 'Hello again' } };
  }),
  asking('tickets/escalate', onTicket({ level: 1, reason: 'r' })),
  asking('tickets/acknowledge', async (desk) => {
    const { id } = await desk.ticket();
    done(await desk.admin.post(`/v1/tickets/${id}/escalations`, { level: 1, reason: 'r' }));
    return { user: 'admin', params: { id, n: '1' }, body: {} };
  }),
  asking('tickets/add-task', async (desk) => onTicket({ title: 't', dueAt: await tomorrow(desk) })(desk)),
  asking('tickets/edit-task', async (desk) => {
    const { id } = await desk.ticket();
    const { id: taskId, version } = await task(desk, id);
    return { user: 'admin', params: { id, taskId }, version, body: { title: 'u' } };
  }),
  asking('tickets/create-view', async ({ agent }) => ({
    user: 'agent1',
    body: { name: 'v', query: { status: 'open' } },
    clean: async () => {
      const { items } = done<{ items: Made[] }>(await agent.get('/v1/views?limit=100'));
      for (const { id, version } of items)
        done(await agent.delete(`/v1/views/${id}`, undefined, { 'if-match': `"${version}"` }));
    },
  })),
  asking('tickets/edit-view', async (desk) => {
    const { id, version } = await view(desk);
    const clean = async () => {
      const now = done(await desk.agent.get(`/v1/views/${id}`));
      await desk.agent.delete(`/v1/views/${id}`, undefined, { 'if-match': `"${now.version}"` });
    };
    return { user: 'agent1', params: { id }, version, body: { name: 'w' }, clean };
  }),
  asking('tickets/delete-view', async (desk) => {
    const { id, version } = await view(desk);
    return { user: 'agent1', params: { id }, version };
  }),
  asking('tickets/check-identity', async (desk) => {
    const phone = `138${desk.fresh().slice(1)}`;
    const { id } = await desk.ticket({ customer: { name: 'Person', phone } });
    return { user: 'agent1', params: { id }, body: { method: 'phoneLast4', value: phone.slice(-4) } };
  }),
  asking('tickets/receive-message', async (desk) => {
    const sentAt = new Date(await desk.journey.now()).toISOString();
    const payload = {
      sentAt,
      externalId: `ext-${desk.fresh()}`,
      from: desk.person(),
      body: 'My parcel has not moved.',
    };
    return {
      params: { channel: 'social' },
      ...(await desk.delivery(desk.secrets.messages['social'] ?? '', payload)),
    };
  }),
  asking(
    'public/create-ticket',
    async (desk) => ({ body: { subject: 's', body: 'b', customer: desk.person() } }),
    { hasNoKey: true },
  ),
  asking(
    'public/answer-survey',
    async (desk) => ({
      params: { token: taken(desk, 'survey links') },
      body: { csat: 5 },
    }),
    { before: (desk) => stockSurveyLinks(desk, STOCK) },
  ),
  asking('orders/put-order', async (desk) => {
    const { id: customerId } = await desk.customer();
    return { user: 'admin', params: { id: `N-${desk.fresh()}` }, body: await desk.order(customerId) };
  }),
  asking('orders/receive', async (desk) => {
    const { id: customerId } = await desk.customer();
    const payload = { externalId: `N-${desk.fresh()}`, ...(await desk.order(customerId)) };
    return desk.delivery(desk.secrets.orders, payload);
  }),
];
