import type { Reply } from '#test/support/local-stack.ts';
import { type Desk, done, type Made } from '../desk.ts';
import { stockDueCases, stockDueSurveys, taken } from '../stock.ts';
import type { Scenario, Story, Told } from '../story.ts';
import { askedFor, hourly, snapshot } from './data.ts';

const nobody: readonly Told[] = [];
/** More than any of these handlers has points. */
const STOCK = 90;

type Listed = Made & { readonly kind?: string };

/** The newest of a list, as its maker reads it, by the fields that have to be alike. */
const newest =
  (list: string, fields: readonly string[], isMeant: (one: Listed) => boolean = () => true) =>
  async ({ admin }: Desk): Promise<readonly string[]> => {
    const { items } = done<{ items: Listed[] }>(await admin.get(`${list}?limit=10`));
    const one = done<Record<string, unknown>>(await admin.get(`${list}/${items.find(isMeant)?.id ?? ''}`));
    const link = one['downloadUrl'];
    const file = typeof link === 'string' ? await (await fetch(link)).arrayBuffer() : undefined;
    return [
      ...fields.map((name) => `${name} ${JSON.stringify(one[name])}`),
      ...(file === undefined ? [] : [`${file.byteLength === one['bytes'] ? 'whole' : 'broken'} file`]),
    ];
  };

/** Something that sets a worker or a stream going: who asked for it is answered at once, the queue and the stream see to the rest. */
const after =
  (
    queue: string | undefined,
    request: (desk: Desk) => Promise<() => Promise<Reply>>,
    more: (desk: Desk) => Omit<Story, 'act'> = () => ({}),
  ) =>
  async (desk: Desk): Promise<Story> => {
    const send = await request(desk);
    return {
      ...(queue === undefined ? {} : { meanwhile: () => redelivered(queue)(desk) }),
      act: async () => {
        done(await send());
        await desk.journey.drain();
        return nobody;
      },
      ...more(desk),
    };
  };

const queued =
  (queue: string, bodyOf: (desk: Desk) => unknown) =>
  async (desk: Desk): Promise<Story> => {
    const body = bodyOf(desk);
    return {
      act: async () => {
        await desk.send(queue, body);
        await desk.journey.drain();
        return nobody;
      },
      meanwhile: () => redelivered(queue)(desk),
      // The next period of the schedule that sends such messages.
      afterwards: async () => {
        await desk.journey.advance('PT2M');
        await desk.send(queue, body);
        await desk.journey.drain();
      },
    };
  };

/** The message comes again, as its visibility has run out, and somebody else takes it; resolves when that one is done. */
const redelivered =
  (queue: string) =>
  async (desk: Desk): Promise<readonly string[]> => {
    const { engines, workers } = desk.journey.stack;
    const busy = () =>
      workers
        .list()
        .filter((one) => one.functionName === `kefu-dev-workers-${queue}` && one.requestId !== undefined);
    await engines.queues.hurry(`kefu-dev-${queue}`);
    const until = performance.now() + PATIENCE_MS;
    let quietFor = 0;
    // The one that stands still stays busy; a new one takes a moment to start.
    while (performance.now() < until && quietFor < QUIET_LOOKS) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      quietFor = busy().length <= 1 ? quietFor + 1 : 0;
    }
    return busy().length <= 1 ? [] : ['the successor did not end'];
  };
const PATIENCE_MS = 15_000;
const QUIET_LOOKS = 12;

const instant = (desk: Desk): string => new Date(desk.journey.stack.clock.now()).toISOString();

const file = [
  'externalId,name,emails',
  'A1,Person,one@example.com',
  'A2,Person,two@example.com',
  'A3,,three',
].join('\n');

/** An import whose file is there but for its last step. */
const broughtFile = async (desk: Desk): Promise<() => Promise<Reply>> => {
  const one = done<Made & { uploadUrl: string }>(
    await desk.admin.post('/v1/imports', { resource: 'customers', format: 'csv' }),
  );
  const body = file.replaceAll('@', `${desk.fresh()}@`);
  return async () => {
    const { status, headers } = await fetch(one.uploadUrl, { method: 'PUT', body });
    return { status, headers, body: '' };
  };
};

const newCase = async ({ agent, person }: Desk) => {
  const body = { subject: 's', body: 'b', channel: 'web', customer: person() };
  return () => agent.post('/v1/tickets', body);
};

