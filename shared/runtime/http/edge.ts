import type { Store } from '#shared/app/ports.ts';
import type { Keyring } from '../keyring.ts';
import type { TokenRules } from './bearer.ts';

/** Counts calls of one caller in a window of the system's time; calls are reserved in blocks to save writes. */
export type RateCounter = {
  /** How many calls this caller has made in the window that starts at `windowStart`, this one included. */
  count(caller: string, windowStart: number, block: number): Promise<number>;
};

/** What the HTTP edge needs of the world. */
export type Edge = {
  readonly store: Store;
  readonly rates: RateCounter | undefined;
  readonly keyring: Keyring;
  readonly publicUrl: string;
  /** The secret that only our own edge (CloudFront) sends; where there is none, the gateway's source address counts. */
  readonly originSecret: string | undefined;
  /** Whose tokens count; `undefined`: whatever the gateway let through. */
  readonly tokens?: TokenRules | undefined;
};
