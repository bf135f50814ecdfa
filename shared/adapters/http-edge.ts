import type { Lists } from '#shared/app/lists.ts';
import { dataKeysEnv, httpEnv, readEnv, tokenEnv } from '#shared/runtime/env.ts';
import type { TokenRules } from '#shared/runtime/http/bearer.ts';
import type { Edge } from '#shared/runtime/http/edge.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { secretsIn } from '#shared/runtime/secrets.ts';
import { stampedStore } from './audit/stamped-store.ts';
import { dynamoRateCounter } from './dynamo/rate-counter.ts';
import { dynamoStore } from './dynamo/store.ts';
import { type Table, tableFromEnv } from './dynamo/table.ts';
import { vaultOf } from './dynamo/vault/vault.ts';
import { readSecret } from './root-secret.ts';

/** The HTTP edge on AWS, built at an environment's first request; a secret that could not be read is asked for again at the next. */
export const httpEdge = (listsOf: (table: Table) => Lists): (() => Promise<Edge>) => {
  let wiring: Promise<Edge> | undefined;
  const build = async (): Promise<Edge> => {
    const env = readEnv(httpEnv);
    const { DATA_KEYS_TABLE_NAME: dataKeys } = readEnv(dataKeysEnv);
    const [text, originSecret] = await Promise.all([
      readSecret(env.SECRET_ARN),
      env.ORIGIN_SECRET_ARN === undefined ? undefined : readSecret(env.ORIGIN_SECRET_ARN),
    ]);
    const secrets = secretsIn(text);
    const table = {
      ...tableFromEnv(),
      vault: dataKeys === undefined ? undefined : vaultOf(secrets.root, dataKeys),
    };
    const keyring = keyringOf(secrets);
    return {
      store: stampedStore(dynamoStore(table, listsOf(table)), keyring.digest),
      rates: env.RATE_LIMITS === 'on' ? dynamoRateCounter(table) : undefined,
      keyring,
      publicUrl: env.PUBLIC_URL.replace(/\/+$/, ''),
      originSecret,
      tokens: tokenRules(),
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

/** What a function that checks tokens is told; the others check none. */
const tokenRules = (): TokenRules | undefined => {
  const env = readEnv(tokenEnv);
  if (env.JWT_ISSUER === undefined) return undefined;
  const minutes = env.FRESH_SIGN_IN_MINUTES;
  return {
    issuer: env.JWT_ISSUER,
    audience: env.JWT_AUDIENCE,
    scopes: env.JWT_SCOPES,
    secondFactor: env.SECOND_FACTOR,
    freshMs: minutes === undefined ? undefined : minutes * 60_000,
  };
};
