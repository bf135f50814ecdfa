import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { AuditedRefusal } from '#shared/app/audit/audited-refusal.ts';
import type { Config } from '#shared/app/config.ts';
import type { Lists } from '#shared/app/lists.ts';
import { type Caller, type Context, LostRace, type Outcome } from '#shared/app/ports.ts';
import { create, type Found, type Ref, ref, type Write } from '#shared/app/records.ts';
import type { RequestOf, Route } from '#shared/contracts/route.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { Refusal, refusalStatus } from '#shared/domain/kernel/refusal.ts';
import { listsAhead } from './ahead.ts';
import type { Answer } from './answer.ts';
import { type Bearer, bearerOf, checkNotEnded, checkSignIn } from './bearer.ts';
import { addressOf, callerOf, checkPermission, visitor } from './caller.ts';
import { orReplay } from './done-meanwhile.ts';
import type { Edge } from './edge.ts';
import type { About, Bound } from './handler.ts';
import { type IdempotencyKey, idempotencyKeyOf, recordOf, replayOf, visitorKeyOf } from './idempotency.ts';
import { deliveryKeyOf, feedOf, senderOf } from './inbound.ts';
import { allowanceHeaders, checkAllowance, countCall } from './limits.ts';
import { checkAccept, readRequest } from './request.ts';
import { completed, refusalWrite, type Told, toldOf, withTrail } from './trail.ts';

/** Enough for twenty who change one record at the same moment; each try waits longer, two and a half seconds in all at the most. */
const attempts = 7;

/** What could be read of a request, or why not: who calls is asked first, and a stranger learns nothing else. */
type Asked =
  | { request: RequestOf<Route>; refs: readonly Ref[]; accepts: 'json' | 'html' }
  | { refusal: unknown };

/** One request from the gateway's event to the answer (docs/architecture.md, One request). */
export const serve = async (
  event: APIGatewayProxyEventV2,
  bound: Bound,
  wiring: () => Promise<Edge>,
  about: About,
): Promise<Answer> => {
  const edge = await wiring();
  const { route } = bound;
  const isPublic = route.permission === 'public';
  const now = arrivalOf(event);
  const bearer = isPublic ? undefined : bearerOf(event, edge.tokens, now);
  const sub = bearer?.sub;
  const address = addressOf(event, edge.originSecret);
  const asked = ask(event, bound, edge, about, now);
  const feed = feedOf(route, event);
  const idempotency = attempt(() => {
    if (feed) return deliveryKeyOf(feed, event);
    if (!isPublic) return idempotencyKeyOf(route, sub, event);
    return 'request' in asked ? visitorKeyOf(route, asked.request.body, event, edge.keyring) : undefined;
  });
  let sender: Awaited<ReturnType<typeof senderOf>> | undefined;
  const counting = feed
    ? Promise.resolve(undefined)
    : countCall(edge.rates, countedAs(route, sub ?? address), limitOf(route, lastSettings, bearer), now);
  // It may fail before anybody waits for it, or when nobody will any more; whoever waits gets the failure.
  counting.catch(() => undefined);
  const { digest } = edge.keyring;
  const lists =
    'request' in asked
      ? listsAhead(bound, asked.request, edge.store.lists, { now, digest })
      : edge.store.lists;
  for (let tries = 1; ; tries++) {
    const { found, config, principal } = await edge.store.open({
      ...(sub === undefined ? {} : { sub }),
      refs: [
        ...('refs' in asked ? asked.refs : []),
        ...('value' in idempotency && idempotency.value ? [ref('idempotency', idempotency.value.key)] : []),
      ],
    });
    lastSettings = config.settings;
    const count = await counting;
    if (feed) sender ??= await senderOf({ event, feed, address, now }, config, edge);
    const allowance =
      sender?.allowance ?? (count && { ...count, limit: limitOf(route, config.settings, bearer) });
    Object.assign(about.headers, allowanceHeaders(allowance));
    const caller =
      sender?.caller ?? (bearer ? callerOf(principal, config, bearer.session) : visitor(address));
    if (bearer) checkNotEnded(principal, bearer);
    about.caller = caller.type === 'visitor' ? 'visitor' : caller.id;
    checkAllowance(allowance);
    const told = toldOf(event, route, address);
    const noted = { edge, event, route, told, recorder: recorderOf(edge, caller, now) };
    await orNoted(noted, () => {
      checkPermission(caller, route.permission);
      const { signIn } = config.settings;
      const worth = { permission: route.permission, permissions: caller.permissions, now, ...signIn };
      if (bearer) checkSignIn(principal, bearer, edge.tokens, worth);
    });
    if ('error' in idempotency) throw idempotency.error;
    if ('refusal' in asked) throw asked.refusal;
    const key = idempotency.value;
    const replay = key && replayOf(found.one(ref('idempotency', key.key)), key, now, edge.keyring);
    if (replay) return replay;
    const context = contextOf({ edge, lists, caller, config, found, now, about, accepts: asked.accepts });
    const { request } = asked;
    const decided = await orNoted(noted, () => orReplay(() => bound.run(request, context), key, edge, now));
    if ('replay' in decided) return decided.replay;
    const { outcome } = decided;
    const answer = answerOf(route, outcome);
    try {
      await commit(edge, withTrail(outcome, told, context), key, answer, now);
      await outcome.after?.();
      return answer;
    } catch (error) {
      if (!(error instanceof LostRace)) throw error;
      // The record of this very key may have been there first: then the next round finds and replays it.
      if (tries >= attempts) throw new Refusal('busy');
      // Who meant a version that is gone is told so by the operation itself, when it looks again.
      await pause(tries);
    }
  }
};