/** Everything that works behind a queue or a stream. */
export const workerScenarios: readonly Scenario[] = [
  {
    handler: 'workers/ticket-escalations',
    before: (desk) => stockDueCases(desk, STOCK),
    arrange: queued('ticket-escalations', (desk) => ({
      ticketId: taken(desk, 'due cases'),
      timerAt: instant(desk),
    })),
  },
  {
    handler: 'workers/survey-dispatch',
    triesCount: true,
    before: (desk) => stockDueSurveys(desk, STOCK),
    arrange: queued('survey-dispatch', (desk) => ({
      surveyId: taken(desk, 'due surveys'),
      timerAt: instant(desk),
    })),
  },
  {
    handler: 'workers/notifications',
    triesCount: true,
    arrange: after('notifications', async (desk) => {
      const { id } = await desk.ticket();
      return () => desk.admin.post(`/v1/tickets/${id}/escalations`, { level: 1, reason: 'r' });
    }),
  },
  {
    handler: 'workers/customer-work',
    arrange: async (desk) => {
      const { id } = await desk.customer();
      await desk.ticket({ customer: undefined, customerId: id });
      done(await desk.admin.post(`/v1/customers/${id}/erase`, {}));
      await desk.journey.drain();
      const timerAt = instant(desk);
      return queued('customer-work', () => ({ type: 'review', customerId: id, timerAt }))(desk);
    },
  },
  {
    handler: 'workers/exports',
    alone: true,
    look: newest('/v1/exports', ['status', 'problem']),
    arrange: after(
      'exports',
      async ({ admin }) =>
        () =>
          admin.post('/v1/exports', { resource: 'customers', format: 'csv' }),
    ),
  },
  {
    handler: 'workers/documents',
    look: newest('/v1/exports', ['status', 'problem']),
    arrange: after('documents', async (desk) => {
      const { id: customerId } = await desk.customer();
      await desk.ticket({ customer: undefined, customerId });
      const filter = { customerId };
      return () => desk.admin.post('/v1/exports', { resource: 'tickets', format: 'pdf', filter });
    }),
  },
  {
    handler: 'workers/imports',
    look: newest('/v1/imports', ['status', 'created', 'updated', 'unchanged', 'failed', 'problem']),
    arrange: after('imports', broughtFile),
  },
  {
    handler: 'workers/webhook-deliveries',
    look: async (desk) => {
      const { items } = done<{ items: { status: string; type: string }[] }>(
        await desk.admin.get(`/v1/webhooks/${desk.stock.get('hook')?.[0] ?? ''}/deliveries?limit=100`),
      );
      return items.map(({ type, status }) => `${type} ${status}`);
    },
    arrange: async (desk) => {
      const { id: hookId } = done(
        await desk.admin.post('/v1/webhooks', {
          url: 'https://hooks.example.com/x',
          events: ['ticket.messageAdded'],
        }),
      );
      desk.stock.set('hook', [hookId]);
      const { id } = await desk.ticket();
      await desk.journey.drain();
      const say = () =>
        desk.agent.post(`/v1/tickets/${id}/messages`, { visibility: 'public', body: 'Hello' });
      return after(
        'webhook-deliveries',
        async () => say,
        () => ({
          afterwards: async () => {
            for (const wait of ['PT5M', 'PT1H']) {
              await desk.journey.advance(wait);
              await desk.journey.run('webhook-due');
            }
          },
          clean: () => desk.dropped(`/v1/webhooks/${hookId}`),
        }),
      )(desk);
    },
  },
  {
    handler: 'workers/snapshots',
    alone: true,
    // Whoever takes it up again is the next hour's run, which takes one of its own.
    look: newest('/v1/snapshots', ['status', 'verified', 'problems'], ({ kind }) => kind === 'full'),
    arrange: after(
      'snapshots',
      async ({ admin }) =>
        () =>
          admin.post('/v1/snapshots', { kind: 'full' }),
      (desk) => ({ afterwards: hourly(desk) }),
    ),
  },
  {
    handler: 'workers/restores',
    alone: true,
    look: newest('/v1/restores', ['status', 'problems']),
    arrange: after(
      'restores',
      async (desk) => {
        const { id: snapshotId } = await snapshot(desk);
        const body = { snapshotId, mode: 'missing', confirm: snapshotId, dryRun: false };
        return () => desk.admin.post('/v1/restores', body);
      },
      (desk) => ({ afterwards: askedFor(desk, '/v1/restores') }),
    ),
  },
  // The change feed may tell of a change twice.
  { handler: 'streams/publish-changes', triesCount: true, arrange: after(undefined, newCase) },
  // So does the feed's own stream beside this one, when the clock jumps while it writes.
  { handler: 'streams/aggregates', triesCount: true, arrange: after(undefined, newCase) },
];
