import { createHash } from 'node:crypto';
import {
  type Caller,
  type Context,
  LostRace,
  type Operation,
  type Outcome,
  type Store,
} from '#shared/app/ports.ts';
import type { RequestOf, Route } from '#shared/contracts/route.ts';
import type { IdPrefix } from '#shared/domain/kernel/ids.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { type RoleKey, shippedRoles } from '#shared/domain/people/permissions.ts';
import type { MemoryStore } from './memory-store.ts';

const sha = (text: string): Buffer => createHash('sha256').update(text).digest();
const digest = (purpose: string, value: string): string => sha(`${purpose}\n${value}`).toString('base64url');

/** A caller with the rights of a shipped role. */
export const callerWith = (role: RoleKey, over: Partial<Caller> = {}): Caller => ({
  type: role === 'customer' ? 'customer' : 'user',
  id: 'usr_00000000000000000000000000',
  role,
  permissions: new Set(shippedRoles[role].permissions),
  scope: shippedRoles[role].scope,
  teamIds: [],
  reveal: new Set(shippedRoles[role].reveal),
  ...over,
});

type Parts<R extends Route> = {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  ifMatch?: number;
} & { readonly route: R };

/** The request as the edge would hand it on: parsed by the route's schemas; what breaks a rule is refused. */
const parsed = <R extends Route>({
  route,
  params = {},
  query = {},
  body,
  ifMatch,
}: Parts<R>): RequestOf<R> => {
  const read = (schema: Route['params'], value: unknown): unknown => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw new Refusal(
      'invalid_request',
      {},
      result.error.issues.map(({ path, message }) => ({ path: path.join('.'), code: 'invalid', message })),
    );
  };
  return {
    params: read(route.params, params),
    query: read(route.query, query),
    body: route.body ? read(route.body, body) : undefined,
    ifMatch,
  } as RequestOf<R>;
};

/** Runs operations against a store as the edge does: opens, decides, commits, decides again after a lost race. */
export const operationsOn = (store: MemoryStore, { now = Date.parse('2026-03-02T09:00:00Z') } = {}) => {
  const world = { now };
  let drawn = 0;
  const contextOf = async (caller: Caller, refs: Parameters<Store['open']>[0]['refs']): Promise<Context> => {
    const { found, config } = await store.open({ refs });
    return {
      now: world.now,
      caller,
      config,
      language: 'en',
      accepts: 'json',
      found,
      reader: store.reader,
      lists: store.lists as Context['lists'],
      newId: (prefix: IdPrefix) => `${prefix}_${ulid(world.now, sha(String(drawn++)))}`,
      random: (bytes) => sha(String(drawn++)).subarray(0, bytes),
      digest,
      seal: (about, value) => Buffer.from(JSON.stringify({ about, value })).toString('base64url'),
      unseal: (about, sealed) => {
        const opened = JSON.parse(Buffer.from(sealed, 'base64url').toString() || 'null') as {
          about?: string;
          value?: unknown;
        } | null;
        return opened?.about === about ? opened.value : undefined;
      },
      publicUrl: 'https://desk.example.com',
    };
  };
  const call = async <R extends Route>(
    operation: Operation<R>,
    caller: Caller,
    parts: Parts<R>,
  ): Promise<Outcome<R>> => {
    const request = parsed(parts);
    for (let tries = 1; ; tries++) {
      const context = await contextOf(caller, operation.wants?.(request, { now: world.now, digest }) ?? []);
      const outcome = await operation.run(request, context);
      try {
        if (outcome.writes?.length) await store.commit(outcome.writes);
        await outcome.after?.();
        if (outcome.body !== undefined) parts.route.response.parse(outcome.body);
        return outcome;
      } catch (error) {
        if (!(error instanceof LostRace)) throw error;
        if (tries >= 5) throw new Refusal('busy');
      }
    }
  };
  return { call, contextOf, world, digest };
};
