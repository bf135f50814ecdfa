import { serviceTeamId } from '#shared/domain/people/defaults.ts';
import type { Answer, Client } from '../support/client.ts';
import { inLanes } from '../support/lanes.ts';

export type Ticket = {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly customerId: string;
  readonly assigneeId: string | null;
  readonly escalationLevel: number;
};

const LANES = 4;

let people = 0;
/** Somebody who has never written before; addresses below example.com belong to nobody. */
export const aStranger = () => {
  people += 1;
  return {
    name: `客户${people}`,
    phone: `+86139${String(people).padStart(8, '0')}`,
    email: `customer-${people}@shop.example.com`,
  };
};

/** A complaint of ordinary size: 300 characters of text. */
export const aCase = (customer: object) => ({
  kind: 'complaint',
  category: 'complaint.logistics',
  subject: '包裹三天没有更新',
  body: '我的包裹从星期一起就没有任何更新，客服电话也打不通。'.repeat(12),
  channel: 'web',
  language: 'zh-CN',
  tags: ['late-parcel'],
  teamId: serviceTeamId,
  ...customer,
});

export const open = async (client: Client): Promise<Ticket> => {
  const { body } = await client.send('agent1', 'POST', '/v1/tickets', {
    body: aCase({ customer: aStranger() }),
  });
  return body as Ticket;
};

export const read = (client: Client, id: string): Promise<Answer> =>
  client.send('admin', 'GET', `/v1/tickets/${id}`);

/** Results of some work on each item, in no particular order. */
export const each = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  await inLanes(LANES, items, async (item) => {
    results.push(await work(item));
  });
  return results;
};

export const times = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

export type Pool = {
  /** So many tickets, no two alike, as they are now; more are opened where there are too few. */
  readonly take: (count: number) => Promise<readonly Ticket[]>;
};

/** Tickets that operations work on one after another. */
export const poolOf = (client: Client): Pool => {
  const ids: string[] = [];
  return {
    take: async (count) => {
      const missing = times(Math.max(0, count - ids.length));
      ids.push(...(await each(missing, async () => (await open(client)).id)));
      return each(ids.slice(0, count), async (id) => (await read(client, id)).body as Ticket);
    },
  };
};
