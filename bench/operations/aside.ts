import type { System } from '../support/system.ts';
import type { Operation } from './operation.ts';
import { each, open, read, times } from './pool.ts';

/** Requests beside the work on cases: answers to surveys, and what-if questions about calendars. */
export const asideOperations = (system: System): readonly Operation[] => [
  {
    name: 'simulate calendar',
    prepare: async (count) => {
      const { body } = await system.client.send('admin', 'GET', '/v1/calendars');
      const [calendar] = (body as { items: { id: string }[] }).items;
      return times(count).map(() => ({
        send: () =>
          system.client.send('admin', 'POST', `/v1/calendars/${calendar?.id}/simulate`, {
            body: { start: '2026-03-06T08:00:00Z', duration: 'PT40H' },
          }),
      }));
    },
  },
  {
    name: 'survey answer',
    atMost: 64,
    prepare: async (count) =>
      (await askedCustomers(system, count)).map((path) => ({
        send: () =>
          system.client.send(undefined, 'POST', path, { body: { csat: 4, nps: 8, comment: '很快就解决了' } }),
      })),
  },
];

/** Resolves so many cases and lets the surveys go out; answers the paths of their links. */
const askedCustomers = async (system: System, count: number): Promise<string[]> => {
  const { client, stack } = system;
  const mailed = (): string[] =>
    stack.outbox
      .list()
      .flatMap(({ links }) => links.filter((link) => link.includes('/surveys/')).slice(0, 1));
  const before = new Set(mailed());
  await each(times(count), () => resolvedCase(system));
  await client.advance('PT25H');
  await stack.runSchedule('survey-due');
  const paths = mailed()
    .filter((link) => !before.has(link))
    .map((link) => new URL(link).pathname);
  if (paths.length < count) throw new Error(`${paths.length} of ${count} surveys went out`);
  return paths;
};

/** A case that an agent has answered and resolved. */
export const resolvedCase = async ({ client }: System): Promise<string> => {
  const { id } = await open(client);
  await client.send('agent1', 'POST', `/v1/tickets/${id}/messages`, {
    body: { visibility: 'public', body: '已经找到您的包裹。' },
  });
  const { etag } = await read(client, id);
  await client.send('agent1', 'POST', `/v1/tickets/${id}/transitions`, {
    body: { to: 'resolved', reason: '已解决' },
    ifMatch: etag,
  });
  return id;
};
