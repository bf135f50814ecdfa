import type { Context } from '../ports.ts';
import { create, update, type Write } from '../records.ts';

/**
 * The writes of a change of configuration, together with the epoch that makes every environment read the configuration again:
 * effective at the next request (P1). The epoch must still be the one this decision was taken at, so decisions about configuration
 * (unique names, no cycles, nothing in use) follow one another even when two administrators decide at once.
 */
export const configWrites = (
  context: Pick<Context, 'config'>,
  ...writes: readonly Write[]
): readonly Write[] => {
  const number = context.config.epoch;
  const next = { number: number + 1 };
  return [...writes, number === 0 ? create('epoch', next) : update('epoch', { number }, next)];
};
