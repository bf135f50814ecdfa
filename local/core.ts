import { join } from 'node:path';
import type { Engines, OpenEngines } from './engine-ports.ts';
import { createBuses, type EventBuses } from './events/bus.ts';
import { createScheduler, type Scheduler } from './events/scheduler.ts';
import { createTargets, type Targets } from './events/targets.ts';
import { type Asynchronous, createAsynchronous } from './lambda/asynchronous.ts';
import { openLogs } from './lambda/logs.ts';
import { createLambdaService, type LambdaService } from './lambda/service.ts';
import { LOCAL_SECRET_KEY, lambdaVariables } from './lambda/variables.ts';
import { type CallbackServer, createCallbacks } from './net/callbacks.ts';
import type { Closers } from './net/closers.ts';
import type { LocalOptions } from './options.ts';
import type { UserPool } from './pool/pool.ts';
import { createOutbox, type Outbox } from './standins/outbox.ts';
import { createProviders, type Providers } from './standins/providers.ts';
import { createSecrets, type Secrets } from './standins/secrets.ts';
import { createClock, type VirtualClock } from './state/clock.ts';
import { takeHome } from './state/home.ts';
import { openStore, type Store } from './state/store.ts';
import { DEFAULT_REGION, type StackTemplate } from './template/assembly.ts';

/** The services of the local stack, before anything is deployed onto them. */
export type Core = {
  readonly region: string;
  readonly home: string;
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly engines: Engines;
  readonly lambda: LambdaService;
  readonly asynchronous: Asynchronous;
  readonly targets: Targets;
  readonly buses: EventBuses;
  readonly scheduler: Scheduler;
  readonly secrets: Secrets;
  readonly outbox: Outbox;
  readonly providers: Providers;
  readonly callbacks: CallbackServer;
  readonly pools: UserPool[];
  /** Where the engines listen; set once that is known, and before the first function runs. */
  enginePort: number;
};

/** Opens state and engines under the home and puts the services on top; everything opened is given to `closers`. */
export const createCore = async (
  options: LocalOptions,
  stacks: readonly StackTemplate[],
  openEngines: OpenEngines,
  closers: Closers,
): Promise<Core> => {
  const { home } = options;
  const region = stacks[0]?.region ?? DEFAULT_REGION;
  const lock = takeHome(home, options.fresh ?? false);
  closers.add(lock.release);
  const store = openStore(join(home, 'state', 'runtime.db'));
  closers.add(store.close);
  const clock = createClock(store, options.now);
  const { now } = clock;
  const engines = await openEngines({ home, now, region, secretAccessKey: LOCAL_SECRET_KEY });
  closers.add(async () => {
    await Promise.all([engines.tables.close(), engines.queues.close(), engines.buckets.close()]);
  });
  const endpoint = () => `http://127.0.0.1:${core.enginePort}`;
  const lambda = startLambda(options, clock, region, () => core.enginePort, closers);
  const outbox = createOutbox(store, now);
  const targets = createTargets(engines.queues, () => core.asynchronous);
  const core: Core = {
    region,
    home,
    store,
    clock,
    engines,
    lambda,
    asynchronous: createAsynchronous({ store, lambda, now, sendTo: targets.deliver }),
    targets,
    buses: createBuses({ targets, now, region }),
    scheduler: createScheduler({ store, clock, targets }),
    secrets: createSecrets(store, now),
    outbox,
    providers: createProviders(outbox),
    callbacks: createCallbacks(endpoint),
    pools: [],
    enginePort: 0,
  };
  return core;
};

const startLambda = (
  { home, env = {}, quiet = false }: LocalOptions,
  clock: VirtualClock,
  region: string,
  enginePort: () => number,
  closers: Closers,
): LambdaService => {
  const logs = openLogs(join(home, 'logs'));
  closers.add(logs.close);
  const lambda = createLambdaService({
    clock: clock.shared,
    codeDir: join(home, 'state', 'worker'),
    logs,
    enginePort,
    variables: (definition) => lambdaVariables(definition, region, `http://127.0.0.1:${enginePort()}`),
    extra: env,
    onFailure: (name, { requestId, error }) => {
      if (!quiet) process.stderr.write(`${name} ${requestId}: ${error.errorType}: ${error.errorMessage}\n`);
    },
  });
  closers.add(lambda.close);
  return lambda;
};
