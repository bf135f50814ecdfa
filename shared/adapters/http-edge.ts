import type { Lists } from '#shared/app/lists.ts';
import { httpEnv, readEnv } from '#shared/runtime/env.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { dynamoRateCounter } from './dynamo/rate-counter.ts';
import { dynamoStore } from './dynamo/store.ts';
import { type Table, tableFromEnv } from './dynamo/table.ts';
import { readSecret } from './root-secret.ts';

/** The HTTP edge on AWS, built at an environment's first request; a secret that could not be read is asked for again at the next. */
export const httpEdge = (listsOf: (table: Table) => Lists): (() => Promise<Edge>) => {
  let wiring: Promise<Edge> | undefined;
  const build = async (): Promise<Edge> => {
    const env = readEnv(httpEnv);
    const table = tableFromEnv();
    const [root, originSecret] = await Promise.all([
      readSecret(env.SECRET_ARN),
      env.ORIGIN_SECRET_ARN === undefined ? undefined : readSecret(env.ORIGIN_SECRET_ARN),
    ]);
    return {
      store: dynamoStore(table, listsOf(table)),
      rates: env.RATE_LIMITS === 'on' ? dynamoRateCounter(table) : undefined,
      keyring: keyringOf(root),
      publicUrl: env.PUBLIC_URL.replace(/\/+$/, ''),
      originSecret,
    };
  };
  return () => {
    wiring ??= build().catch((error: unknown) => {
      wiring = undefined;
      throw error;
    });
    return wiring;
  };
};
