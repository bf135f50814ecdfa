import { controlRoutes } from './control/routes.ts';
import { type ControlRoutes, createSurface } from './control/surface.ts';
import { type Core, createCore } from './core.ts';
import { openEmbeddedEngines } from './embedded-engines.ts';
import type { OpenEngines } from './engine-ports.ts';
import { createServiceFaults } from './engines/service-faults.ts';
import { createBucketEvents } from './events/bucket-events.ts';
import { drain } from './events/drain.ts';
import { createGateway } from './gateway/server.ts';
import { type Closers, createClosers } from './net/closers.ts';
import { startEngineServer } from './net/engine-server.ts';
import type { LocalOptions, LocalStack } from './options.ts';
import { deployStacks } from './resources/deploy.ts';
import { assembleApi } from './resources/http-api.ts';
import type { World } from './resources/world.ts';
import { serviceHandlers } from './standins/handlers.ts';
import { readAssembly } from './template/assembly.ts';

export type { LocalOptions, LocalStack } from './options.ts';

const SWEEP_EVERY_MS = 5000;
/** How long a jump of the clock waits for work under way. */
const SETTLE_MS = 3000;

/**
 * Deploys a synthesized assembly onto embedded engines and serves its API and the control surface on 127.0.0.1. Resolves when the first
 * request can be answered; rejects with a sentence for the reader, and leaves nothing running, when something of the template can't run
 * here. Sets the process's time zone to UTC, which is Lambda's.
 */
export const startLocal = async (
  options: LocalOptions,
  openEngines: OpenEngines = openEmbeddedEngines,
): Promise<LocalStack> => {
  process.env['TZ'] = 'UTC';
  const closers = createClosers();
  try {
    return await start(options, openEngines, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
};

const start = async (
  options: LocalOptions,
  openEngines: OpenEngines,
  closers: Closers,
): Promise<LocalStack> => {
  const stacks = readAssembly(options.assemblyDir, options.stacks);
  const core = await createCore(options, stacks, openEngines, closers);
  const { clock, lambda, asynchronous, engines, scheduler, pools } = core;
  const handlers = serviceHandlers({ ...core, pools: () => pools });
  const faults = createServiceFaults(clock.now);
  const server = await startEngineServer(faults.around(handlers), clock.now);
  closers.add(server.close);
  core.enginePort = server.port;
  engines.queues.setBaseUrl(server.address);

  let control: ControlRoutes = {};
  const gateway = createGateway({
    now: clock.now,
    invoke: lambda.invokeNow,
    keysOf: (issuer) => pools.find((pool) => pool.issuer === issuer)?.keys() ?? [],
    control: (request, response) =>
      createSurface(control, {
        '/_local/pool': handlers.cognito,
        '/_local/pool/oauth2/token': handlers.machineTokens,
      })(request, response),
  });
  const address = `http://127.0.0.1:${await gateway.listen(options.port)}`;
  closers.add(gateway.close);

  const world: World = worldOf(options, core, address, server.address);
  await deployStacks(stacks, world);
  core.targets.verify((name) => world.queues.includes(name), lambda.has);
  engines.buckets.onObjectCreated(createBucketEvents({ ...core, rules: world.bucketRules, now: clock.now }));
  for (const pool of pools.slice(0, 1)) pool.seed(options.users);

  const { pollers, pumps } = world;
  const drainAll = async (): Promise<void> => {
    await engines.tables.sweepExpired();
    await drain({ lambda, asynchronous, queues: engines.queues, pollers, pumps });
  };
  const stack: LocalStack = {
    address,
    enginesAddress: server.address,
    invoke: async (name, payload) => {
      const physical = lambda.has(options.namePrefix + name) ? options.namePrefix + name : name;
      const result = await lambda.invoke(physical, JSON.stringify(payload ?? null));
      if (!result.ok)
        throw Object.assign(new Error(result.error.errorMessage), { name: result.error.errorType });
      return JSON.parse(result.payload) as unknown;
    },
    clock,
    scheduler,
    drain: drainAll,
    runSchedule: async (name) => {
      const ran = (await scheduler.run(options.namePrefix + name)) || (await scheduler.run(name));
      if (!ran) throw new Error(`there is no schedule ${name}`);
      await drainAll();
    },
    workers: lambda.workers,
    engines: {
      ...engines,
      setFaults: (plan) => {
        engines.setFaults(plan);
        faults.setFaults(plan);
      },
    },
    outbox: core.outbox,
    providers: core.providers,
    secret: core.secrets.value,
    rotatePoolKeys: () => {
      for (const pool of pools) pool.rotateKeys();
    },
    close: async () => {
      // Nothing new comes in; then everything ends in the order opposite to its start.
      await gateway.close();
      await closers.close();
    },
  };
  control = {
    ...controlRoutes({
      ...core,
      pool: () => pools[0],
      queues: engines.queues,
      queueNames: world.queues,
      deadLetters: world.deadLetters,
      drain: drainAll,
      settle: () => settle(world),
      prefix: options.namePrefix,
    }),
    ...options.controls?.(stack),
  };
  begin(options, world, closers);
  const api = assembleApi(world.http, core.region);
  gateway.open(api && !options.throttle ? { ...api, throttle: undefined } : api);
  return stack;
};

const worldOf = (
  { concurrency = {}, namePrefix }: LocalOptions,
  core: Core,
  address: string,
  enginesAddress: string,
): World => ({
  ...core,
  address,
  enginesAddress,
  pollers: [],
  pumps: [],
  tables: new Map(),
  deadLetters: new Map(),
  queues: [],
  visibility: new Map(),
  concurrency: new Map(Object.entries(concurrency).map(([name, limit]) => [namePrefix + name, limit])),
  bucketRules: [],
  http: { apis: new Map(), routes: [], integrations: new Map(), authorizers: new Map(), stages: new Map() },
  parameters: new Map(),
});

/** Starts everything that works by itself, and has it end in order: no new starts, then queues and streams, then functions. */
const begin = (options: LocalOptions, world: World, closers: Closers): void => {
  const { asynchronous, engines, scheduler, pollers, pumps } = world;
  asynchronous.start();
  closers.add(asynchronous.stop);
  for (const source of [...pollers, ...pumps]) {
    source.start();
    closers.add(source.stop);
  }
  const sweeper = setInterval(() => {
    engines.tables
      .sweepExpired()
      .catch((error: unknown) => void process.stderr.write(`expiry: ${String(error)}\n`));
  }, SWEEP_EVERY_MS);
  closers.add(() => clearInterval(sweeper));
  if (options.manual) return;
  scheduler.start();
  closers.add(scheduler.stop);
};

/**
 * Lets work under way end before the clock moves: a record must not look days old, nor a message be handed out a second time, only
 * because the clock was moved while a function held it. Gives up waiting after a few seconds.
 */
const settle = async ({ pollers, pumps }: World): Promise<void> => {
  const until = performance.now() + SETTLE_MS;
  const working = () => pumps.some((pump) => pump.behind()) || pollers.some((poller) => poller.busy() > 0);
  while (working() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
};
