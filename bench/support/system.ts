import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stages } from '#infra/stages.ts';
import type { LocalStack } from '#local/options.ts';
import { startLocal } from '#local/runtime.ts';
import { buildFunctions } from '../../scripts/build.ts';
import { sampleCustomers, sampleStaff } from '../../scripts/sample-staff.ts';
import { LOCAL_ASSEMBLY, synthesize } from '../../scripts/synth.ts';
import { type Client, clientOf } from './client.ts';
import { fillTables, type TableItem } from './fill.ts';

/** A Monday, nine in the morning in Shanghai, so that surveys go out a day later and calendars are covered. */
const BEGIN = Date.parse('2026-03-02T01:00:00Z');

/** Above whatever a measurement sends: limits are counted, as in production, and never reached. */
const NO_LIMIT = { perCaller: 1_000_000, machine: 1_000_000, public: 1_000_000 };

export type System = {
  readonly stack: LocalStack;
  readonly client: Client;
  readonly shards: (typeof stages)['prod']['shards'];
  readonly close: () => Promise<void>;
};

/** Portions of items for the tables of a system, which is stopped before they are asked for. */
export type Filling = (
  system: Pick<System, 'stack' | 'shards'>,
) => Promise<AsyncIterable<readonly TableItem[]>>;

/**
 * The whole system in a folder of its own, empty but for the shipped defaults and the sample staff, on disk, schedules by hand; lists and
 * timers have as many shards as in production. `filling` tells of items that are put in before it is used.
 */
export const startSystem = async (filling?: Filling): Promise<System> => {
  const home = await mkdtemp(join(tmpdir(), 'kefu-bench-'));
  await deploy(home);
  const stack = await start(home, BEGIN);
  await settle(stack);
  if (!filling) return systemOf(stack, home);
  const portions = await filling({ stack, shards: stages.prod.shards });
  await stack.close();
  await fillTables(join(home, 'state', 'dynamodb'), portions);
  return systemOf(await start(home), home);
};

/** Staff, customers, and no limits. */
const settle = async (stack: LocalStack): Promise<void> => {
  await stack.invoke('bootstrap', {
    action: 'addStaff',
    staff: sampleStaff.map(({ username: _, ...person }) => person),
    customers: sampleCustomers.map(({ username: _, ...person }) => person),
  });
  const client = clientOf(stack);
  const settings = await client.send('admin', 'GET', '/v1/settings');
  await client.send('admin', 'PATCH', '/v1/settings', {
    body: { rateLimits: NO_LIMIT },
    ifMatch: settings.etag,
  });
};

const systemOf = (stack: LocalStack, home: string): System => ({
  stack,
  client: clientOf(stack),
  shards: stages.prod.shards,
  close: async () => {
    await stack.close();
    await rm(home, { recursive: true, force: true });
  },
});

const deploy = async (home: string): Promise<void> => {
  await buildFunctions();
  await synthesize({ stage: 'dev', outDir: LOCAL_ASSEMBLY });
  // A copy, so that a build meanwhile does not pull the code from under a measurement.
  await cp(LOCAL_ASSEMBLY, join(home, 'assembly'), { recursive: true });
};

/** A new system that begins at an instant, or one that goes on where it was stopped. */
const start = (home: string, begin?: number): Promise<LocalStack> => {
  const { team, all, timers } = stages.prod.shards;
  return startLocal({
    assemblyDir: join(home, 'assembly'),
    stacks: ['kefu-dev-data', 'kefu-dev-service'],
    home: join(home, 'state'),
    port: 0,
    ...(begin === undefined ? {} : { fresh: true, now: begin }),
    manual: true,
    namePrefix: 'kefu-dev-',
    env: { SHARDS_TEAM: String(team), SHARDS_ALL: String(all), SHARDS_TIMERS: String(timers) },
    users: [...sampleStaff, ...sampleCustomers].map(({ username, sub, email }) => ({ username, sub, email })),
    quiet: true,
  });
};
