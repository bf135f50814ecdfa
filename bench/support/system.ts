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

/**
 * The whole system in a folder of its own, empty but for the shipped defaults and the sample staff, on disk, schedules by hand; lists and
 * timers have as many shards as in production.
 */
export const startSystem = async (): Promise<System> => {
  const home = await mkdtemp(join(tmpdir(), 'kefu-bench-'));
  const stack = await deploy(home);
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
  return {
    stack,
    client,
    shards: stages.prod.shards,
    close: async () => {
      await stack.close();
      await rm(home, { recursive: true, force: true });
    },
  };
};

const deploy = async (home: string): Promise<LocalStack> => {
  await buildFunctions();
  await synthesize({ stage: 'dev', outDir: LOCAL_ASSEMBLY });
  // A copy, so that a build meanwhile does not pull the code from under a measurement.
  const assemblyDir = join(home, 'assembly');
  await cp(LOCAL_ASSEMBLY, assemblyDir, { recursive: true });
  const { team, all, timers } = stages.prod.shards;
  return startLocal({
    assemblyDir,
    stacks: ['kefu-dev-data', 'kefu-dev-service'],
    home: join(home, 'state'),
    port: 0,
    fresh: true,
    now: BEGIN,
    manual: true,
    namePrefix: 'kefu-dev-',
    env: { SHARDS_TEAM: String(team), SHARDS_ALL: String(all), SHARDS_TIMERS: String(timers) },
    users: [...sampleStaff, ...sampleCustomers].map(({ username, sub, email }) => ({ username, sub, email })),
    quiet: true,
  });
};
