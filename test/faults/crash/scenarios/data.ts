import { type Desk, done, type Made } from '../desk.ts';
import { type Ask, asking, type Scenario } from '../story.ts';

/** Long enough for work to count as left behind, when somebody asks for it or a schedule looks. */
const later = 'PT20M';

/** Asks for the newest of a list, once it counts as left behind. */
export const askedFor =
  ({ journey, admin }: Desk, list: string) =>
  async (): Promise<void> => {
    await journey.advance(later);
    const { items } = done<{ items: Made[] }>(await admin.get(`${list}?limit=1`));
    // Who has asked for work that was left behind asks again for what came of it.
    for (let times = 1; times <= 2; times++) {
      for (const { id } of items) done(await admin.get(`${list}/${id}`));
      await journey.drain();
    }
  };

/** The schedule's next hour. */
export const hourly =
  ({ journey }: Desk) =>
  async (): Promise<void> => {
    await journey.advance('PT1H');
    await journey.run('snapshot-incremental');
  };

/** A snapshot that is done. */
export const snapshot = async ({ admin, journey }: Desk): Promise<Made> => {
  const made = done(await admin.post('/v1/snapshots', { kind: 'full' }));
  await journey.drain();
  return made;
};

const hook = async ({ admin }: Desk): Promise<Made> =>
  done(
    await admin.post('/v1/webhooks', { url: 'https://hooks.example.com/kefu', events: ['action.requested'] }),
  );

const onHook =
  (body: unknown, goes = false) =>
  async (desk: Desk): Promise<Ask> => {
    const { id, version } = await hook(desk);
    return {
      ...{ user: 'admin', params: { id }, version },
      ...(body === undefined ? {} : { body }),
      // A message that got lost is made up for by the schedule.
      afterwards: async () => {
        await desk.journey.advance('PT5M');
        await desk.journey.run('webhook-due');
      },
      ...(goes ? {} : { clean: () => desk.dropped(`/v1/webhooks/${id}`) }),
    };
  };

/** Files, snapshots and webhooks: requests that hand work on. */
export const dataScenarios: readonly Scenario[] = [
  asking(
    'data/create-export',
    async (desk) => ({
      ...{ user: 'admin', body: { resource: 'orders', format: 'csv' } },
      afterwards: askedFor(desk, '/v1/exports'),
    }),
    { loose: true },
  ),
  asking(
    'data/cancel-export',
    async (desk) => {
      const made = done(await desk.admin.post('/v1/exports', { resource: 'orders', format: 'csv' }));
      await desk.journey.drain();
      const { version } = await desk.read(`/v1/exports/${made.id}`);
      const afterwards = askedFor(desk, '/v1/exports');
      return { user: 'admin', params: { id: made.id }, version, afterwards };
    },
    { loose: true, passesWord: true },
  ),
  asking('data/create-import', async () => ({
    user: 'admin',
    body: { resource: 'customers', format: 'csv' },
  })),
  asking('data/cancel-import', async (desk) => {
    const { id, version } = done(
      await desk.admin.post('/v1/imports', { resource: 'customers', format: 'csv' }),
    );
    return { user: 'admin', params: { id }, version };
  }),
  asking(
    'snapshots/create-snapshot',
    async (desk) => ({
      ...{ user: 'admin', body: { kind: 'full' } },
      afterwards: hourly(desk),
    }),
    // A snapshot takes as long as there is much in the table.
    { loose: true, alone: true },
  ),
  asking(
    'snapshots/verify-snapshot',
    async (desk) => ({
      ...{ user: 'admin', params: { id: (await snapshot(desk)).id }, body: {} },
      afterwards: hourly(desk),
    }),
    { loose: true },
  ),
  asking(
    'snapshots/create-restore',
    async (desk) => {
      const { id: snapshotId } = await snapshot(desk);
      const body = { snapshotId, mode: 'missing', confirm: snapshotId, dryRun: true };
      return { user: 'admin', body, afterwards: askedFor(desk, '/v1/restores') };
    },
    { loose: true, alone: true },
  ),
  asking('webhooks/create', async (desk) => ({
    ...{ user: 'admin', body: { url: 'https://hooks.example.com/kefu', events: ['action.requested'] } },
    clean: async () => {
      const { items } = done<{ items: Made[] }>(await desk.admin.get('/v1/webhooks'));
      for (const { id } of items) await desk.dropped(`/v1/webhooks/${id}`);
    },
  })),
  asking('webhooks/update', onHook({ status: 'paused' })),
  asking('webhooks/delete', onHook(undefined, true)),
  asking('webhooks/rotate-secret', onHook({})),
  asking('webhooks/test', onHook({})),
  // Of the last minute only: what other stories have left is much to go through.
  asking('webhooks/replay', async (desk) => {
    const from = new Date((await desk.journey.now()) - 60_000).toISOString();
    return onHook({ from })(desk);
  }),
];
