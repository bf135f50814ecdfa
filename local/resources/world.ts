import type { Engines } from '../engine-ports.ts';
import type { EventBuses } from '../events/bus.ts';
import type { QueuePoller } from '../events/queue-poller.ts';
import type { Scheduler } from '../events/scheduler.ts';
import type { StreamPump } from '../events/stream-pump.ts';
import type { Targets } from '../events/targets.ts';
import type { Asynchronous } from '../lambda/asynchronous.ts';
import type { LambdaService } from '../lambda/service.ts';
import type { Json, JsonObject } from '../net/json.ts';
import type { UserPool } from '../pool/pool.ts';
import type { Outbox } from '../standins/outbox.ts';
import type { Secrets } from '../standins/secrets.ts';
import type { VirtualClock } from '../state/clock.ts';
import type { Store } from '../state/store.ts';
import type { StackTemplate } from '../template/assembly.ts';
import type { Deployed } from '../template/resolve.ts';

/** Everything resources are deployed onto. Deployers add to it; the runtime starts it when all are there. */
export type World = {
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
  /** The gateway's own address. */
  readonly address: string;
  /** Where functions reach the engines. */
  readonly enginesAddress: string;
  /** Waits for the answer a custom resource's function sends; see `createCallbacks`. */
  readonly callbacks: Callbacks;
  readonly pools: UserPool[];
  readonly pollers: QueuePoller[];
  readonly pumps: StreamPump[];
  readonly tables: Map<string, DeployedTable>;
  /** Each queue's dead-letter queue, by names. */
  readonly deadLetters: Map<string, string>;
  readonly queues: string[];
  /** For how long a queue hides what it handed out, in ms, by its name. */
  readonly visibility: Map<string, number>;
  /** Reserved concurrency by physical name, stronger than the template's. */
  readonly concurrency: ReadonlyMap<string, number>;
  readonly bucketRules: BucketRule[];
  readonly http: HttpParts;
  readonly parameters: Map<string, string>;
};

export type DeployedTable = {
  readonly name: string;
  readonly partitionKey: string;
  readonly streamArn: string;
  readonly viewType: string;
};

/** A bucket's notification of created objects. */
export type BucketRule = {
  readonly bucket: string;
  /** Like `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
  /** A queue or function, or the default event bus. */
  readonly targetArn: string | 'eventbridge';
};

/** The pieces of HTTP APIs, put together when all are deployed. Keys are physical ids. */
export type HttpParts = {
  readonly apis: Map<string, JsonObject>;
  readonly routes: { readonly api: string; readonly properties: JsonObject }[];
  readonly integrations: Map<string, JsonObject>;
  readonly authorizers: Map<string, JsonObject>;
  readonly stages: Map<string, JsonObject>;
};

export type Callbacks = {
  /** An address for one answer, and the answer when it comes. */
  readonly expect: () => {
    readonly url: string;
    readonly answer: Promise<JsonObject>;
    readonly forget: () => void;
  };
};

export type Resource = {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly type: string;
  /** Everything resolved. */
  readonly properties: JsonObject;
};

export type Deployer = (resource: Resource, world: World) => Deployed | Promise<Deployed>;

/** A deployed resource's answers to `Ref` and `Fn::GetAtt`. */
export const deployed = (ref: string, attributes: Record<string, Json> = {}): Deployed => ({
  ref,
  attributes,
});

/** The name a template gives, or one made of stack and logical id that stays the same. */
export const physicalName = ({ stack, logicalId }: Resource, given: unknown): string =>
  typeof given === 'string' && given !== '' ? given : `${stack.name}-${logicalId}`;
