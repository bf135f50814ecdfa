import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';
import { formatDuration } from '#shared/domain/kernel/duration.ts';
import { days } from '#shared/domain/kernel/time.ts';
import { serviceLeadTeamId, serviceTeamId } from '#shared/domain/people/defaults.ts';
import { aCase, aStranger, each, read, times } from './operations/pool.ts';
import { callsDuring } from './support/calls.ts';
import type { Answer } from './support/client.ts';
import { sum } from './support/figures.ts';
import { type Change, changesOf } from './support/heat.ts';
import { bytesLeft } from './support/left.ts';
import { type System, startSystem } from './support/system.ts';
import { openTable } from './support/table.ts';

/** What one ticket costs from its opening to its end, everything that follows included: 10 messages, 3 sweep effects, 1 survey answered. */
export type Lifecycle = {
  readonly tickets: number;
  /** Request units for each ticket, by function. */
  readonly units: readonly { readonly name: string; readonly read: number; readonly write: number }[];
  readonly requests: number;
  readonly events: number;
  /** Messages handled by workers, at most. */
  readonly messages: number;
  /** Every change of the table, in order. */
  readonly changes: readonly Change[];
  /** Bytes that a ticket leaves for good in the table and its indexes. */
  readonly bytes: number;
  /** Units of each schedule's run that finds nothing. */
  readonly idleRuns: readonly IdleRun[];
};

export type IdleRun = { readonly id: ScheduleId; readonly read: number; readonly write: number };

export const MESSAGES = 10;
/** One ticket in five belongs to another team. */
const OTHERS = 5;

/** Lets tickets live from their opening to their end. */
export const liveThrough = async (tickets: number): Promise<Lifecycle> => {
  const system = await startSystem();
  const table = await openTable(system);
  const { stack } = system;
  const records: Parameters<typeof changesOf>[0][number][] = [];
  let after: string | undefined;
  const collect = async (): Promise<void> => {
    await stack.drain();
    for (;;) {
      const page = await stack.engines.tables.readStream(table.name, after, 500);
      records.push(...page);
      after = page.at(-1)?.sequenceNumber ?? after;
      if (page.length < 500) return;
    }
  };
  try {
    const idleRuns = await idle(system);
    await collect();
    const begun = records.length;
    const units = new Map<string, { read: number; write: number; opened: number }>();
    stack.engines.onCall(({ service, accessKeyId, operation, consumed }) => {
      const name = (stack.workers.functionOf(accessKeyId) ?? 'unknown').replace('kefu-dev-', '');
      if (service !== 'dynamodb') return;
      const so = units.get(name) ?? { read: 0, write: 0, opened: 0 };
      units.set(name, {
        read: so.read + consumed.read,
        write: so.write + consumed.write,
        opened: so.opened + (operation === 'BatchGetItem' ? 1 : 0),
      });
    });
    const requests = await live(system, tickets, collect);
    stack.engines.onCall(undefined);
    const workers = [...units].filter(([name]) => name.startsWith('workers-'));
    const lived = changesOf(records).slice(begun);
    const isEvent = (record: { newImage?: object }): boolean =>
      (record.newImage as { t?: { S?: string } } | undefined)?.t?.S === 'event';
    return {
      tickets,
      units: [...units].map(([name, { read, write }]) => ({
        name,
        read: read / tickets,
        write: write / tickets,
      })),
      requests: requests / tickets,
      events: records.slice(begun).filter(isEvent).length / tickets,
      messages: sum(workers.map(([, { opened }]) => opened)) / tickets,
      changes: lived,
      bytes: bytesLeft(lived) / tickets,
      idleRuns,
    };
  } finally {
    table.close();
    await system.close();
  }
};

/** The second run of each schedule in an empty system: a first sweep has no watermark yet, and the trail of the beginning is sealed. */
const idle = async ({ client, stack }: System): Promise<IdleRun[]> => {
  const runs: IdleRun[] = [];
  const begun = stack.clock.now();
  for (const id of Object.keys(schedules) as ScheduleId[]) {
    await client.advance('PT3H');
    await stack.runSchedule(id);
    await client.advance('PT1M');
    const calls = await callsDuring(stack, `schedules-${id}`, () => stack.runSchedule(id));
    runs.push({
      id,
      read: sum(calls.map(({ consumed }) => consumed.read)),
      write: sum(calls.map(({ consumed }) => consumed.write)),
    });
  }
  // What follows begins at the same time of day.
  await client.advance(formatDuration(days(1) - ((stack.clock.now() - begun) % days(1))));
  return runs;
};

const live = async (system: System, tickets: number, collect: () => Promise<void>): Promise<number> => {
  const { client, stack } = system;
  let sent = 0;
  const counted = (request: Promise<Answer>): Promise<Answer> => {
    sent++;
    return request;
  };
  const opened = await each(times(tickets), async (n) => {
    const teamId = n % OTHERS === 0 ? serviceLeadTeamId : serviceTeamId;
    const body = { ...aCase({ customer: aStranger() }), teamId };
    const answer = await counted(client.send('admin', 'POST', '/v1/tickets', { body }));
    return (answer.body as { id: string }).id;
  });
  const path = (id: string, rest: string): string => `/v1/tickets/${id}/${rest}`;
  const agents = await Promise.all(
    ['agent1', 'supervisor1'].map((user) => client.send(user, 'GET', '/v1/me')),
  );
  const [agent, supervisor] = agents.map(({ body }) => (body as { id: string }).id);
  await each(opened, async (id) => {
    const { etag: ifMatch, body } = await counted(read(client, id));
    const assigneeId = (body as { teamId: string }).teamId === serviceTeamId ? agent : supervisor;
    await counted(client.send('admin', 'PUT', path(id, 'assignment'), { body: { assigneeId }, ifMatch }));
  });
  // Nobody answers: the warning of the first response, and then its breach.
  for (const duration of ['PT19H', 'PT6H']) {
    await collect();
    await client.advance(duration);
    await stack.runSchedule('sla-sweep');
  }
  await each(opened, async (id) => {
    for (const n of times(MESSAGES - 1)) {
      const body = {
        visibility: n % 3 === 0 ? 'internal' : 'public',
        body: '您好，我们正在联系物流公司。'.repeat(8),
      };
      await counted(client.send('admin', 'POST', path(id, 'messages'), { body }));
    }
    const { etag: ifMatch } = await counted(read(client, id));
    const body = { to: 'resolved', reason: '包裹已送达' };
    await counted(client.send('admin', 'POST', path(id, 'transitions'), { body, ifMatch }));
  });
  await collect();
  await client.advance('PT25H');
  await stack.runSchedule('survey-due');
  await answerSurveys(system, counted);
  await collect();
  // Resolved cases close by themselves: the third effect.
  await client.advance('P7D');
  await stack.runSchedule('sla-sweep');
  await collect();
  return sent;
};

const answerSurveys = async (
  { client, stack }: System,
  counted: (request: Promise<Answer>) => Promise<Answer>,
) => {
  const links = stack.outbox
    .list()
    .flatMap(({ links }) => links.filter((link) => link.includes('/surveys/')).slice(0, 1));
  if (links.length === 0) throw new Error('no survey went out');
  await each(links, (link) =>
    counted(
      client.send(undefined, 'POST', new URL(link).pathname, { body: { csat: 4, nps: 8, comment: '很快' } }),
    ),
  );
};