/** When the gateway took the request, by its clock: that of the machine which answers may be minutes off, and deadlines must not be. */
const arrivalOf = ({ requestContext }: APIGatewayProxyEventV2): number =>
  requestContext.timeEpoch ?? Date.now();

/** Calls are counted while the settings are still being read, in blocks sized by those of the call before. */
let lastSettings: Config['settings'] | undefined;

/** A route with a limit of its own has a count of its own. */
const countedAs = ({ path, perMinute }: Route, caller: string): string =>
  perMinute === undefined ? caller : `${caller} ${path}`;

const limitOf = (
  { perMinute }: Route,
  settings: Config['settings'] | undefined,
  bearer: Bearer | undefined,
): number => {
  if (perMinute !== undefined) return perMinute;
  if (bearer === undefined) return settings?.rateLimits.public ?? 20;
  return bearer.machine ? (settings?.rateLimits.machine ?? 6000) : (settings?.rateLimits.perCaller ?? 600);
};

const ask = (event: APIGatewayProxyEventV2, bound: Bound, edge: Edge, about: About, now: number): Asked => {
  try {
    const accepts = checkAccept(bound.route, event);
    const request = readRequest(bound.route, event, about.language);
    return { request, accepts, refs: bound.wants(request, { now, digest: edge.keyring.digest }) };
  } catch (refusal) {
    return { refusal };
  }
};

const attempt = <T>(run: () => T): { value: T } | { error: unknown } => {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
};

const idsAt =
  (now: number): Context['newId'] =>
  (prefix) =>
    `${prefix}_${ulid(now, randomBytes(10))}`;

const contextOf = (of: {
  edge: Edge;
  lists: Lists;
  caller: Caller;
  config: Config;
  found: Found;
  now: number;
  about: About;
  accepts: 'json' | 'html';
}): Context => ({
  now: of.now,
  caller: of.caller,
  config: of.config,
  language: of.about.language,
  accepts: of.accepts,
  found: of.found,
  reader: of.edge.store.reader,
  lists: of.lists,
  newId: idsAt(of.now),
  random: (bytes) => randomBytes(bytes),
  digest: of.edge.keyring.digest,
  seal: of.edge.keyring.seal,
  unseal: of.edge.keyring.unseal,
  publicUrl: of.edge.publicUrl,
});

type Noted = {
  readonly edge: Edge;
  readonly event: APIGatewayProxyEventV2;
  readonly route: Route;
  readonly told: Told;
  readonly recorder: ReturnType<typeof recorderOf>;
};

/** What records of the trail are made with: who calls, when, under which ids and keys. */
const recorderOf = ({ keyring }: Edge, caller: Caller, now: number) => ({
  caller,
  now,
  digest: keyring.digest,
  newId: idsAt(now),
});

/** What `run` decides. A "no" to somebody who is known leaves a trace before the caller hears of it. */
const orNoted = async <T>(noted: Noted, run: () => Promise<T> | T): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    const trace = traceOf(error, noted);
    if (trace) await noted.edge.store.commit([trace]);
    throw error;
  }
};

const traceOf = (error: unknown, { event, route, told, recorder }: Noted): Write | undefined => {
  if (error instanceof AuditedRefusal) return completed(error.event, told, recorder.digest);
  if (!(error instanceof Refusal) || recorder.caller.type === 'visitor') return undefined;
  return refusalStatus[error.code] === 403
    ? refusalWrite(error.code, { event, route, told }, recorder)
    : undefined;
};

/** The answer as it leaves: only what the response schema names. */
const answerOf = (route: Route, outcome: Outcome): Answer => {
  const headers: Record<string, string> = {
    ...(outcome.version === undefined ? {} : { etag: `"${outcome.version}"` }),
    ...(outcome.location === undefined ? {} : { location: outcome.location }),
  };
  const status = outcome.status ?? route.success[0];
  if (outcome.html !== undefined) {
    return {
      status,
      headers: { ...headers, ...outcome.headers, 'content-type': 'text/html; charset=utf-8' },
      body: outcome.html,
    };
  }
  const body = outcome.body === undefined ? '' : JSON.stringify(route.response.parse(outcome.body));
  return { status, headers: { ...headers, ...outcome.headers, 'content-type': 'application/json' }, body };
};

const commit = async (
  edge: Edge,
  writes: readonly Write[],
  key: IdempotencyKey | undefined,
  answer: Answer,
  now: number,
): Promise<void> => {
  const all = key ? [...writes, create('idempotency', recordOf(key, answer, now, edge.keyring))] : writes;
  if (all.length > 0) await edge.store.commit(all);
};

/** A short wait that differs between those who lost, so that they don't meet again. */
const pause = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ((randomBytes(1)[0] ?? 0) / 255) * 20 * 2 ** tries));
