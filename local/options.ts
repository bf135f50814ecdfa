import type { ControlRoutes } from './control/surface.ts';
import type { Engines } from './engine-ports.ts';
import type { Scheduler } from './events/scheduler.ts';
import type { Workers } from './lambda/service.ts';
import type { SampleUser } from './pool/types.ts';
import type { Outbox } from './standins/outbox.ts';
import type { Providers } from './standins/providers.ts';
import type { VirtualClock } from './state/clock.ts';

export type LocalOptions = {
  /** A synthesized cloud assembly. */
  readonly assemblyDir: string;
  /** Names of the stacks to deploy, in the order of their dependencies; others are ignored. */
  readonly stacks: readonly string[];
  /** Where state is kept. */
  readonly home: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Empties `home` first. */
  readonly fresh?: boolean;
  /** Where the virtual clock begins, in ms since 1970; on a `home` that has a clock it must not lie in that clock's past. */
  readonly now?: number;
  /** Schedules run by the control surface only. */
  readonly manual?: boolean;
  /** In front of physical names, e.g. `kefu-dev-`; the control surface and `invoke` leave it out. */
  readonly namePrefix: string;
  /** Added to every function's variables. */
  readonly env?: Readonly<Record<string, string>>;
  readonly users: readonly SampleUser[];
  /** Says nothing on stderr about failing functions. */
  readonly quiet?: boolean;
  /** Reserved concurrency of functions by their logical names, stronger than the template's: as an operator would set it. */
  readonly concurrency?: Readonly<Record<string, number>>;
  /** Applies the throttle of the API's stage; without it a laptop's own speed is the limit. */
  readonly throttle?: boolean;
  /** Further paths of the control surface, below `/_local/`. */
  readonly controls?: (stack: LocalStack) => ControlRoutes;
};

export type LocalStack = {
  /** `http://127.0.0.1:3000` */
  readonly address: string;
  /** Where the engines speak AWS's protocols, for SDK clients outside of functions. */
  readonly enginesAddress: string;
  /** Runs a function by its logical name and answers what it returned. Rejects with its error. */
  readonly invoke: (functionName: string, payload: unknown) => Promise<unknown>;
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  /** See `drain` in the events folder. */
  readonly drain: () => Promise<void>;
  /** Runs a schedule now and drains. Rejects when there is none of that logical name. */
  readonly runSchedule: (name: string) => Promise<void>;
  readonly workers: Workers;
  /** Faults and the call log of the engines; see `engines/faults.ts`. */
  readonly engines: Pick<Engines, 'setFaults' | 'onCall' | 'queues' | 'tables'>;
  readonly outbox: Outbox;
  readonly providers: Pick<Providers, 'fail'>;
  /** A secret's current text, by its name in the template. */
  readonly secret: (name: string) => string;
  /** Adds a signing key to the user pool, as a rotation does; older tokens stay good. */
  readonly rotatePoolKeys: () => void;
  readonly close: () => Promise<void>;
};
