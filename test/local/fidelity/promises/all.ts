import { functionPromises } from './functions.ts';
import { gatewayPromises } from './gateway.ts';
import { objectPromises } from './objects.ts';
import { queuePromises } from './queues.ts';
import { schedulePromises } from './schedules.ts';
import { tablePromises } from './tables.ts';
import type { Promised } from './types.ts';

/** The conformance table: all that AWS promises and the product relies on. */
export const promises: readonly Promised[] = [
  ...gatewayPromises,
  ...functionPromises,
  ...queuePromises,
  ...tablePromises,
  ...objectPromises,
  ...schedulePromises,
];
